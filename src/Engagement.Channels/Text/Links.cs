using System.Text.RegularExpressions;
using Engagement.Channels.X;

namespace Engagement.Channels.Text;

/// <summary>
/// Where the links of a text stand: the one place that says so for facets, cutting, splitting, previews and pages. Only what a network
/// counts as a link is its own measure's business.
/// </summary>
public static partial class Links
{
    // X's list, which Mastodon uses too; Bluesky's apps have one of the same source (IANA).
    private static readonly HashSet<string> TopLevelDomains = [.. XData.Lines("top-level-domains.txt")];

    /// <summary>Those with <c>http://</c> or <c>https://</c>, from each start up to, not including, its end, in UTF-16 units.</summary>
    public static IEnumerable<(int Start, int End)> Find(string text)
    {
        var last = 0;
        foreach (Match match in Scheme().Matches(text))
        {
            var host = match.Index + match.Length;
            if (match.Index < last || host == text.Length
                || !(char.IsLetterOrDigit(text[host]) || char.IsSurrogate(text[host]) || text[host] == '['))
            {
                continue;
            }

            var end = LinkEnd.Of(text, host, match.Index == 0 ? ' ' : text[match.Index - 1]);
            if (end > host)
            {
                yield return (match.Index, last = end);
            }
        }
    }

    /// <summary>
    /// Those, and domains without a scheme that networks make links of: in small letters, with a top-level domain there is.
    /// </summary>
    public static IEnumerable<(int Start, int End)> FindWithBare(string text)
    {
        var last = 0;
        using var whole = Find(text).GetEnumerator();
        var more = whole.MoveNext();
        foreach (Match match in Domain().Matches(text))
        {
            for (; more && whole.Current.Start < match.Index; more = whole.MoveNext())
            {
                yield return whole.Current;
                last = whole.Current.End;
            }

            if (match.Index >= last && TopLevelDomains.Contains(match.Groups[1].Value))
            {
                last = LinkEnd.Of(text, match.Index, match.Index == 0 ? ' ' : text[match.Index - 1]);
                yield return (match.Index, last);
            }
        }

        for (; more; more = whole.MoveNext())
        {
            yield return whole.Current;
        }
    }

    // Behind a Latin letter it would be another scheme; other scripts set links beside their words.
    [GeneratedRegex("(?<![A-Za-z0-9])https?://", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    [GeneratedRegex(
        @"(?<![\p{L}\p{M}\p{N}_@.\-/:#$&=%+\\-[\u0e00-\u109f\u1780-\u17ff\u3005-\u3007\u3031-\u30ff\u3400-\u9fff\uf900-\ufaff]])"
        + @"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+([a-z]{2,63})(?![A-Za-z0-9@_-])(?!\.[A-Za-z0-9])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Domain();
}
