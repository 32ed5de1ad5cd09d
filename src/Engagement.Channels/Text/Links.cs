using System.Text.RegularExpressions;

namespace Engagement.Channels.Text;

/// <summary>
/// Where the links of a text stand, as our own words carry them: with <c>http://</c> or <c>https://</c>. For cutting
/// and splitting, where a link must stay whole; what a network takes for a link is its own measure's business.
/// </summary>
public static partial class Links
{
    /// <summary>From each start up to, not including, its end, in UTF-16 units.</summary>
    public static IEnumerable<(int Start, int End)> Find(string text)
    {
        foreach (Match match in Link().Matches(text))
        {
            yield return (match.Index, match.Index + Length(match.ValueSpan));
        }
    }

    // A sentence's full stop is no part of the link, nor is a bracket that was opened before it.
    private static int Length(ReadOnlySpan<char> link)
    {
        var length = link.Length;
        while (length > 0 && (link[length - 1] is '.' or ',' or ';' or ':' or '!' or '?' or '\'' or '"' or '…' or '»' or '”' or '’' || Unopened(link[..length])))
        {
            length--;
        }

        return length;
    }

    private static bool Unopened(ReadOnlySpan<char> link) => link[^1] switch
    {
        ')' => link.Count(')') > link.Count('('),
        ']' => link.Count(']') > link.Count('['),
        '}' => link.Count('}') > link.Count('{'),
        _ => false,
    };

    [GeneratedRegex(@"(?<![\p{L}\p{N}])https?://[^\s<>""\u200b\u2060]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
