using System.Buffers;
using System.Text;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>Bytes that are said to be UTF-8: what is none among them is Windows-1252, as where words were pasted from another mail. One
/// such byte says nothing of the others.</summary>
/// <param name="Text">What they say.</param>
/// <param name="Whole">How many signs of several bytes are UTF-8.</param>
/// <param name="Broken">How many bytes are none.</param>
internal readonly record struct MixedText(string Text, int Whole, int Broken)
{
    /// <param name="bytes">All of them.</param>
    /// <param name="isCut">There were more, so that the last sign may be half a one; it is left out.</param>
    public static MixedText From(ReadOnlySpan<byte> bytes, bool isCut)
    {
        var other = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        var text = new StringBuilder(bytes.Length);
        var (whole, broken) = (0, 0);
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var count);
            if (status == OperationStatus.Done)
            {
                text.Append(rune.ToString());
                whole += count > 1 ? 1 : 0;
            }
            else if (status == OperationStatus.InvalidData || !isCut)
            {
                text.Append(other.GetString(bytes[..count]));
                broken += count;
            }

            bytes = bytes[count..];
        }

        return new(text.ToString().TrimStart('\ufeff'), whole, broken);
    }
}
