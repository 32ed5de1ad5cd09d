namespace Engagement.Features.Bridge.Reading;

/// <summary>What somebody wrote, of a mail that says it in plain text, in HTML, or in both.</summary>
internal static class MailText
{
    /// <param name="plain">Empty: there is none.</param>
    /// <param name="html">Empty: there is none.</param>
    /// <param name="known">What the writer had from us.</param>
    /// <param name="sender">Their name.</param>
    public static Written Of(string plain, string html, KnownText known, string sender)
    {
        if (string.IsNullOrWhiteSpace(html))
        {
            return QuotedText.Strip(plain, known, sender);
        }

        var ofHtml = HtmlMail.Strip(html, known, sender);
        if (string.IsNullOrWhiteSpace(plain))
        {
            return ofHtml;
        }

        var ofPlain = QuotedText.Strip(plain, known, sender);
        var (a, b) = (Letters(ofPlain.Text), Letters(ofHtml.Text));
        if (a == b)
        {
            return ofPlain.Doubt is not null && ofHtml.Doubt is null ? ofPlain with { Doubt = null } : ofPlain;
        }

        // One of them found the end of what was written where the other did not; or the plain part only says that there is another.
        return a.Length == 0 ? ofHtml
            : b.Length == 0 ? IsIn(plain, html) ? ofPlain with { Doubt = ofPlain.Doubt ?? "Its text and its HTML say different things." }
                : ofHtml
            : a.StartsWith(b, StringComparison.Ordinal) ? ofHtml
            : b.StartsWith(a, StringComparison.Ordinal) && ofPlain.Doubt is null ? ofPlain
            : ofPlain.Doubt is not null || !IsIn(ofPlain.Text, ofHtml.Text) ? ofHtml
            : ofPlain;
    }

    // Programs that write only HTML put a line such as "Your program cannot show this" into the plain part.
    private static bool IsIn(string some, string all)
    {
        var there = Words(all).ToHashSet(StringComparer.Ordinal);
        var words = Words(some).Distinct(StringComparer.Ordinal).ToList();
        return words.Count == 0 || words.Count(there.Contains) * 2 >= words.Count;
    }

    private static IEnumerable<string> Words(string text) =>
        text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(w => new string([.. w.Where(char.IsLetterOrDigit)])).Where(w => w.Length > 0);

    // Without the addresses of links, which the two write differently.
    private static string Letters(string text) =>
        string.Concat(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Where(w => !w.Contains("://", StringComparison.Ordinal))
            .SelectMany(w => w.Where(char.IsLetterOrDigit))).ToLowerInvariant();
}
