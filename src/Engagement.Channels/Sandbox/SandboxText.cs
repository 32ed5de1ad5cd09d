using System.Globalization;

namespace Engagement.Channels.Sandbox;

/// <summary>
/// The Sandbox network's length rule: 500 characters as a reader counts them (grapheme clusters, Unicode UAX 29),
/// a link counting 23 whatever its length. The network itself measures with it too, so both sides always agree.
/// </summary>
public static class SandboxText
{
    /// <summary>Characters a post may have.</summary>
    public const int Limit = 500;

    /// <summary>What a link costs, whatever its length.</summary>
    public const int LinkWeight = 23;

    /// <summary>The length of a text, and what is wrong with it beside that.</summary>
    public static TextMeasure Measure(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var length = 0;
        var after = 0;
        foreach (var (start, end) in Links(text))
        {
            length += Graphemes(text.AsSpan(after, start - after)) + LinkWeight;
            after = end;
        }

        length += Graphemes(text.AsSpan(after));
        if (string.IsNullOrWhiteSpace(text))
        {
            return new TextMeasure(0, Limit);
        }

        return new TextMeasure(length, Limit, Problem(text));
    }

    /// <summary>Where the links of a text stand: from each start up to, not including, its end.</summary>
    public static IEnumerable<(int Start, int End)> Links(string text) => Text.Links.Find(text);

    private static int Graphemes(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (!text.IsEmpty)
        {
            text = text[StringInfo.GetNextTextElementLength(text)..];
            count++;
        }

        return count;
    }

    private static string? Problem(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(c))
            {
                return $"Character {i + 1} is half of a character.";
            }
            else if (char.IsControl(c) && c is not ('\n' or '\r' or '\t'))
            {
                return $"Character {i + 1} is a control character (U+{(int)c:X4}).";
            }
        }

        return null;
    }
}
