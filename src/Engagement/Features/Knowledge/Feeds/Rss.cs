using System.Globalization;
using System.Xml.Linq;

namespace Engagement.Features.Knowledge.Feeds;

/// <summary>RSS 2.0 (rssboard.org/rss-specification) with the modules blogs use: content, Dublin Core, Media RSS, FeedBurner.</summary>
internal static class Rss
{
    private static readonly XNamespace Content = "http://purl.org/rss/1.0/modules/content/";
    private static readonly XNamespace DublinCore = "http://purl.org/dc/elements/1.1/";
    private static readonly XNamespace FeedBurner = "http://rssnamespace.org/feedburner/ext/1.0";

    public static (string Title, string? Language, IEnumerable<FeedEntry> Entries) Entries(XElement rss)
    {
        var channel = rss.Element("channel");
        return (Text(channel?.Element("title")) ?? "", Text(channel?.Element("language")), channel?.Elements("item").Select(Entry) ?? []);
    }

    private static FeedEntry Entry(XElement item)
    {
        var guid = item.Element("guid");
        var permalink = guid is not null && (string?)guid.Attribute("isPermaLink") is not "false" ? Text(guid) : null;
        var (image, alt) = Media.Picture(item);
        return new FeedEntry
        {
            Id = Text(guid),
            Title = Text(item.Element("title")),
            Link = Text(item.Element(FeedBurner + "origLink")) ?? Text(item.Element("link")) ?? permalink,
            Html = Text(item.Element(Content + "encoded")),
            SummaryHtml = Text(item.Element("description")),
            ImageUrl = image,
            ImageAlt = alt,
            Tags = [.. item.Elements("category").Select(c => c.Value)],
            PublishedAt = Time(Text(item.Element("pubDate"))) ?? Time(Text(item.Element(DublinCore + "date"))),
            Author = Text(item.Element(DublinCore + "creator")) ?? Text(item.Element("author")),
        };
    }

    private static string? Text(XElement? element) => element?.Value.Trim() is { Length: > 0 } text ? text : null;

    // RFC 822 dates name zones in words; .NET reads GMT only.
    private static DateTimeOffset? Time(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var cut = text.LastIndexOf(' ');
        var zone = cut < 0 ? null : text[(cut + 1)..].ToUpperInvariant() switch
        {
            "UT" or "UTC" or "Z" => "+00:00",
            "EST" or "CDT" => "-05:00",
            "EDT" => "-04:00",
            "CST" or "MDT" => "-06:00",
            "MST" or "PDT" => "-07:00",
            "PST" => "-08:00",
            _ => null,
        };
        return DateTimeOffset.TryParse(zone is null ? text : $"{text[..cut]} {zone}", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }
}

/// <summary>Pictures that stand beside an entry, not in it: Media RSS (rssboard.org/media-rss) and enclosures.</summary>
internal static class Media
{
    private static readonly XNamespace Ns = "http://search.yahoo.com/mrss/";

    public static (string? Url, string? Alt) Picture(XElement entry)
    {
        var content = entry.Descendants(Ns + "content").FirstOrDefault(c =>
            (string?)c.Attribute("medium") == "image" || ((string?)c.Attribute("type"))?.StartsWith("image/", StringComparison.Ordinal) == true);
        if ((string?)content?.Attribute("url") is { Length: > 0 } url)
        {
            return (url, content.Element(Ns + "description")?.Value ?? content.Element(Ns + "title")?.Value);
        }

        var enclosure = entry.Elements("enclosure").FirstOrDefault(e => ((string?)e.Attribute("type"))?.StartsWith("image/", StringComparison.Ordinal) == true);
        return ((string?)enclosure?.Attribute("url") ?? (string?)entry.Descendants(Ns + "thumbnail").FirstOrDefault()?.Attribute("url"), null);
    }
}
