using System.Globalization;

namespace Engagement.Channels.Text;

/// <summary>
/// Splits a long text into a numbered chain of posts that each fit: at paragraphs where it can, else at sentences, else
/// at words, else between characters; never inside a character or a link.
/// </summary>
public static class ThreadSplitter
{
    /// <summary>More than this nobody reads, and some networks take for spam.</summary>
    public const int MostParts = 25;

    /// <summary>The parts, numbered "1/3" at their end; one part, without a number, when the text fits as it is.</summary>
    /// <returns>Null when it cannot be done: a link alone is over the limit, or there would be over <see cref="MostParts"/>
    /// parts.</returns>
    public static IReadOnlyList<string>? Split(string text, Func<string, TextMeasure> measure) => Split(text, (part, _) => measure(part));

    /// <inheritdoc cref="Split(string, Func{string, TextMeasure})"/>
    /// <param name="text">The words.</param>
    /// <param name="measure">The measure of a part by its place in the chain, from 1: what it is sent as may differ.</param>
    public static IReadOnlyList<string>? Split(string text, Func<string, int, TextMeasure> measure)
    {
        text = text.Trim();
        if (Fits(measure(text, 1)))
        {
            return [text];
        }

        // The number's own length is not known before the count is; it has one digit or two.
        foreach (var guess in (int[])[9, MostParts])
        {
            if (Parts(text, guess, measure) is { } parts && parts.Count <= guess)
            {
                return [.. parts.Select((part, i) => Numbered(part, i + 1, parts.Count))];
            }
        }

        return null;
    }

    private static List<string>? Parts(string text, int count, Func<string, int, TextMeasure> measure)
    {
        var parts = new List<string>();
        while (text.Length > 0)
        {
            if (parts.Count == count)
            {
                return null;
            }

            var points = CutPoints.Of(text);
            points.RemoveAt(0);
            bool FitsTo(int at) => Fits(measure(Numbered(text[..at].TrimEnd(), count, count), parts.Count + 1));
            if (CutPoints.LastThat(points, FitsTo) is not { } most)
            {
                return null;
            }

            var cut = points.Where(p => p <= most && p > most / 3).DefaultIfEmpty(most).MaxBy(p => (Rank(text, p), p));
            cut = FitsTo(cut) ? cut : most;
            parts.Add(text[..cut].TrimEnd());
            text = text[cut..].TrimStart();
        }

        return parts;
    }

    // How good a place is for a cut.
    private static int Rank(string text, int at) =>
        at == text.Length ? 4
        : text[at] == '\n' && at + 1 < text.Length && text[at + 1] == '\n' ? 3
        : text[at] == '\n' || (char.IsWhiteSpace(text[at]) && text[at - 1] is '.' or '!' or '?' or '。' or '！' or '？' or '…') ? 2
        : char.IsWhiteSpace(text[at]) ? 1
        : 0;

    private static string Numbered(string part, int number, int of) => string.Create(CultureInfo.InvariantCulture, $"{part} {number}/{of}");

    private static bool Fits(TextMeasure measure) => measure.Length <= measure.Limit && measure.Problem is null;
}
