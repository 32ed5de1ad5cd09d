using System.Buffers;
using MimeKit;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>A part of a mail: what it is, and of texts what they say.</summary>
internal sealed class MailPart(ContentType type, HeaderList headers)
{
    private readonly ArrayBufferWriter<byte> _content = new();

    public ContentType Type { get; } = type;

    public HeaderList Headers { get; } = headers;

    public List<MailPart> Parts { get; } = [];

    /// <summary>It is a mail in this mail, or the headers of one.</summary>
    public bool IsMail { get; set; }

    /// <summary>The headers of a mail in this mail.</summary>
    public HeaderList? Nested { get; set; }

    /// <summary>As it was sent, in bytes.</summary>
    public long Size { get; set; }

    /// <summary>Not all of its content was read.</summary>
    public bool IsCut => Size > _content.WrittenCount;

    public bool HasContent => _content.WrittenCount > 0;

    public ContentDisposition? Disposition =>
        Headers[HeaderId.ContentDisposition] is { } value && ContentDisposition.TryParse(value, out var disposition) ? disposition : null;

    public string? FileName => (Disposition?.FileName ?? Type.Name) is { } name && !string.IsNullOrWhiteSpace(name) ? name.Trim() : null;

    /// <summary>It is to be saved, not read.</summary>
    public bool IsAttachment => FileName is not null
        || string.Equals(Disposition?.Disposition, ContentDisposition.Attachment, StringComparison.OrdinalIgnoreCase);

    public bool IsTnef => Type.IsMimeType("application", "ms-tnef") || Type.IsMimeType("application", "vnd.ms-tnef")
        || string.Equals(FileName, "winmail.dat", StringComparison.OrdinalIgnoreCase);

    /// <summary>About as many bytes as a file of it has.</summary>
    public long FileSize => TransferEncoding == ContentEncoding.Base64 ? Size * 57 / 78 : Size; // lines of 76 signs and their ends

    private ContentEncoding TransferEncoding =>
        Headers[HeaderId.ContentTransferEncoding] is { } value && MimeKit.Utils.MimeUtils.TryParse(value, out ContentEncoding encoding)
            ? encoding : ContentEncoding.Default;

    /// <summary>How much of it is worth reading, in bytes.</summary>
    public int Wanted => IsTnef ? MailLimits.Tnef
        : Type.IsMimeType("message", "delivery-status") || Type.IsMimeType("text", "rfc822-headers")
            || Type.IsMimeType("message", "disposition-notification") ? MailLimits.Headers
        : !IsAttachment && (Type.IsMimeType("text", "plain") || Type.IsMimeType("text", "html")) ? MailLimits.Text
        : 0;

    public void Add(byte[] bytes, int start, int count, int most)
    {
        Size += count;
        _content.Write(bytes.AsSpan(start, Math.Clamp(most - _content.WrittenCount, 0, count)));
    }

    /// <summary>What it says, by its encoding and its letters; soft line ends (RFC 3676) are taken back.</summary>
    public string Text()
    {
        using var part = new TextPart(Type.MediaSubtype) { Content = Content() };
        foreach (var parameter in Type.Parameters)
        {
            part.ContentType.Parameters[parameter.Name] = parameter.Value;
        }

        var text = Decoded(part);
        return part is { IsPlain: true, IsFlowed: true }
            ? FlowedText.Join(text, string.Equals(Type.Parameters["delsp"], "yes", StringComparison.OrdinalIgnoreCase)) : text;
    }

    // Some programs say "us-ascii" of everything, or a charset that the bytes are not of, or none.
    private string Decoded(TextPart part)
    {
        var text = part.Text ?? "";
        var charset = part.ContentType.Charset;
        var isUtf8 = charset is not null && (charset.Contains("ascii", StringComparison.OrdinalIgnoreCase)
            || string.Equals(charset, "utf-8", StringComparison.OrdinalIgnoreCase));
        if (!isUtf8 && charset is not null && !text.Contains('\ufffd', StringComparison.Ordinal))
        {
            return text;
        }

        using var bytes = Decoded();
        var mixed = MixedText.From(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), IsCut);
        return isUtf8 || (charset is null ? mixed.Whole > mixed.Broken : mixed.Broken == 0) ? mixed.Text : text;
    }

    public MemoryStream Decoded()
    {
        var bytes = new MemoryStream();
        Content().DecodeTo(bytes);
        bytes.Position = 0;
        return bytes;
    }

    private MimeContent Content() => new(new MemoryStream(_content.WrittenSpan.ToArray()), TransferEncoding);
}
