using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Engagement.Channels.Text;

namespace Engagement.Channels.Mastodon;

/// <summary>How Mastodon counts a text, and how its HTML becomes plain words.</summary>
internal static partial class MastodonText
{
    /// <summary>
    /// As Mastodon's own StatusLengthValidator: graphemes; a link with its scheme weighs the same whatever its length;
    /// of a mention only <c>@name</c> counts, not its server; the content warning counts with the text.
    /// </summary>
    public static TextMeasure Measure(string text, string? contentWarning, MastodonSettings settings)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new TextMeasure(0, settings.MaxCharacters);
        }

        // As GoToSocial does: Unicode code points of the words as sent and of the warning
        // (internal/processing/status/common.go, validateStatusContent).
        if (settings.CountsWhole)
        {
            return new TextMeasure(text.EnumerateRunes().Count() + (contentWarning?.EnumerateRunes().Count() ?? 0), settings.MaxCharacters);
        }

        var (length, after) = (Graphemes.Count(contentWarning), 0);
        foreach (var (start, end) in MastodonLinks.Find(text))
        {
            length += Words(text[after..start]) + settings.CharactersPerUrl;
            after = end;
        }

        return new TextMeasure(length + Words(text[after..]), settings.MaxCharacters);
    }

    /// <summary>The words of a status, as <see cref="HtmlWords"/> has them. Styles hide none: no program of the network heeds them, and
    /// its readers see every word.</summary>
    /// <param name="html">From a stranger's server.</param>
    /// <param name="leaveOut">What else is left out.</param>
    public static string FromHtml(string html, LeaveOut? leaveOut = null) =>
        HtmlWords.Of(HtmlWords.Joined([html]), leaveOut, which: HtmlShown.SeenAndHidden); // one page, whatever signs it holds

    /// <summary>
    /// What is left of words when all a server may do to them is taken away: mentions completed or shortened, spaces and
    /// quotes made typographical, Markdown rendered. Two texts of ours that differ differ in this.
    /// </summary>
    public static string Essence(string text)
    {
        var essence = new StringBuilder(text.Length);
        foreach (var rune in Mention().Replace(text, "").EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol)
            {
                essence.Append(rune);
            }
        }

        return essence.ToString();
    }

    /// <summary>Does the text name this account, with its server or without?</summary>
    public static bool Mentions(string text, string acct) =>
        Mention().Matches(text).Any(m => string.Equals(m.Groups[1].Value + m.Groups[2].Value, acct, StringComparison.OrdinalIgnoreCase)
            || string.Equals(m.Groups[1].Value, acct, StringComparison.OrdinalIgnoreCase));

    /// <summary>Is it a name, with a server or without, and nothing else?</summary>
    public static bool IsHandle(string handle) =>
        handle.Length <= 200 && Mention().Match($"@{handle}") is { Success: true } match && match.Length == handle.Length + 1;

    private static int Words(string text) => Graphemes.Count(Mention().Replace(text, "@$1"));

    // Mastodon: Account::MENTION_RE.
    [GeneratedRegex(@"(?<![=/\w])@([a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)(@[\w.-]+[\w]+(?::\d+)?)?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mention();
}
