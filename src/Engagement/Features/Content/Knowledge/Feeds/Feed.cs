using System.Text.Json;
using Engagement.Channels.Text;
using Engagement.Features.Content.Knowledge.Feeds.Markup;
using Engagement.Features.Content.Knowledge.Reading;

namespace Engagement.Features.Content.Knowledge.Feeds;

/// <summary>A feed, read: RSS of any version, Atom 0.3 and 1.0, CDF or JSON Feed, well-formed or not.</summary>
/// <param name="Title">Its own name, or empty.</param>
/// <param name="Entries">Its entries, each once, as they stand in it.</param>
/// <param name="Failures">Entries that could not be taken.</param>
/// <param name="Older">How many entries were not read, because there are more than are taken of one feed; the newest are taken.</param>
internal sealed record Feed(string Title, IReadOnlyList<FeedArticle> Entries, IReadOnlyList<ImportFailure> Failures, int Older = 0)
{
    /// <summary>Its letters may be wrong, because they are in no encoding it names; its entries are drafts until it says.</summary>
    public bool IsGuessed { get; init; }

    /// <summary>Feeds hold tens of entries; one with more is an archive.</summary>
    public const int MostEntries = 1000;

    // Of all entries together; what comes after is named as not taken.
    private const int MostTags = 300_000;

    public IEnumerable<IncomingArticle> Articles => Entries.Select(e => e.Article);

    /// <summary>There was nothing in it at all: an empty feed, or one in a form we take for empty.</summary>
    public bool IsEmpty => Entries.Count + Failures.Count == 0;

    /// <param name="bytes">As fetched.</param>
    /// <param name="url">Where it was, for links that are relative.</param>
    /// <param name="charset">The encoding the HTTP header names, if any.</param>
    /// <param name="ct">Stops it between entries.</param>
    /// <exception cref="ArticleException">It is no feed; with the line.</exception>
    public static Feed Read(byte[] bytes, Uri url, string? charset = null, CancellationToken ct = default)
    {
        var feed = Parts(bytes, url, charset);
        var made = new List<FeedArticle>();
        var failures = new List<ImportFailure>();
        var tags = 0;
        var all = feed.Entries.ToList();
        foreach (var entry in Newest(all))
        {
            ct.ThrowIfCancellationRequested();
            try
            {
                Add(entry, ref tags);
                made.Add(ToArticle(entry, feed, url));
            }
            catch (ArticleException e)
            {
                // One bad entry does not stop the rest: it is shown with the source.
                failures.Add(new ImportFailure(entry.Title ?? entry.Link ?? "An entry without a title", null, e.Message));
            }
        }

        var articles = EntryIdentity.Name(made, failures);
        return new Feed(Plain(feed.Title), articles, failures, Math.Max(0, all.Count - MostEntries))
        {
            IsGuessed = feed.IsGuessed,
        };
    }

    // They stand at the beginning, save in feeds that begin with their oldest, as some podcasts do.
    private static List<FeedEntry> Newest(List<FeedEntry> all)
    {
        if (all.Count <= MostEntries)
        {
            return all;
        }

        var isOldestFirst = all[0].PublishedAt is { } first && all[^1].PublishedAt is { } last && last > first;
        return isOldestFirst ? all[^MostEntries..] : all[..MostEntries];
    }

    /// <summary>What it says, entry by entry, before articles are made of it.</summary>
    /// <exception cref="ArticleException">It is no feed; with the line.</exception>
    internal static FeedParts Parts(byte[] bytes, Uri url, string? charset)
    {
        var text = FeedText.Decode(bytes, charset, out var isSure).TrimStart('\uFEFF', ' ', '\t', '\r', '\n', '\0');
        var feed = text.Length == 0 ? throw new ArticleException("The answer is empty.")
            : text[0] == '{' ? JsonFeed.Read(text, url)
                ?? throw new ArticleException("This is JSON and no JSON Feed: it has no list of items.")
            : FromXml(text, url);
        return feed with { IsGuessed = !isSure };
    }

    private static FeedParts FromXml(string text, Uri url)
    {
        var document = MarkupReader.Read(text, url);
        if (XmlFeed.Read(document) is { } feed)
        {
            return feed;
        }

        var first = document.Children.Find(n => !n.IsText)?.Name;
        throw new ArticleException(
            WebPage.Is(document) ? WebPage.Say(document, url)
            : first is null ? "This is not a feed: there is no element in it."
            : $"This is not a feed we know (RSS, Atom or JSON Feed): it begins with <{ArticleText.Shorten(first, 60)}>.");
    }

    // Each is bounded for itself; a thousand of them, each at its bound, would be half an hour.
    private static void Add(FeedEntry entry, ref int tags)
    {
        foreach (var html in (ReadOnlySpan<string?>)[entry.Html, entry.SummaryHtml, entry.Title])
        {
            if (HtmlWork.Look(html, out var found) is { } trouble)
            {
                throw new ArticleException(trouble);
            }

            tags += found;
        }

        if (tags > MostTags)
        {
            throw new ArticleException($"The entries before it have more than {MostTags:N0} tags, as many as are read of one feed.");
        }
    }

    private static FeedArticle ToArticle(FeedEntry entry, FeedParts feed, Uri feedUrl)
    {
        var draft = ArticleDraft.FromHtml(entry.Html ?? entry.SummaryHtml ?? "", (entry.Base ?? feedUrl).AbsoluteUri);
        var title = entry.Title is null ? null : Plain(entry.Title);
        var hasName = !string.IsNullOrWhiteSpace(title);
        if (!hasName && draft.IsEmpty && entry.Link is null)
        {
            throw new ArticleException("The entry has no title, no words and no address.");
        }

        var article = draft.Finish(new ArticleFacts
        {
            ExternalId = "-",
            Title = title,
            FallbackTitle = entry.Link ?? draft.Beginning(80),
            Summary = entry.Html is null || entry.SummaryHtml is null ? null : Plain(entry.SummaryHtml),
            Slug = entry.Link is null ? null : Path.GetFileNameWithoutExtension(new Uri(entry.Link).AbsolutePath.TrimEnd('/')),
            Url = entry.Link,
            ImageUrl = entry.ImageUrl,
            ImageAlt = entry.ImageAlt,
            Language = entry.Language ?? feed.Language,
            Tags = entry.Tags,
            PublishedAt = entry.PublishedAt,
            State = feed.IsGuessed ? ArticleState.Draft : null,
            MetadataJson = JsonSerializer.Serialize(new { author = entry.Author }),
        });

        // It gets its name when all entries are known.
        var written = string.IsNullOrWhiteSpace(entry.Id) ? null : entry.Id.Trim();
        var id = written is null ? null : EntryIdentity.IdOf(written);
        return new FeedArticle(article with { ExternalId = "" }, id, entry.UpdatedAt ?? entry.PublishedAt)
        {
            WrittenId = written is null ? null : EntryIdentity.Cut(written),
        };
    }

    private static string Plain(string html) => ArticleText.From(html).Plain;
}
