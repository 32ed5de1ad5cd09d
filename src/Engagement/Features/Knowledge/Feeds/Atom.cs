using System.Globalization;
using System.Net;
using System.Xml.Linq;

namespace Engagement.Features.Knowledge.Feeds;

/// <summary>Atom 1.0 (RFC 4287), as Blogger, GitHub and most site makers write it.</summary>
internal static class Atom
{
    private static readonly XNamespace Ns = "http://www.w3.org/2005/Atom";

    // Blogger says with a category of this scheme that an entry is a post; that is no tag.
    private const string BloggerKind = "http://schemas.google.com/g/2005#kind";

    public static (string Title, string? Language, IEnumerable<FeedEntry> Entries) Entries(XElement feed) =>
        (feed.Element(Ns + "title")?.Value.Trim() ?? "", (string?)feed.Attribute(XNamespace.Xml + "lang"), feed.Elements(Ns + "entry").Select(Entry));

    private static FeedEntry Entry(XElement entry)
    {
        var (image, alt) = Media.Picture(entry);
        return new FeedEntry
        {
            Id = entry.Element(Ns + "id")?.Value.Trim() is { Length: > 0 } id ? id : null,
            Title = Html(entry.Element(Ns + "title")),
            Link = Link(entry),
            Html = Html(entry.Element(Ns + "content")),
            SummaryHtml = Html(entry.Element(Ns + "summary")),
            ImageUrl = image,
            ImageAlt = alt,
            Tags = [.. entry.Elements(Ns + "category").Where(c => (string?)c.Attribute("scheme") != BloggerKind).Select(c => (string?)c.Attribute("term") ?? "")],
            PublishedAt = Time(entry.Element(Ns + "published")) ?? Time(entry.Element(Ns + "updated")),
            Author = entry.Element(Ns + "author")?.Element(Ns + "name")?.Value,
        };
    }

    // The page for people; without a rel it is that one (RFC 4287, 4.2.7.2). Relative to the nearest xml:base.
    private static string? Link(XElement entry)
    {
        var link = entry.Elements(Ns + "link").FirstOrDefault(l => (string?)l.Attribute("rel") is null or "alternate");
        var href = (string?)link?.Attribute("href");
        foreach (var @base in link?.AncestorsAndSelf().Attributes(XNamespace.Xml + "base") ?? [])
        {
            if (href is not null && Uri.TryCreate(@base.Value, UriKind.Absolute, out var from) && Uri.TryCreate(from, href, out var whole))
            {
                return whole.OriginalString.Length > 0 ? whole.AbsoluteUri : href;
            }
        }

        return href;
    }

    // Text constructs come in three kinds (RFC 4287, 3.1): text, escaped HTML, and XHTML in a div of its own.
    private static string? Html(XElement? element) => element is null ? null : (string?)element.Attribute("type") switch
    {
        "xhtml" => string.Concat(element.Elements().SelectMany(div => div.Nodes()).Select(Written)),
        "html" or "text/html" => element.Value,
        _ => WebUtility.HtmlEncode(element.Value),
    } is { } html && html.Trim().Length > 0 ? html : null;

    private static string Written(XNode node)
    {
        if (node is XElement element)
        {
            // HTML knows no prefixes and no namespaces.
            foreach (var e in element.DescendantsAndSelf())
            {
                e.Name = e.Name.LocalName;
                e.Attributes().Where(a => a.IsNamespaceDeclaration).Remove();
            }
        }

        return node.ToString(SaveOptions.DisableFormatting);
    }

    private static DateTimeOffset? Time(XElement? element) =>
        DateTimeOffset.TryParse(element?.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
