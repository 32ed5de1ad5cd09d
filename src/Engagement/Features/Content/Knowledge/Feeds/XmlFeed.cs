using System.Net;
using Engagement.Features.Content.Knowledge.Feeds.Markup;

namespace Engagement.Features.Content.Knowledge.Feeds;

/// <summary>
/// RSS 0.9x, 1.0 (RDF) and 2.0 (rssboard.org/rss-specification), Atom 0.3 and 1.0 (RFC 4287) and CDF, with the modules blogs use: content,
/// Dublin Core, Media RSS, FeedBurner. One reader for all: each takes the elements of the others here and there.
/// </summary>
internal static class XmlFeed
{
    // Blogger says with a category of this scheme that an entry is a post; that is no tag.
    private const string BloggerKind = "http://schemas.google.com/g/2005#kind";

    /// <returns>Null: it is no feed.</returns>
    public static FeedParts? Read(MarkupNode document)
    {
        // Junk before the feed, a page around it: it is where its element is.
        var feed = document.AndInside().FirstOrDefault(n => n.Name is "rss" or "rdf:rdf" or "rdf" or "feed" or "channel");
        if (feed is null)
        {
            return null;
        }

        var channel = feed.Name is "feed" or "channel" ? feed : feed.One("channel") ?? feed;
        var isAtom = feed.Name == "feed";

        // RSS 1.0 has its items beside the channel; others have been seen at either place.
        var entries = (channel == feed ? [feed] : new[] { channel, feed })
            .SelectMany(n => n.Children.Where(c => c.Name is "item" or "entry"));
        return new FeedParts(
            Html(channel.One("title"), isAtom) ?? Html(channel.One("dc:title"), isAtom) ?? "",
            Text(channel, "language", "dc:language") ?? channel.Language,
            entries.Select(e => Entry(e, isAtom)));
    }

    private static FeedEntry Entry(MarkupNode item, bool isAtom)
    {
        var (image, alt) = Picture(item);
        var (html, summary) = Words(item, isAtom);
        return new FeedEntry
        {
            Id = (isAtom ? Text(item, "id", "guid") : Text(item, "guid", "id")) ?? Trimmed(item["rdf:about"]),
            Title = Html(item.One("title"), isAtom) ?? Html(item.One("dc:title"), isAtom)
                ?? Html(item.One("itunes:title"), isAtom) ?? Html(item.One("media:title"), isAtom),
            Link = Link(item, isAtom),
            Html = html?.Html,
            SummaryHtml = summary?.Html,
            Base = (html ?? summary)?.Base ?? item.Base,
            ImageUrl = FeedAddress.Web(image?.Url, image?.From),
            ImageAlt = alt,
            Tags = [.. item.Children.Select(Tag).OfType<string>()],
            Language = (html ?? summary)?.Language ?? item.Language,
            PublishedAt = Time(item, "published", "pubdate", "issued", "dcterms:issued", "created", "dcterms:created") ?? Updated(item),
            UpdatedAt = Updated(item),
            Author = Text(item.One("author") ?? item, "name") ?? Text(item, "dc:creator", "author", "itunes:author"),
        };
    }

    private static DateTimeOffset? Updated(MarkupNode item) =>
        Time(item, "updated", "modified", "dc:date", "dcterms:modified", "lastmod", "date") ?? FeedDate.Read(item["lastmod"]);

    // The page for people. Relative to the nearest base; RSS without one has whole addresses, and words that are none.
    private static string? Link(MarkupNode item, bool isAtom)
    {
        var links = item.All("link").ToList();
        if (item.One("feedburner:origlink") is { } original && Web(original, original.Value()) is { } first)
        {
            return first;
        }

        // Without a rel it is the page (RFC 4287, 4.2.7.2). The page itself goes before the same in another language or for another screen,
        // in HTML before other forms; of several that are otherwise alike the first.
        var pages = links.Where(l => (l["rel"] ?? "alternate").Trim().Equals("alternate", StringComparison.OrdinalIgnoreCase)).ToList();
        foreach (var page in pages.OrderBy(l => Distance(l, item.Language)))
        {
            if ((page["href"] is { } href ? Web(page, href, mayBeName: true) : Web(page, page.Value())) is { } address)
            {
                return address;
            }
        }

        // CDF has it on the item; a guid is a link unless it says that it is none.
        return Web(item, item["href"])
            ?? item.All("guid").Where(IsPermanent).Select(g => Permanent(g.Value())).FirstOrDefault()
            ?? (links.Count == 0 ? Permanent(item["rdf:about"]) : null);

        string? Web(MarkupNode node, string? written, bool? mayBeName = null) =>
            FeedAddress.Web(written, node.Base, mayBeName ?? (isAtom || node["xml:base"] is not null));
    }

    // How far a link is from the page that is meant.
    private static int Distance(MarkupNode link, string? language)
    {
        var isOther = Trimmed(link["hreflang"])?.ToLowerInvariant() is { } says && says != "x-default"
            && says.Split('-')[0] != language?.Split('-')[0].ToLowerInvariant();
        var isNarrow = Trimmed(link["media"])?.ToLowerInvariant() is { } media
            && !media.StartsWith("all", StringComparison.Ordinal) && !media.StartsWith("screen", StringComparison.Ordinal);
        return (isOther ? 8 : 0) + (isNarrow ? 4 : 0)
            + (link["href"] is null ? 1 : link["type"]?.Contains("html", StringComparison.OrdinalIgnoreCase) != false ? 0 : 2);
    }

    private static bool IsPermanent(MarkupNode guid) => !"false".Equals(guid["ispermalink"]?.Trim(), StringComparison.OrdinalIgnoreCase);

    private static string? Permanent(string? guid) => FeedAddress.Web(guid, null);

    // The fullest text there is, and the shorter one beside it.
    private static (Written? Html, Written? Summary) Words(MarkupNode item, bool isAtom)
    {
        var whole = Written.Of(item.One("content:encoded"), isAtom) ?? Written.Of(item.One("xhtml:body"), isAtom)
            ?? Written.Of(item.One("content"), isAtom) ?? Written.Of(item.One("fullitem"), isAtom);
        var brief = Written.Of(item.One("summary"), isAtom) ?? Written.Of(item.One("description"), isAtom)
            ?? Written.Of(item.One("dc:description"), isAtom) ?? Written.Of(item.One("abstract"), isAtom)
            ?? Written.Of(item.One("itunes:summary"), isAtom) ?? Written.Of(item.One("itunes:subtitle"), isAtom)
            ?? Written.Of(item.One("media:description"), isAtom) ?? Written.Of(item.One("media:group")?.One("media:description"), isAtom);
        var longer = Written.Of(item.One("summary"), isAtom) is null ? null : Written.Of(item.One("description"), isAtom);
        return whole is null && longer is not null && longer.Html.Length > brief!.Html.Length ? (longer, brief) : (whole, brief);
    }

    private static string? Tag(MarkupNode node) => node.Name switch
    {
        "category" when node["scheme"] != BloggerKind => Trimmed(node["term"]) ?? Trimmed(node["label"]) ?? Trimmed(node.Value()),
        "dc:subject" => Trimmed(node.Value()),
        _ => null,
    };

    private static string? Html(MarkupNode? node, bool isAtom) => Written.Of(node, isAtom)?.Html;

    private static DateTimeOffset? Time(MarkupNode item, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            // Where one is there twice, the one written last is meant.
            if (item.All(name).Select(n => FeedDate.Read(n.Value())).LastOrDefault(t => t is not null) is { } time)
            {
                return time;
            }
        }

        return null;
    }

    private static string? Text(MarkupNode node, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Trimmed(node.One(name)?.Value()) is { } text)
            {
                return text;
            }
        }

        return null;
    }

    private static string? Trimmed(string? text) => text?.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    // Pictures that stand beside an entry, not in it: Media RSS (rssboard.org/media-rss), enclosures, the podcast's.
    private static ((string Url, Uri? From)? Image, string? Alt) Picture(MarkupNode item)
    {
        MarkupNode? thumbnail = null;
        foreach (var node in item.AndInside())
        {
            if (node.Name == "media:content" && node["url"] is { Length: > 0 } url
                && (node["medium"] == "image" || node["type"]?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true))
            {
                return ((url, node.Base), Trimmed(node.One("media:description")?.Value()) ?? Trimmed(node.One("media:title")?.Value()));
            }

            thumbnail ??= node.Name == "media:thumbnail" && node["url"] is not null ? node : null;
        }

        var enclosure = item.Children.Find(n => n["type"]?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true
            && (n.Name == "enclosure" || (n.Name == "link" && n["rel"] == "enclosure")));
        return ((enclosure?["url"] ?? enclosure?["href"]) is { } file ? (file, enclosure!.Base)
            : thumbnail?["url"] is { } small ? (small, thumbnail.Base)
            : item.One("itunes:image")?["href"] is { } cover ? (cover, item.Base)
            : null, null);
    }

    /// <summary>Words of an entry as HTML.</summary>
    private sealed record Written(string Html, Uri? Base, string? Language)
    {
        // Text constructs come in three kinds (RFC 4287, 3.1): text, escaped HTML, and XHTML. Atom 0.3 says with a mode which it is; RSS
        // never says, and means HTML.
        public static Written? Of(MarkupNode? node, bool isAtom)
        {
            if (node is null)
            {
                return null;
            }

            var type = node["type"]?.Trim().ToLowerInvariant() ?? "";
            var hasMarkup = node.Children.Exists(c => !c.IsText);
            var mode = node["mode"]?.Trim().ToLowerInvariant();
            var isPlain = isAtom
                && (type is "text" or "text/plain" || (type.Length == 0 ? mode != "escaped" : !IsHtml(type) && mode is null or "xml"));
            var html = mode == "base64" || (isAtom && IsBinary(type)) ? FromBase64(node.Value(), type)
                : node.Children.Exists(c => !c.IsText) ? Inline(node, isEscaped: !isAtom || type is "html" or "text/html")
                : isPlain ? WebUtility.HtmlEncode(node.Value())
                : node.Value();
            return string.IsNullOrWhiteSpace(html) ? null : new Written(html, node.Base, node.Language);
        }

        // XHTML stands in a div that is not part of it.
        private static string Inline(MarkupNode node, bool isEscaped)
        {
            var inside = node.Children.Where(c => !c.IsText || !string.IsNullOrWhiteSpace(c.Text)).ToList();
            return (inside is [{ Name: "xhtml:div" or "div" } div] ? div : node).Html(isEscaped);
        }

        private static bool IsHtml(string type) => type.Contains("html", StringComparison.Ordinal);

        // Any other type is in Base64 (RFC 4287, 4.1.3.3), and mostly no words at all.
        private static bool IsBinary(string type) =>
            type.Contains('/', StringComparison.Ordinal) && !type.StartsWith("text/", StringComparison.Ordinal)
            && !type.EndsWith("xml", StringComparison.Ordinal) && !IsHtml(type);

        private static string? FromBase64(string written, string type)
        {
            if (type.Split('/')[0] is "image" or "audio" or "video" or "font")
            {
                return null;
            }

            var bytes = new byte[written.Length];
            return Convert.TryFromBase64String(written, bytes, out var length) ? FeedText.Decode(bytes.AsSpan(0, length), null) : null;
        }
    }
}
