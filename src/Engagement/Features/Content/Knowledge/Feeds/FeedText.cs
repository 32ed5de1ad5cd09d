using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Feeds;

/// <summary>
/// A feed's bytes as text. Asked in this order: the byte order mark, how a <c>&lt;</c> is written (UTF-16 and 32), the HTTP header, the
/// XML declaration, UTF-8, and then the letters themselves (<see cref="FeedGuess"/>). What does not fit the bytes is not believed, and the
/// next is asked; a text always comes of it, and it says whether it is one that can be trusted. Bytes that are UTF-8 are UTF-8 whatever
/// they are called: in most other encodings any bytes are a text, and nobody writes one that looks like it.
/// </summary>
internal static partial class FeedText
{
    // The declaration is the first thing of the file; nobody writes it further down.
    private const int MostDeclaration = 512;

    // More letters that are valid in UTF-8 and meant in another encoding of several bytes: 联通 in GBK is two.
    private const int MostByChance = 20;

    private static readonly Encoding Latin = FeedEncodings.Latin;
    private static readonly Encoding Strict = new UTF8Encoding(false, throwOnInvalidBytes: true);

    // Bytes that are no UTF-8 are mostly Windows-1252, pasted into a page of another encoding: a typographic quotation mark.
    private static readonly Encoding Mixed = Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, new LatinFallback());

    /// <param name="bytes">As fetched.</param>
    /// <param name="charset">What the HTTP header says; null: nothing.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, string? charset) => Decode(bytes, charset, out _);

    /// <param name="bytes">As fetched.</param>
    /// <param name="charset">What the HTTP header says; null: nothing.</param>
    /// <param name="isSure">False: its letters are in no encoding it names, and too few or too strange to tell by themselves.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, string? charset, out bool isSure)
    {
        isSure = true;
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

        var declared = FeedEncodings.Named(Declared(bytes));
        var sent = FeedEncodings.Named(charset);

        // Servers put the old default of HTTP on whatever they send, and in it any bytes are a text: the feed's own word is asked first.
        Encoding?[] asked = sent == Latin ? [declared, Strict, sent] : [sent, declared, Strict];
        var utf8 = TryDecode(Strict, bytes);
        if (utf8 is not null)
        {
            if (IsJapaneseMail(bytes))
            {
                return FeedEncodings.Named("iso-2022-jp")!.GetString(bytes);
            }

            if (IsSurely(utf8, Array.Find(asked, e => e is not null)!))
            {
                return utf8;
            }
        }

        foreach (var encoding in asked)
        {
            if (encoding is not null && !(encoding == Latin && utf8 is null) && TryDecode(encoding, bytes) is { } text)
            {
                return text;
            }
        }

        // None fits all of it. The one that was named is followed as far as it goes, unless it was UTF-8, Western or none: that is written
        // without a thought.
        var named = sent == Latin ? declared ?? sent : sent ?? declared;
        if (named is not null and not UTF8Encoding && named != Latin && FeedGuess.Fits(named, bytes))
        {
            return named.GetString(bytes);
        }

        // A text of UTF-8 with something pasted into it.
        if (IsMostlyUtf8(bytes))
        {
            return Mixed.GetString(bytes);
        }

        var guess = FeedGuess.Of(bytes);
        isSure = guess.IsSure;
        var own = named is UTF8Encoding ? null : named;
        return ((isSure ? guess.Encoding ?? own : own ?? guess.Encoding) ?? Mixed).GetString(bytes);
    }

    // ISO-2022-JP is ASCII with escapes that no XML may hold.
    private static bool IsJapaneseMail(ReadOnlySpan<byte> bytes) =>
        (bytes.IndexOf("\e$B"u8) >= 0 || bytes.IndexOf("\e$@"u8) >= 0) && bytes.IndexOf("\e("u8) >= 0
        && bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF) < 0;

    private static bool IsMostlyUtf8(ReadOnlySpan<byte> bytes)
    {
        var (good, bad) = (0, 0);
        while (!bytes.IsEmpty)
        {
            var isGood = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done;
            good += isGood && !rune.IsAscii ? 1 : 0;
            bad += isGood ? 0 : 1;
            bytes = bytes[length..];
        }

        return good > 0 && good >= bad;
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
