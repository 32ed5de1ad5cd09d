namespace Engagement.Features.Content.Knowledge.Feeds.Markup;

/// <summary>
/// Which elements of feeds hold words only, and which are the parts that stand beside them: what tells that a title was never closed
/// (rssboard.org/rss-specification, RFC 4287).
/// </summary>
internal static class FeedLeaves
{
    private static readonly HashSet<string> Containers = new(StringComparer.Ordinal)
        { "channel", "feed", "item", "entry", "image", "source" };

    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "title", "link", "guid", "id", "pubdate", "updated", "published", "issued", "modified", "created", "category", "comments",
        "language", "generator",
        "copyright", "rights", "lastbuilddate", "ttl", "docs", "managingeditor", "webmaster", "dc:date", "dc:creator", "dc:subject",
        "dc:title",
    };

    private static readonly HashSet<string> Html = new(StringComparer.Ordinal)
        { "description", "summary", "content", "content:encoded", "subtitle", "tagline" };

    // Names that HTML has as well: in words that are HTML they say nothing.
    private static readonly HashSet<string> AlsoHtml = new(StringComparer.Ordinal)
        { "title", "link", "summary", "source", "image", "content" };

    private static readonly HashSet<string> Modules = new(StringComparer.Ordinal)
        { "dc", "dcterms", "media", "itunes", "slash", "wfw", "feedburner" };

    private static readonly HashSet<string> Others = new(StringComparer.Ordinal)
        { "item", "entry", "author", "enclosure", "contributor", "cloud", "textinput" };

    /// <summary>A part of a feed or an entry.</summary>
    /// <param name="name">With the short name of its vocabulary.</param>
    /// <param name="isHtmlToo">It may be one of HTML.</param>
    public static bool IsPart(string name, out bool isHtmlToo)
    {
        isHtmlToo = AlsoHtml.Contains(name);
        return isHtmlToo || Words.Contains(name) || Html.Contains(name) || Others.Contains(name)
            || (name.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && Modules.Contains(name[..colon]));
    }

    /// <summary>It holds feeds' parts.</summary>
    public static bool IsIn(string name) => Containers.Contains(name);

    /// <summary>Words, perhaps with a little markup.</summary>
    public static bool HoldsWords(string name) => Words.Contains(name);

    /// <summary>A text with any markup.</summary>
    public static bool HoldsHtml(string name) => Html.Contains(name);
}
