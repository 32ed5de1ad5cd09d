using System.Text;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>Bytes of a text file whose encoding nobody wrote down.</summary>
internal static class TextBytes
{
    /// <summary>More than any article; a file above it is something else with the wrong name.</summary>
    public const int MostBytes = 20 * 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // What is called Latin-1 in the wild is Windows-1252 (the WHATWG encoding standard maps the one's name to the other).
    private static readonly Encoding Latin = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>
    /// By its byte order mark; else UTF-16 when every other byte is zero; else UTF-8 when it is valid UTF-8; else Latin-1.
    /// Line ends become <c>\n</c>.
    /// </summary>
    /// <exception cref="ArticleException">It is no text.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = DecodeOnly(bytes);
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArticleException("This is not a text file.");
        }

        return text.Contains('\r', StringComparison.Ordinal)
            ? text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')
            : text;
    }

    private static string DecodeOnly(ReadOnlySpan<byte> bytes)
    {
        switch (bytes)
        {
            case [0xEF, 0xBB, 0xBF, .. var rest]:
                return Encoding.UTF8.GetString(rest);
            case [0xFF, 0xFE, 0, 0, .. var rest]:
                return Encoding.UTF32.GetString(rest);
            case [0xFF, 0xFE, .. var rest]:
                return Encoding.Unicode.GetString(rest);
            case [0xFE, 0xFF, .. var rest]:
                return Encoding.BigEndianUnicode.GetString(rest);
            case [not 0, 0, not 0, 0, ..]:
                return Encoding.Unicode.GetString(bytes);
            case [0, not 0, 0, not 0, ..]:
                return Encoding.BigEndianUnicode.GetString(bytes);
        }

        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            // Not UTF-8. Every byte means something in Latin-1, so this always ends in a text.
            return Latin.GetString(bytes);
        }
    }
}
