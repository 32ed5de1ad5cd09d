using System.Globalization;
using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Feeds;

/// <summary>Addresses as feeds write them: whole, relative, or no address at all.</summary>
internal static partial class FeedAddress
{
    private const int MostLength = 1000;

    // What PHP, Java, ASP, ColdFusion, osCommerce and Zen Cart call a visit.
    private const string Visits = "phpsessid|jsessionid|jservsessionid|aspsessionid|sess(?:ion)?_?id|oscsid|xtcsid|zenid=|cfid=|cftoken=";

    // By this name some know a visit and others a story (PHP-Nuke): a visit is long.
    private const string LongVisits = "sid=[0-9a-z,-]{16,}$|s=[0-9a-f]{32}$";

    // What newsletters, shops and networks put behind addresses; none of it leads to another page.
    private const string Trackers = "utm_|mtm_|pk_|piwik_|hsa_|mc_|vero_|at_|ns_|fbclid|gclid|dclid|msclkid|yclid|twclid|igshid|_hsenc|"
        + "_hsmi|mkt_tok|wt_mc|cmpid|ref_src|oly_|rss_id|spm=|xtor|ncid=|cid=rss|" + Visits;

    // What programs write where they have no address.
    private static readonly HashSet<string> Nothing = new(StringComparer.OrdinalIgnoreCase)
    {
        "n/a", "na", "n.a.", "none", "null", "nil", "undefined", "unknown", "false", "0", "-", "--", ".", "#", "/",
        "tbd", "todo", "link", "url", "?",
    };

    // What files of pages end in, and no domain that feeds are written on.
    private static readonly HashSet<string> PageEnds = new(StringComparer.OrdinalIgnoreCase)
    {
        "html", "htm", "xhtml", "shtml", "php", "asp", "aspx", "jsp", "jspx", "cgi", "cfm", "do", "xml", "rss", "atom", "json", "txt", "md",
        "pdf", "doc",
        "docx", "jpg", "jpeg", "png", "gif", "svg", "webp", "mpeg", "ogg", "wav", "zip", "gz", "pl", "py", "rb",
    };

    /// <summary>The address of a page.</summary>
    /// <param name="written">As the feed has it.</param>
    /// <param name="from">What it is relative to.</param>
    /// <param name="mayBeName">A bare word is a page beside the feed, as in Atom; otherwise it is taken for a word.</param>
    /// <returns>A whole address of the web; null: it is none.</returns>
    public static string? Web(string? written, Uri? from, bool mayBeName = true)
    {
        var text = written is null ? "" : Breaks().Replace(written, "").Trim();
        if (text.Length is 0 or > MostLength || Nothing.Contains(text))
        {
            return null;
        }

        if (text.StartsWith("www.", StringComparison.OrdinalIgnoreCase) || IsHost(text, from, mayBeName))
        {
            text = (from is { Scheme: "https" } && text.StartsWith(from.Host, StringComparison.OrdinalIgnoreCase)
                ? "https://" : "http://") + text;
        }

        var isWhole = Scheme().IsMatch(text);
        var isWord = !mayBeName && text[0] is not ('/' or '?' or '.') && !Path().IsMatch(text);
        if (!isWhole && (isWord || text.Contains(' ', StringComparison.Ordinal)))
        {
            return null;
        }

        return Relative(text, from) is { Scheme: "http" or "https", UserInfo: "",
            Host.Length: > 0, AbsoluteUri: { Length: <= MostLength } whole }
            ? whole
            : null;
    }

    // example.com/post: somebody left out how to get there. Where an address may be relative, only the feed's own host is one; news.v2/post
    // is
    // a folder, post.html and blog/post.html are pages.
    private static bool IsHost(string text, Uri? from, bool mayBeRelative)
    {
        if (Host().Match(text) is not { Success: true } host)
        {
            return false;
        }

        var isOwn = from is not null && host.Groups[1].Value.Equals(from.Host, StringComparison.OrdinalIgnoreCase);
        return isOwn || (!mayBeRelative && !PageEnds.Contains(host.Groups[2].Value));
    }

    /// <summary>Any address, made whole; null where it is none.</summary>
    public static Uri? Relative(string written, Uri? from)
    {
        var text = written.Trim();
        Uri? url = null;
        var isOne = text.Length <= MostLength
            && (from is null ? Uri.TryCreate(text, UriKind.Absolute, out url) : Uri.TryCreate(from, text, out url));
        return isOne ? url : null;
    }

    /// <summary>
    /// The same for addresses that differ in nothing but who led the reader there, or in how their signs are written
    /// (RFC 3986, 6.2.2: %c3 is %C3, and %7E is ~).
    /// </summary>
    public static string WithoutTracking(string url) => Plain(Without(url, Tracking()));

    /// <summary>As it was told until now, by which entries are stored.</summary>
    public static string WithoutTrackingFormerly(string url) => Without(url, FormerTracking());

    /// <summary>An entry's id without what a visit left in it, where it is an address; any other as it is.</summary>
    public static string WithoutVisit(string id) =>
        id.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || id.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            ? Without(id, VisitPart()) : id;

    /// <summary>An address in the spellings of its escapes that may be stored.</summary>
    public static IEnumerable<string> Spellings(string url) => !url.Contains('%', StringComparison.Ordinal) ? [url]
        : [url, Escape().Replace(url, m => m.Value.ToUpperInvariant()), Escape().Replace(url, m => m.Value.ToLowerInvariant())];

    private static string Plain(string url) => !url.Contains('%', StringComparison.Ordinal) ? url
        : Escape().Replace(url, m => (char)int.Parse(m.ValueSpan[1..], NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var c
            && (char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~') ? c.ToString() : m.Value.ToUpperInvariant());

    private static string Without(string url, Regex parts)
    {
        var path = url.AsSpan().IndexOfAny('?', '#') is >= 0 and var pathEnd ? url[..pathEnd] : url;
        if (path.AsSpan().ContainsAny(';', '('))
        {
            url = Visit().Replace(path, "${next}") + url[path.Length..];
        }

        var query = url.IndexOf('?', StringComparison.Ordinal);
        if (query < 0)
        {
            return url;
        }

        var fragment = url.IndexOf('#', query);
        var end = fragment < 0 ? url.Length : fragment;
        var kept = url[(query + 1)..end].Split('&').Where(p => p.Length > 0 && !parts.IsMatch(p)).ToList();
        return url[..query] + (kept.Count > 0 ? "?" + string.Join('&', kept) : "") + url[end..];
    }

    /// <summary>Both lead to the same page, whoever led the reader there; or both are none.</summary>
    public static bool AreSame(string? one, string? other) =>
        one == other || (one is not null && other is not null && WithoutTracking(one) == WithoutTracking(other));

    [GeneratedRegex("[\r\n\t]+")]
    private static partial Regex Breaks();

    [GeneratedRegex("^(?:[a-z][a-z0-9+.-]*:|//)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    // A name of labels, the last of letters only, and a path, a port or nothing behind it.
    [GeneratedRegex(@"^((?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+(\p{L}{2,}))(?::\d{1,5})?(?:[/?#]|$)",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Host();

    // post.html, blog/post, news?id=1; not N/A, TBD or a word.
    [GeneratedRegex(@"^[^/?#]{2,}[/?][^/?#]|^[^/?#]+\.[a-z0-9]{2,5}(?:[?#]|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Path();

    [GeneratedRegex("%[0-9a-fA-F]{2}", RegexOptions.NonBacktracking)]
    private static partial Regex Escape();

    [GeneratedRegex("^(?:" + Trackers + "|" + LongVisits + ")", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tracking();

    [GeneratedRegex("^(?:" + Trackers + "|sid=|s=[0-9a-f]{32}$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FormerTracking();

    [GeneratedRegex("^(?:" + Visits + "|" + LongVisits + ")", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex VisitPart();

    // Programs that know a visitor by the address write it into the path too: ;jsessionid=… of Java's, (S(…)) of ASP.NET's.
    [GeneratedRegex("(?:;(?:" + Visits + @"|sid=)[^/;]*|/\((?:[A-Z]\([^()/]*\))+\)$)|/\((?:[A-Z]\([^()/]*\))+\)(?<next>/)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Visit();
}
