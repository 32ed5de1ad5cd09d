using System.Globalization;

namespace Engagement.Channels.Text;

/// <summary>Characters as a reader sees them: grapheme clusters (Unicode Annex 29). A flag, a family and an é are one each.</summary>
public static class Graphemes
{
    /// <summary>How many there are.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (!text.IsEmpty)
        {
            text = text[StringInfo.GetNextTextElementLength(text)..];
            count++;
        }

        return count;
    }

    /// <summary>At most so many UTF-16 units, and an ellipsis where something was cut, which is never a part of a character.</summary>
    public static string Cut(string text, int most) => text.Length <= most
        ? text
        : text[..Boundaries(text).TakeWhile(at => at <= most).Last()] + "…";

    /// <summary>Where the text may be cut without breaking one, from 0 to its length, in UTF-16 units.</summary>
    public static IEnumerable<int> Boundaries(string text)
    {
        for (var at = 0; at < text.Length; at += StringInfo.GetNextTextElementLength(text.AsSpan(at)))
        {
            yield return at;
        }

        yield return text.Length;
    }
}
