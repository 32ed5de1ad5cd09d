using Engagement.Features.Content.Knowledge.Feeds.Markup;

namespace Engagement.Features.Content.Knowledge.Feeds;

/// <summary>A page where a feed was expected.</summary>
internal static class WebPage
{
    // More is a page with a feed for each of its parts, and the first are the ones that are meant.
    private const int MostNamed = 3;

    // What pages begin with whose authors leave out what HTML lets them leave out.
    private static readonly HashSet<string> Begins = new(StringComparer.Ordinal)
    {
        "html", "head", "body", "title", "meta", "base", "link", "script", "style", "div", "p", "br", "b", "a", "h1", "h2",
        "table", "center", "pre", "main",
    };

    public static bool Is(MarkupNode document) =>
        document.AndInside().Any(n => n.Name is "html" or "xhtml:html")
        || (document.Children.Find(n => !n.IsText) is { } first
            && Begins.Contains(first.Name.Replace("xhtml:", "", StringComparison.Ordinal)));

    /// <summary>What to say of it: with the feeds it links to, where it does.</summary>
    public static string Say(MarkupNode document, Uri url)
    {
        var from = document.AndInside().FirstOrDefault(n => n.Name is "base" or "xhtml:base")?["href"] is { } written
            ? FeedAddress.Relative(written, url) ?? url
            : url;
        var feeds = document.AndInside()
            .Where(n => n.Name is "link" or "xhtml:link" && IsFeed(n))
            .Select(n => FeedAddress.Web(n["href"], from))
            .OfType<string>().Distinct(StringComparer.Ordinal).Take(MostNamed).ToList();
        return feeds.Count switch
        {
            0 => "This is a web page, not a feed, and it names no feed. Look for the address of its RSS or Atom feed.",
            1 => $"This is a web page, not a feed. The feed it names is {feeds[0]}",
            _ => $"This is a web page, not a feed. The feeds it names are {string.Join(" and ", feeds)}",
        };
    }

    private static bool IsFeed(MarkupNode link) =>
        link["rel"]?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(r => r.ToLowerInvariant() is "alternate" or "feed") == true
        && link["type"]?.Trim().ToLowerInvariant() is { } type
        && (type.Contains("rss", StringComparison.Ordinal) || type.Contains("atom", StringComparison.Ordinal)
            || type.Contains("rdf", StringComparison.Ordinal) || type.Contains("feed+json", StringComparison.Ordinal));
}
