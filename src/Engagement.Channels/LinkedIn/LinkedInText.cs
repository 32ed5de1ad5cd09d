using System.Text;
using System.Text.RegularExpressions;
using Engagement.Channels.Text;

namespace Engagement.Channels.LinkedIn;

/// <summary>
/// LinkedIn's length rule and its "little text" (learn.microsoft.com, LinkedIn, "little Text Format"): in a post's
/// commentary some characters mean something and must be escaped, or LinkedIn silently cuts the text at them.
/// Comments are plain.
/// </summary>
internal static partial class LinkedInText
{
    /// <summary>What a post may have. LinkedIn's documentation gives no number; this is what it has been seen to enforce.</summary>
    public const int Limit = 3000;

    /// <summary>What a comment may have, likewise.</summary>
    public const int CommentLimit = 1250;

    private const string Reserved = @"\|{}@[]()<>#*_~";

    /// <summary>The length in UTF-16 units, as people wrote it: escapes do not count.</summary>
    public static TextMeasure Measure(string text, int limit = Limit) =>
        string.IsNullOrWhiteSpace(text) ? new(0, limit) : new(text.Length, limit, Problem(text));

    /// <summary>The text as commentary: hashtags stay hashtags, everything else with a meaning is escaped.</summary>
    /// <remarks>A link stays whole: with escapes in it, it leads nowhere (<c>…_(networking)#Use</c>).</remarks>
    public static string Escape(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        var after = 0;
        foreach (var (start, end) in Links.Find(text))
        {
            if (text.AsSpan(start, end - start).IndexOfAny(@"\|{}") >= 0)
            {
                continue; // no character of an address, but one of little text
            }

            EscapeWords(result, text[after..start]);
            result.Append(text, start, end - start);
            after = end;
        }

        EscapeWords(result, text[after..]);
        return result.ToString();
    }

    private static void EscapeWords(StringBuilder result, string text)
    {
        var after = 0;
        foreach (Match tag in Hashtag().Matches(text))
        {
            EscapePlain(result, text.AsSpan(after, tag.Index - after));
            result.Append(@"{hashtag|\#|");
            EscapePlain(result, tag.Groups["name"].ValueSpan);
            result.Append('}');
            after = tag.Index + tag.Length;
        }

        EscapePlain(result, text.AsSpan(after));
    }

    /// <summary>The text as people wrote it.</summary>
    public static string Unescape(string commentary) => Escaped().Replace(Template().Replace(commentary, "#${name}"), "$1");

    private static void EscapePlain(StringBuilder to, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (Reserved.Contains(c, StringComparison.Ordinal))
            {
                to.Append('\\');
            }

            to.Append(c);
        }
    }

    private static string? Problem(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var units) != System.Buffers.OperationStatus.Done)
            {
                return $"Character {at + 1} is half of a character.";
            }

            if (Rune.IsControl(rune) && rune.Value is not ('\n' or '\r' or '\t'))
            {
                return $"Character {at + 1} is a control character (U+{rune.Value:X4}).";
            }

            at += units - 1;
        }

        return null;
    }

    // Letters of any script with their marks, digits and underscores, a letter among them; within the word also what is spelling there:
    // joiners (Persian, India), geresh and gershayim, middle dots (X's list, twitter-text's hashtag characters). #http:// is an
    // address; #C# and #C++ are not about C.
    [GeneratedRegex(
        @"(?<![\p{L}\p{M}\p{N}_&/#])#(?=[\p{N}_]*(?:\p{L}|[\ud801-\ud835\ud83a\ud840-\ud884]))"
        + @"(?<name>(?>(?:[\p{L}\p{N}_]|[\ud801-\ud835\ud83a\ud840-\ud884][\udc00-\udfff])"
        + @"(?:\p{M}|(?:[\u200c\u200d\u05f3\u05f4\u00b7\u30fb\u0f0b](?=[\p{L}\p{N}_]))?(?:[\p{L}\p{N}_]"
        + @"|[\ud801-\ud835\ud83a\ud840-\ud884][\udc00-\udfff]))*))(?!://|#|\+\+)")]
    private static partial Regex Hashtag();

    [GeneratedRegex(@"\{hashtag\|\\?#\|(?<name>(?:[^\\}]|\\.)*)\}")]
    private static partial Regex Template();

    [GeneratedRegex(@"\\([\\|{}@\[\]()<>#*_~])")]
    private static partial Regex Escaped();
}
