using System.Text;
using UtfUnknown;

namespace Engagement.Features.Content.Knowledge.Feeds;

/// <summary>
/// The encoding of bytes that are in none they name, by their letters (UTF.Unknown, from Mozilla's detector). Western words have few bytes
/// above ASCII, and none in rows; they are no guess.
/// </summary>
internal static class FeedGuess
{
    // What is looked at, of the words with such bytes: 32 KB take some 20 ms.
    private const int MostLooked = 32 * 1024;

    // Fewer tell too little: Новости in KOI8-R could be Greek.
    private const int LeastLetters = 24;
    private const int LeastAlone = 12;
    private const int LeastOfTwo = 8;

    // “é” is three in Windows-1252.
    private const int LeastRow = 4;
    private const float LeastSure = 0.6f;

    /// <param name="Encoding">The best guess; null: none.</param>
    /// <param name="IsForeign">It is no Western text, whatever else it is.</param>
    /// <param name="IsSure">There is enough of it to tell.</param>
    internal sealed record Guess(Encoding? Encoding, bool IsForeign, bool IsSure);

    private static readonly Guess Western = new(null, false, true);

    public static Guess Of(ReadOnlySpan<byte> bytes)
    {
        var words = Words(bytes, out var letters, out var inRows);
        var isInRows = letters > 0 && inRows * 2 > letters;
        var best = letters < LeastOfTwo && !isInRows ? null : CharsetDetector.DetectFromBytes(words).Detected;
        var encoding = FeedEncodings.Named(best?.EncodingName);
        if (encoding is null || best is null || encoding is UTF8Encoding || !Fits(encoding, bytes))
        {
            return isInRows ? new Guess(null, true, false) : Western;
        }

        if (!encoding.IsSingleByte)
        {
            return new Guess(IsRatherBig5(words) ? FeedEncodings.Named("big5") : encoding, true, letters >= LeastOfTwo);
        }

        var isSure = letters >= (isInRows ? LeastLetters : LeastAlone) && best.Confidence >= LeastSure;

        // Of Western and Central European letters, which are alone among others, only a sure guess is better than none.
        return isInRows ? new Guess(encoding == FeedEncodings.Latin ? null : encoding, true, isSure && encoding != FeedEncodings.Latin)
            : isSure && encoding.CodePage is 1250 or 1254 or 1257 or 28592 or 28594 or 28603 ? new Guess(encoding, false, true)
            : Western;
    }

    /// <summary>All but one letter in a hundred is one of the encoding's.</summary>
    public static bool Fits(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        var marked = (Encoding)encoding.Clone();
        marked.DecoderFallback = new DecoderReplacementFallback("\uFFFD");
        var (wrong, right) = (0, 0);
        foreach (var c in marked.GetString(bytes))
        {
            wrong += c == '\uFFFD' ? 1 : 0;
            right += char.IsAscii(c) ? 0 : 1;
        }

        return wrong * 100 <= right;
    }

    // Both are of two bytes, and most bytes of one are bytes of the other: in Big5 the second is ASCII as often as not, which it hardly is
    // among the everyday signs of GB.
    private static bool IsRatherBig5(ReadOnlySpan<byte> words)
    {
        var (pairs, low, everyday) = (0, 0, 0);
        for (var i = 0; i + 1 < words.Length; i++)
        {
            if (words[i] < 0x81)
            {
                continue;
            }

            pairs++;
            low += words[i + 1] is >= 0x40 and <= 0x7E ? 1 : 0;
            everyday += words[i] is >= 0xA1 and <= 0xC6 && words[i + 1] is (>= 0x40 and <= 0x7E) or >= 0xA1 ? 1 : 0;
            i++;
        }

        return pairs > 0 && low * 5 > pairs && everyday * 10 >= pairs * 8 && Fits(FeedEncodings.Named("big5")!, words);
    }

    // The words that have such bytes, without the markup around them. In no encoding is a second byte a space, < or >.
    private static byte[] Words(ReadOnlySpan<byte> bytes, out int letters, out int inRows)
    {
        (letters, inRows) = (0, 0);
        var words = new List<byte>();
        var start = 0;
        for (var i = 0; i <= bytes.Length && words.Count < MostLooked; i++)
        {
            if (i < bytes.Length && bytes[i] is > 0x20 and not (byte)'<' and not (byte)'>')
            {
                continue;
            }

            var word = bytes[start..i];
            start = i + 1;
            if (word.IndexOfAnyInRange((byte)0x80, (byte)0xFF) < 0)
            {
                continue;
            }

            word = word[..Math.Min(word.Length, MostLooked)];
            words.AddRange(word);
            words.Add((byte)' ');
            var row = 0;
            foreach (var b in word)
            {
                row = b >= 0x80 ? row + 1 : 0;
                letters += b >= 0x80 ? 1 : 0;
                inRows += row == LeastRow ? LeastRow : row > LeastRow ? 1 : 0;
            }
        }

        return [.. words];
    }
}
