using Engagement.Data;
namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>What a source says about an article beside its words. Null or empty: it does not say.</summary>
internal sealed record ArticleFacts
{
    public required string ExternalId { get; init; }

    public string? Title { get; init; }

    /// <summary>Used when there is neither a title nor a heading.</summary>
    public required string FallbackTitle { get; init; }

    public string? Summary { get; init; }

    public string? Slug { get; init; }

    public string? Url { get; init; }

    public string? ImageUrl { get; init; }

    public string? ImageAlt { get; init; }

    public string? Language { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public DateTimeOffset? PublishedAt { get; init; }

    public ArticleState? State { get; init; }

    /// <summary>The state is only the source's word for "published", not somebody's who looked at it for us.</summary>
    public bool StateIsPublished { get; init; }

    public DateTimeOffset? PublishAt { get; init; }

    public DateTimeOffset? ExpireAt { get; init; }

    public ArticleAudience? Audience { get; init; }

    public string MetadataJson { get; init; } = "{}";

    /// <summary>A mark of the site maker that is left in its title or summary.</summary>
    public string? Left { get; init; }
}

/// <summary>
/// An article's words, read once: what the source does not say about them is taken from them. Every source's articles are made
/// here, so a title falls back, a summary is cut and a tag is written in one way.
/// </summary>
internal sealed class ArticleDraft
{
    // The columns' widths.
    private const int MostExternalId = 400;
    private const int MostTitle = 400;
    private const int MostSummary = 2000;
    private const int MostUrl = 1000;
    private const int MostTag = 100;

    /// <summary>More than anybody writes; each is a row.</summary>
    public const int MostTags = 100;

    // A summary taken from the text; enough for the longest card, short enough to read in a list.
    private const int SummaryLength = 300;

    private readonly BodyFormat _format;
    private readonly string _body;
    private readonly ArticleText _text;
    private readonly MarkedText? _marked;

    private ArticleDraft(BodyFormat format, string body, ArticleText text, MarkedText? marked = null)
    {
        (_format, _body, _text, _marked) = (format, body, text, marked);
    }

    /// <summary>Markdown from a program or a person: kept as it came; its words are without a site maker's marks.</summary>
    /// <exception cref="ArticleException">It is nested too deeply.</exception>
    public static ArticleDraft FromMarkdown(string markdown) => From(markdown, SiteMarks.Read(markdown));

    /// <summary>A site maker's file: kept without its marks, because they mean nothing here.</summary>
    /// <exception cref="ArticleException">It is nested too deeply.</exception>
    public static ArticleDraft FromMarked(MarkedText marked) => From(marked.Text, marked);

    private static ArticleDraft From(string body, MarkedText marked) =>
        new(BodyFormat.Markdown, body, ArticleText.From(ArticleHtml.FromPlainMarkdown(marked.Holed)), marked);

    /// <param name="html">From anywhere; only what is safe to show is kept.</param>
    /// <param name="baseUrl">What links and pictures in it are relative to.</param>
    /// <exception cref="ArticleException">It is nested too deeply.</exception>
    public static ArticleDraft FromHtml(string html, string? baseUrl)
    {
        var safe = ArticleHtml.Safe(html, baseUrl);
        return new(BodyFormat.Html, safe, ArticleText.From(safe));
    }

    /// <summary>There are no words in it.</summary>
    public bool IsEmpty => _text.Plain.Length == 0;

    /// <summary>Its first words, for what has no other name.</summary>
    public string Beginning(int most) => ArticleText.Shorten(ArticleText.OneLine(_text.FirstParagraph), most);

    /// <exception cref="ArticleException">Something it says does not fit.</exception>
    public IncomingArticle Finish(ArticleFacts facts)
    {
        if (facts.ExternalId.Length is 0 or > MostExternalId)
        {
            throw new ArticleException($"Its name in the source must have 1 to {MostExternalId} characters.");
        }

        if (Fit.EndsInSpace(facts.ExternalId))
        {
            throw new ArticleException("Its name in the source must not end in a space.");
        }

        var title = ArticleText.Shorten(FirstOf(facts.Title, _text.FirstHeading, facts.FallbackTitle), MostTitle);
        var given = FirstOf(facts.Summary);
        var summary = given.Length > 0
            ? ArticleText.Shorten(given, MostSummary)
            : ArticleText.Shorten(_text.FirstParagraph, SummaryLength);

        (title, summary) = (ArticleText.OneLine(SiteMarks.Without(title)), ArticleText.OneLine(SiteMarks.Without(summary)));
        title = title.Length == 0 ? ArticleText.Shorten(facts.FallbackTitle, MostTitle) : title;
        var image = Resolve(facts.ImageUrl ?? _text.ImageUrl, facts.Url);
        return new IncomingArticle
        {
            ExternalId = facts.ExternalId,
            Title = title,
            Summary = summary,
            HasOwnSummary = given.Length > 0,
            Slug = Slug.From(FirstOf(facts.Slug, title)),
            Format = _format,
            Body = _body,
            PlainText = SiteMarks.Without(_text.Plain),
            Url = facts.Url is { Length: <= MostUrl } ? facts.Url : null,
            ImageUrl = image,
            ImageAlt = image is null ? null
                : ArticleText.Shorten(FirstOf(facts.ImageUrl is null ? _text.ImageAlt : facts.ImageAlt), MostUrl)
                    is { Length: > 0 } alt ? alt
                : null,
            Language = facts.Language is { Length: > 0 and <= 20 } language ? language : "en",
            Tags =
            [
                .. facts.Tags.Select(Tag).Where(t => t.Length is > 0 and <= MostTag).Distinct(StringComparer.Ordinal).Take(MostTags)
                    .Order(StringComparer.Ordinal),
            ],
            PublishedAt = facts.PublishedAt,
            State = facts.State,
            Audience = facts.Audience,
            StateIsPublished = facts.StateIsPublished,
            PublishAt = facts.PublishAt,
            ExpireAt = facts.ExpireAt,
            MetadataJson = facts.MetadataJson,
            // Words were cut out of a sentence, and posts may say any of them: a person looks first.
            // So too where nothing else was there.
            Marks = facts.Left ?? _marked?.Left ?? _marked?.FirstHole ?? (_text.FirstParagraph.Length == 0 ? _marked?.FirstGap : null),
        };
    }

    private static string FirstOf(params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            if (text is not null && ArticleText.OneLine(text) is { Length: > 0 } words)
            {
                return words;
            }
        }

        return "";
    }

    // Lower case and without the mark, so that #VPN and vpn are one tag.
    private static string Tag(string tag) => ArticleText.OneLine(tag.Trim().TrimStart('#')).ToLowerInvariant();

    // A picture that cannot be reached from outside is none; a path on the site stays one while the site is unknown.
    private static string? Resolve(string? image, string? pageUrl)
    {
        if (string.IsNullOrWhiteSpace(image) || image.Length > MostUrl)
        {
            return null;
        }

        if (Uri.TryCreate(image, UriKind.Absolute, out var whole) && whole.Scheme is not "file")
        {
            return Fit.Web(whole);
        }

        return pageUrl is not null && Uri.TryCreate(new Uri(pageUrl), image, out var resolved) && resolved.AbsoluteUri.Length <= MostUrl
            ? resolved.AbsoluteUri
            : null;
    }
}
