namespace Engagement.Features.Content.Knowledge.Feeds.Markup;

/// <summary>
/// The prefixes that hold in an element, and the short name of what each stands for. All that forms of feeds call their own (RSS of any
/// version, Atom 0.3 and 1.0, CDF) has no prefix, so that a title is a title everywhere; a vocabulary is known by its address, and by
/// its usual prefix where nobody declared it.
/// </summary>
internal sealed class FeedNames
{
    /// <summary>Where nothing is declared.</summary>
    public static readonly FeedNames Undeclared = new(null, "", "", 0);

    private static readonly Dictionary<string, string> Vocabularies = new(StringComparer.OrdinalIgnoreCase)
    {
        ["http://www.w3.org/2005/atom"] = "",
        ["http://purl.org/atom/ns#"] = "",
        ["http://purl.org/rss/1.0/"] = "",
        ["http://my.netscape.com/rdf/simple/0.9/"] = "",
        ["http://channel.netscape.com/rdf/simple/0.9/"] = "",
        ["http://backend.userland.com/rss"] = "",
        ["http://backend.userland.com/rss2"] = "",
        ["http://blogs.law.harvard.edu/tech/rss"] = "",
        ["http://purl.org/net/rss1.1#"] = "",
        ["http://www.w3.org/1999/02/22-rdf-syntax-ns#"] = "rdf",
        ["http://purl.org/dc/elements/1.0/"] = "dc",
        ["http://purl.org/dc/elements/1.1/"] = "dc",
        ["http://purl.org/dc/terms/"] = "dcterms",
        ["http://purl.org/rss/1.0/modules/content/"] = "content",
        ["http://search.yahoo.com/mrss/"] = "media",
        ["http://search.yahoo.com/mrss"] = "media",
        ["http://rssnamespace.org/feedburner/ext/1.0"] = "feedburner",
        ["http://www.itunes.com/dtds/podcast-1.0.dtd"] = "itunes",
        ["http://example.com/dtds/podcast-1.0.dtd"] = "itunes",
        ["http://www.w3.org/1999/xhtml"] = "xhtml",
        ["http://www.w3.org/2000/svg"] = "svg",
        ["http://www.w3.org/1998/math/mathml"] = "math",
    };

    private readonly FeedNames? _outer;
    private readonly string _prefix;
    private readonly string _vocabulary;
    private readonly int _count;

    private FeedNames(FeedNames? outer, string prefix, string vocabulary, int count) =>
        (_outer, _prefix, _vocabulary, _count) = (outer, prefix, vocabulary, count);

    /// <summary>With what an element declares; no more than <paramref name="most"/> at once.</summary>
    public static FeedNames Declare(FeedNames outer, IEnumerable<(string Name, string Value)> attributes, int most)
    {
        foreach (var (name, value) in attributes)
        {
            var prefix = name == "xmlns" ? "" : name.StartsWith("xmlns:", StringComparison.Ordinal) ? name[6..] : null;
            if (prefix is not null && outer._count < most)
            {
                // An address nobody knows: without a prefix it is the feed's own, with one it is called by it.
                outer = new FeedNames(outer, prefix, Vocabularies.GetValueOrDefault(value.Trim(), prefix), outer._count + 1);
            }
        }

        return outer;
    }

    /// <summary>With the vocabulary of the outermost element as the feed's own, under whatever prefix.</summary>
    public static FeedNames OfFeed(FeedNames names, string written) =>
        written.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && names.Find(written[..colon]) == written[..colon]
            && written[..colon] is not ("rdf" or "xhtml" or "svg")
            ? new FeedNames(names, written[..colon], "", names._count + 1)
            : names;

    /// <summary>A name as written, in lower case, by its vocabulary's short name.</summary>
    public static string Short(FeedNames names, string written)
    {
        var colon = written.IndexOf(':', StringComparison.Ordinal);
        var vocabulary = names.Find(colon < 0 ? "" : written[..colon]);
        var name = colon < 0 ? written : written[(colon + 1)..];
        return vocabulary.Length == 0 ? (name.Length == 0 ? "_" : name) : vocabulary + ":" + name;
    }

    private string Find(string prefix)
    {
        for (var at = this; at._outer is not null; at = at._outer)
        {
            if (at._prefix == prefix)
            {
                return at._vocabulary;
            }
        }

        // "atom:link" in a feed that forgot to say what atom is.
        return prefix is "atom" or "atom03" or "atom10" or "rss" or "rss2" ? "" : prefix;
    }
}
