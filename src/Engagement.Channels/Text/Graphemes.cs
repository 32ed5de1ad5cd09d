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

    /// <summary>
    /// How a text begins: at most so many UTF-16 units, and never a part of a character. Only where a single one is longer (a letter with
    /// marks without end) it is cut between those, though never inside a pair.
    /// </summary>
    public static string Start(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var at = 0;
        while (at + StringInfo.GetNextTextElementLength(text.AsSpan(at)) is var next && next <= most)
        {
            at = next;
        }

        return text[..(at > 0 || most == 0 ? at : most - (char.IsHighSurrogate(text[most - 1]) ? 1 : 0))];
    }

    /// <summary>The same, and an ellipsis where something was cut.</summary>
    public static string Cut(string text, int most) => text.Length <= most ? text : Start(text, most) + "…";

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
