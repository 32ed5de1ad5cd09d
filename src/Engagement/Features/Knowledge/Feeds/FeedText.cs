using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Text;

namespace Engagement.Features.Knowledge.Feeds;

/// <summary>
/// A feed's bytes as text. Asked in this order: the byte order mark, how a <c>&lt;</c> is written (UTF-16 and 32), the HTTP header, the
/// XML declaration, UTF-8. What does not fit the bytes is not believed, and the next is asked; a text always comes of it. Bytes that are
/// UTF-8 are UTF-8 whatever they are called: in most other encodings any bytes are a text, and nobody writes one that looks like it.
/// </summary>
internal static partial class FeedText
{
    // The declaration is the first thing of the file; nobody writes it further down.
    private const int MostDeclaration = 512;

    // More letters that are valid in UTF-8 and meant in another encoding of several bytes: 联通 in GBK is two.
    private const int MostByChance = 20;

    private static readonly Encoding Latin = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private static readonly Encoding Strict = new UTF8Encoding(false, throwOnInvalidBytes: true);

    // Bytes that are no UTF-8 are mostly Windows-1252, pasted into a page of another encoding: a typographic quotation mark.
    private static readonly Encoding Mixed = Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, new LatinFallback());

    /// <param name="bytes">As fetched.</param>
    /// <param name="charset">What the HTTP header says; null: nothing.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        switch (bytes)
        {
            case [0xEF, 0xBB, 0xBF, .. var rest]:
                return Mixed.GetString(rest);
            case [0, 0, 0xFE, 0xFF, .. var rest]:
                return new UTF32Encoding(bigEndian: true, false).GetString(rest);
            case [0xFF, 0xFE, 0, 0, .. var rest]:
                return Encoding.UTF32.GetString(rest);
            case [0xFE, 0xFF, .. var rest]:
                return Encoding.BigEndianUnicode.GetString(rest);
            case [0xFF, 0xFE, .. var rest]:
                return Encoding.Unicode.GetString(rest);
            case [0, 0, 0, (byte)'<' or (byte)'{', ..]:
                return new UTF32Encoding(bigEndian: true, false).GetString(bytes);
            case [(byte)'<' or (byte)'{', 0, 0, 0, ..]:
                return Encoding.UTF32.GetString(bytes);
            case [0, (byte)'<' or (byte)'{', ..]:
                return Encoding.BigEndianUnicode.GetString(bytes);
            case [(byte)'<' or (byte)'{', 0, ..]:
                return Encoding.Unicode.GetString(bytes);
        }

        var declared = Named(Declared(bytes));
        var sent = Named(charset);

        // Servers put the old default of HTTP on whatever they send, and in it any bytes are a text: the feed's own word is asked first.
        Encoding?[] asked = sent == Latin ? [declared, Strict, sent] : [sent, declared, Strict];
        if (TryDecode(Strict, bytes) is { } utf8 && IsSurely(utf8, Array.Find(asked, e => e is not null)!))
        {
            return utf8;
        }

        foreach (var encoding in asked)
        {
            if (encoding is not null && TryDecode(encoding, bytes) is { } text)
            {
                return text;
            }
        }

        // None fits all of it. The one that was named is followed as far as it goes, unless it was UTF-8 or none.
        var named = sent ?? declared;
        return named is null or UTF8Encoding ? Mixed.GetString(bytes) : named.GetString(bytes);
    }

    // One letter of several bytes is enough beside encodings of one byte each; two bytes of GBK or Shift JIS may be two of UTF-8 by chance.
    private static bool IsSurely(string utf8, Encoding named)
    {
        var letters = 0;
        foreach (var c in utf8)
        {
            letters += char.IsAscii(c) ? 0 : 1;
        }

        return letters >= (named.IsSingleByte ? 1 : MostByChance);
    }

    private static string? TryDecode(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var strict = (Encoding)encoding.Clone();
            strict.DecoderFallback = DecoderFallback.ExceptionFallback;
            return strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            // Not this one: the next is asked.
            return null;
        }
    }

    // By the labels of the WHATWG encoding standard, as browsers do: latin1 is Windows-1252, gb2312 is GBK.
    private static Encoding? Named(string? label)
    {
        label = label?.Trim().Trim('"', '\'').Trim();
        if (string.IsNullOrEmpty(label) || !TextEncoding.IsSupported(label))
        {
            return label is "utf8" ? Encoding.UTF8 : null;
        }

        // A text that could be read thus far is not UTF-16, whatever it says: .NET writes that into strings that are sent as UTF-8.
        var encoding = TextEncoding.Resolve(label);
        return encoding.CodePage switch
        {
            1200 or 1201 or 12000 or 12001 => null,
            936 => CodePagesEncodingProvider.Instance.GetEncoding(54936) ?? encoding,
            1252 => Latin,
            _ => encoding,
        };
    }

    private static string? Declared(ReadOnlySpan<byte> bytes)
    {
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, MostDeclaration)]);
        return Declaration().Match(head) is { Success: true } found ? found.Groups[1].Value : null;
    }

    [GeneratedRegex("<\\?xml[^>]{0,200}?\\sencoding\\s*=\\s*[\"']([A-Za-z0-9_:.-]{1,40})[\"']",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();

    private sealed class LatinFallback : DecoderFallback
    {
        public override int MaxCharCount => 4;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

        private sealed class Buffer : DecoderFallbackBuffer
        {
            private string _text = "";
            private int _at;

            public override int Remaining => _text.Length - _at;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                (_text, _at) = (Latin.GetString(bytesUnknown), 0);
                return _text.Length > 0;
            }

            public override char GetNextChar() => _at < _text.Length ? _text[_at++] : '\0';

            public override bool MovePrevious() => _at > 0 && --_at >= 0;

            public override void Reset() => (_text, _at) = ("", 0);
        }
    }
}
