using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Engagement.Channels.Text;

namespace Engagement.Channels.X;

/// <summary>
/// X's weighted length: every character weighs 1 or 2, a link 23 whatever its length, an emoji sequence 2, all counted
/// in Unicode's composed form (docs.x.com, "Counting characters"; configuration version 3 of X's twitter-text).
/// </summary>
internal static partial class XText
{
    /// <summary>What everybody may post.</summary>
    public const int Limit = 280;

    /// <summary>The longest limit that X gives, to paying accounts.</summary>
    public const int LongestLimit = 25_000;

    /// <summary>What a link weighs: X wraps every one in a t.co address.</summary>
    public const int LinkWeight = 23;

    private const int EmojiWeight = 2;

    /// <summary>The length of a text and what is wrong with it.</summary>
    public static TextMeasure Measure(string text, int limit = Limit)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new TextMeasure(0, limit);
        }

        var normal = Normalize(text);
        var links = XLinks.Find(normal).GroupBy(l => l.Start).ToDictionary(g => g.Key, g => g.Last().Length);
        var length = 0;
        for (var at = 0; at < normal.Length;)
        {
            if (links.TryGetValue(at, out var link))
            {
                length += LinkWeight;
                at += link;
            }
            else if (XEmoji.LengthAt(normal.AsSpan(at)) is > 0 and var emoji)
            {
                length += EmojiWeight;
                at += emoji;
            }
            else
            {
                length += Weight(normal[at]);
                at += Rune.DecodeFromUtf16(normal.AsSpan(at), out _, out var units) == OperationStatus.Done ? units : 1;
            }
        }

        return new TextMeasure(length, limit, Problem(text));
    }

    /// <summary>How many cashtags there are, by X's own rule of what one is (twitter-text, validCashtag).</summary>
    public static int Cashtags(string text) => Cashtag().Count(text);

    /// <summary>Letters, digits and underscores, at most 15 (help.x.com, "X username rules").</summary>
    public static bool IsHandle(string handle) =>
        handle.Length is > 0 and <= 15 && handle.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>Composed form (NFC).</summary>
    internal static string Normalize(string text) => Composed.Of(text);

    // Scripts in which a character says about as much as a letter in English weigh 1, and so do most spaces, dashes
    // and quotation marks; everything else, Chinese, Japanese and Korean above all, weighs 2. A surrogate is never light.
    private static int Weight(char c) =>
        c is <= '\u10ff' or >= '\u2000' and <= '\u200d' or >= '\u2010' and <= '\u201f' or >= '\u2032' and <= '\u2037' ? 1 : 2;

    private static string? Problem(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is '\ufffe' or '\ufeff' or '\uffff')
            {
                return $"Character {at + 1} (U+{(int)text[at]:X4}) is one that X does not accept.";
            }

            if (Rune.DecodeFromUtf16(text.AsSpan(at), out _, out var units) != OperationStatus.Done)
            {
                return $"Character {at + 1} is half of a character.";
            }

            at += units - 1;
        }

        return null;
    }

    [GeneratedRegex(@"(?<![^\s\u200e\u200f\u202a-\u202e])\$[a-z]{1,6}(?:[._][a-z]{1,2})?(?![^\s\p{P}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Cashtag();
}
