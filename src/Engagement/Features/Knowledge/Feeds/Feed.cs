using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Engagement.Features.Knowledge.Reading;

namespace Engagement.Features.Knowledge.Feeds;

/// <summary>A feed, read: RSS 2.0 (and 0.9x), or Atom 1.0 (RFC 4287).</summary>
/// <param name="Title">Its own name, or empty.</param>
/// <param name="Articles">Its entries, each once, as they stand in it.</param>
/// <param name="Failures">Entries that could not be taken.</param>
internal sealed record Feed(string Title, IReadOnlyList<IncomingArticle> Articles, IReadOnlyList<ImportFailure> Failures)
{
    // Feeds hold tens of entries; one with more is an archive, and its newest come first.
    private const int MostEntries = 1000;

    private static readonly XmlReaderSettings Settings = new()
    {
        // No feed needs a DTD, and with one a few bytes can unfold into gigabytes or read our files.
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = SafeFetch.MostBytes,
        CheckCharacters = false, // blogs send control characters now and then; the cleaning of HTML drops them
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <param name="bytes">As fetched; the XML says its encoding itself.</param>
    /// <param name="url">Where it was, for links that are relative.</param>
    /// <exception cref="ArticleException">It is no feed; with the line.</exception>
    public static Feed Read(byte[] bytes, Uri url)
    {
        var root = Load(bytes).Root!;
        var (title, language, entries) = root.Name.LocalName switch
        {
            "rss" => Rss.Entries(root),
            "feed" => Atom.Entries(root),
            var other => throw new ArticleException(other.Equals("html", StringComparison.OrdinalIgnoreCase)
                ? "This is a web page, not a feed. Look for the address of its RSS or Atom feed."
                : $"This is neither RSS nor Atom: it begins with <{other}>."),
        };

        var articles = new List<IncomingArticle>();
        var failures = new List<ImportFailure>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries.Take(MostEntries))
        {
            try
            {
                var article = ToArticle(entry, language, url);
                if (seen.Add(article.ExternalId))
                {
                    articles.Add(article);
                }
            }
            catch (ArticleException e)
            {
                // One bad entry does not stop the rest: it is shown with the source.
                failures.Add(new ImportFailure(entry.Title ?? entry.Link ?? "An entry without a title", null, e.Message));
            }
        }

        return new Feed(title, articles, failures);
    }

    private static XDocument Load(byte[] bytes)
    {
        // White space before the XML declaration is not allowed, and common.
        var start = 0;
        while (start < bytes.Length && bytes[start] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            start++;
        }

        try
        {
            using var reader = XmlReader.Create(new MemoryStream(bytes, start, bytes.Length - start), Settings);
            return XDocument.Load(reader);
        }
        catch (XmlException e)
        {
            throw new ArticleException(
                bytes.Length == start ? "The answer is empty." : $"This is not a feed we can read: {e.Message}",
                e.LineNumber > 0 ? e.LineNumber : null);
        }
    }

    private static IncomingArticle ToArticle(FeedEntry entry, string? language, Uri feedUrl)
    {
        var link = Resolve(entry.Link, feedUrl);
        var html = entry.Html ?? entry.SummaryHtml ?? "";
        var summary = entry.Html is null || entry.SummaryHtml is null ? null : ArticleText.From(entry.SummaryHtml).Plain;
        return ArticleDraft.FromHtml(html, link ?? feedUrl.AbsoluteUri).Finish(new ArticleFacts
        {
            ExternalId = Id(entry.Id ?? link ?? throw new ArticleException("The entry has neither an id nor a link.")),
            Title = entry.Title is null ? null : ArticleText.From(entry.Title).Plain,
            FallbackTitle = link ?? "Untitled",
            Summary = summary,
            Slug = link is null ? null : Path.GetFileNameWithoutExtension(new Uri(link).AbsolutePath.TrimEnd('/')),
            Url = link,
            ImageUrl = Resolve(entry.ImageUrl, feedUrl),
            ImageAlt = entry.ImageAlt,
            Language = language,
            Tags = entry.Tags,
            PublishedAt = entry.PublishedAt,
            MetadataJson = JsonSerializer.Serialize(new { author = entry.Author }),
        });
    }

    // A guid may be any text; a very long one is told by its hash.
    private static string Id(string id) => id.Length <= 400
        ? id
        : id[..300] + "#" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id)));

    private static string? Resolve(string? link, Uri feedUrl) =>
        link is not null && Uri.TryCreate(feedUrl, link.Trim(), out var url) && url.Scheme is "http" or "https" && url.AbsoluteUri.Length <= 1000
            ? url.AbsoluteUri
            : null;
}

/// <summary>An entry as the feed writes it. Null: it does not say.</summary>
internal sealed record FeedEntry
{
    public string? Id { get; init; }

    /// <summary>May hold HTML.</summary>
    public string? Title { get; init; }

    public string? Link { get; init; }

    /// <summary>The whole of it.</summary>
    public string? Html { get; init; }

    public string? SummaryHtml { get; init; }

    public string? ImageUrl { get; init; }

    public string? ImageAlt { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public DateTimeOffset? PublishedAt { get; init; }

    public string? Author { get; init; }
}
