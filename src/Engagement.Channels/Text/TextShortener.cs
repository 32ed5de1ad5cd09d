namespace Engagement.Channels.Text;

/// <summary>Makes words fit a network's limit: cut at a word, an ellipsis where something is missing, the link always whole.</summary>
public static class TextShortener
{
    private const string Ellipsis = "…";

    /// <summary>The text, shortened if it has to be.</summary>
    /// <param name="text">The words.</param>
    /// <param name="link">The link that must stay; null keeps the last one in the text, if there is one.</param>
    /// <param name="measure">The network's own measure, with the account's limit in it.</param>
    /// <returns>What fits, or null when not even the link (or, without one, a single character) does.</returns>
    public static string? Shorten(string text, Uri? link, Func<string, TextMeasure> measure)
    {
        if (Fits(measure(text)) && (link is null || text.Contains(link.OriginalString, StringComparison.Ordinal)))
        {
            return text;
        }

        var (words, kept) = TakeOut(text, link);
        var points = CutPoints.Of(words);
        string Cut(int at) => Join(words, at, kept);

        if (CutPoints.LastThat(points, at => Fits(measure(Cut(at)))) is not { } cut)
        {
            return null;
        }

        // Cutting at a word may let a mark or a link come together differently; the longer cut is known to fit.
        var atWord = Cut(CutPoints.AtWord(words, points, cut));
        var result = Fits(measure(atWord)) ? atWord : Cut(cut);
        return result.Length > 0 && result != Ellipsis ? result : null;
    }

    private static bool Fits(TextMeasure measure) => measure.Length <= measure.Limit && measure.Problem is null;

    // The words without the link that must stay, and the link.
    private static (string Words, string? Link) TakeOut(string text, Uri? link)
    {
        if (link is not null)
        {
            var at = text.LastIndexOf(link.OriginalString, StringComparison.Ordinal);
            return (at < 0 ? text.TrimEnd() : Without(text, at, at + link.OriginalString.Length), link.OriginalString);
        }

        var (start, end) = Links.Find(text).LastOrDefault();
        return end == 0 ? (text, null) : (Without(text, start, end), text[start..end]);
    }

    private static string Without(string text, int start, int end) => (text[..start].TrimEnd() + text[end..]).TrimEnd();

    private static string Join(string words, int at, string? link)
    {
        var shown = words[..at].TrimEnd();
        if (at < words.Length)
        {
            shown = shown.TrimEnd('.', ',', ';', ':', '-', '–', '—', '…') is { Length: > 0 } rest ? rest + Ellipsis : link is null ? Ellipsis : "";
        }

        return link is null ? shown : shown.Length == 0 ? link : $"{shown} {link}";
    }
}
