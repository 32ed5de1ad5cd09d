using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MimeKit;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>A mail as it came, by the hook or from the mailbox: its headers, its texts, and the names of the rest.</summary>
internal sealed partial class IncomingMail
{
    private const int MostIds = 100;

    private readonly MimeMessage _head;

    /// <param name="headers">Of the mail.</param>
    /// <param name="body">Its parts.</param>
    /// <param name="size">In bytes, as far as it was read.</param>
    public IncomingMail(HeaderList headers, MailPart body, long size)
    {
        (Headers, Body, Size) = (headers, body, size);
        using var bytes = new MemoryStream();
        headers.WriteTo(bytes);
        bytes.Position = 0;
        _head = MimeMessage.Load(bytes);
    }

    public HeaderList Headers { get; }

    public MailPart Body { get; }

    public long Size { get; }

    /// <summary>The rest of it was not read.</summary>
    public bool IsCut { get; init; }

    /// <summary>Parts that were not looked at.</summary>
    public int PartsLeft { get; init; }

    public string Subject => _head.Subject ?? "";

    public int Senders => _head.From.Count;

    public MailboxAddress? From => _head.From.Mailboxes.FirstOrDefault();

    public string SenderName => From is not { } from ? "" : string.IsNullOrWhiteSpace(from.Name) ? from.Address : from.Name;

    /// <summary>The ids of the mails it answers, as they stand between &lt; and &gt;: never from words around them, such as somebody's
    /// name.</summary>
    public IReadOnlyList<string> Answers => IdsIn(Headers);

    /// <summary>By what a mail is known that comes twice. One without an id by what it says.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        _head.Headers.Contains(HeaderId.MessageId) && _head.MessageId is { Length: > 0 } id ? id
            : $"{From?.Address}\n{_head.Date:O}\n{Subject}\n{FirstText(Body)}")));

    public static IReadOnlyList<string> IdsIn(HeaderList headers) =>
        [.. headers.Where(h => h.Id is HeaderId.References or HeaderId.InReplyTo)
            .SelectMany(h => Id().Matches(h.Value ?? "").Select(m => m.Groups[1].Value)).TakeLast(MostIds)];

    private static string FirstText(MailPart part) =>
        part.Parts.Count == 0 ? part.Type.IsMimeType("text", "*") && part.HasContent ? part.Text() : ""
            : part.Parts.Select(FirstText).FirstOrDefault(t => t.Length > 0) ?? "";

    [GeneratedRegex(@"<\s*([^<>\s]{3,500})\s*>")]
    private static partial Regex Id();
}
