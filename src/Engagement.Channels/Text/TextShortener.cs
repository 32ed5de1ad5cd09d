namespace Engagement.Channels.Text;

/// <summary>
/// Makes words fit a network's limit: cut at a word, an ellipsis where something is missing, the link always whole. A link that stands
/// behind the cut comes to the end.
/// </summary>
public static class TextShortener
{
    private const string Ellipsis = "…";

    /// <summary>The text, shortened if it has to be.</summary>
    /// <param name="text">The words.</param>
    /// <param name="link">The link that must stay; null keeps all where the cut comes after them, else the last one.</param>
    /// <param name="measure">The network's own measure, with the account's limit in it.</param>
    /// <returns>What fits, or null when not even the link (or, without one, a single character) does.</returns>
    public static string? Shorten(string text, Uri? link, Func<string, TextMeasure> measure)
    {
        if (Fits(measure(text)) && (link is null || text.Contains(link.OriginalString, StringComparison.Ordinal)))
        {
            return text;
        }

        if (link is not null)
        {
            var at = text.LastIndexOf(link.OriginalString, StringComparison.Ordinal);
            return Cut(at < 0 ? text.TrimEnd() : Without(text, at, at + link.OriginalString.Length), link.OriginalString, measure);
        }

        var (start, end) = Links.FindWithBare(text).LastOrDefault();
        var plain = Cut(text, null, measure);
        return end == 0 || plain?.TrimEnd(Ellipsis[0]).Length >= end ? plain : Cut(Without(text, start, end), text[start..end], measure);
    }

    /// <summary>The links of a text, as they stand there, that are not in what was made of it.</summary>
    public static IReadOnlyList<string> LostLinks(string text, string made)
    {
        var kept = Links.FindWithBare(made).Select(l => made[l.Start..l.End]).ToHashSet(StringComparer.Ordinal);
        return [.. Links.FindWithBare(text).Select(l => text[l.Start..l.End])
            .Where(l => !kept.Contains(l)).Distinct(StringComparer.Ordinal)];
    }

    private static string? Cut(string words, string? link, Func<string, TextMeasure> measure)
    {
        var points = CutPoints.Of(words);
        string To(int at) => Join(words, at, link);

        if (CutPoints.LastThat(points, at => Fits(measure(To(at)))) is not { } cut)
        {
            return null;
        }

        // Cutting at a word may let a mark or a link come together differently; the longer cut is known to fit.
        var atWord = To(CutPoints.AtWord(words, points, cut));
        var result = Fits(measure(atWord)) ? atWord : To(cut);
        return result.Length > 0 && result != Ellipsis ? result : null;
    }

    private static bool Fits(TextMeasure measure) => measure.Length <= measure.Limit && measure.Problem is null;

    private static string Without(string text, int start, int end) => (text[..start].TrimEnd() + text[end..]).TrimEnd();

    private static string Join(string words, int at, string? link)
    {
        var shown = words[..at].TrimEnd();
        if (at < words.Length)
        {
            shown = shown.TrimEnd('.', ',', ';', ':', '-', '–', '—', '…') is { Length: > 0 } rest ? rest + Ellipsis
                : link is null ? Ellipsis
                : "";
        }

        return link is null ? shown : shown.Length == 0 ? link : $"{shown} {link}";
    }
}
