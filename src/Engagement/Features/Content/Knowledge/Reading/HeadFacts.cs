using System.Net;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>What front matter says of an article: one reader for files, uploads and what programs push.</summary>
internal static class HeadFacts
{
    /// <param name="head">The front matter.</param>
    /// <param name="name">The article's name in its source.</param>
    /// <param name="reason">Why it is a draft, as written there; null: nothing says so, or a state of ours goes before it.</param>
    /// <param name="givenState">Another, which the front matter's state and dates do not change; null: what it says counts.</param>
    /// <param name="givenAudience">The same of who may read it.</param>
    /// <exception cref="ArticleException">A word that decides who may read it is another than we know.</exception>
    public static ArticleFacts Of(
        FrontMatter head, string name, out string? reason, ArticleState? givenState = null, ArticleAudience? givenAudience = null)
    {
        var publication = Publication.Of(head);
        var state = givenState ?? (head.Unread is null ? head.Word("state", ArticleWords.States) : null);
        var permalink = head.Text("permalink", "url");
        var title = Words(head.Text("title"));
        var summary = Words(head.Text("summary", "description", "excerpt"));
        reason = state is null ? publication.Reason : null;
        return new ArticleFacts
        {
            ExternalId = name,
            Title = title?.Text,
            FallbackTitle = name,
            Summary = summary?.Text,
            Slug = Named(head.Text("slug"))
                ?? (permalink is null || Publication.Flag(permalink) == false ? null : Named(permalink.TrimEnd('/').Split('/')[^1])),
            ImageUrl = head.Text("image", "cover", "cover_image", "thumbnail"),
            ImageAlt = head.Text("image_alt", "imageAlt", "cover_alt"),
            Language = head.Text("lang", "language", "locale"),
            Tags = head.List("tags", "categories", "keywords"),
            PublishedAt = head.Time("date", "published", "publishedAt", "pubDate", "created", "publishDate"),
            State = state ?? (reason is not null ? ArticleState.Draft : publication.SaysPublished ? ArticleState.Validated : null),
            StateIsPublished = state is null && reason is null && publication.SaysPublished,
            PublishAt = givenState is null ? publication.PublishAt : null,
            ExpireAt = givenState is null ? publication.ExpireAt : null,
            Audience = givenAudience ?? head.Word("audience", ArticleWords.Audiences)
                ?? (Publication.Flag(head.Text("internal") ?? "") == true ? ArticleAudience.Internal : null),
            MetadataJson = head.ToJson(),
            Left = title?.Left ?? summary?.Left,
        };
    }

    // What a site maker fills in is no name.
    private static string? Named(string? slug) =>
        slug is null || PermalinkTokens.Has(slug) || PermalinkTokens.AreOthers(slug) ? null : slug;

    // Front matter's words are text, not Markdown; but people write entities, emoji codes and their site maker's marks there too.
    private static MarkedText? Words(string? text) => text is null ? null : SiteMarks.Words(WebUtility.HtmlDecode(text));
}
