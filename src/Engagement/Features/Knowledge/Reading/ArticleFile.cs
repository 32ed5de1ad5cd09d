using System.Net;

namespace Engagement.Features.Knowledge.Reading;

/// <summary>One Markdown file as an article.</summary>
internal static class ArticleFile
{
    /// <param name="path">Its path in the folder, with slashes.</param>
    /// <param name="bytes">In any of the encodings <see cref="TextBytes"/> knows.</param>
    /// <param name="baseUrl">The site the folder is published at, if it is.</param>
    /// <exception cref="ArticleException">It cannot be taken in, and why.</exception>
    public static IncomingArticle Read(string path, ReadOnlySpan<byte> bytes, Uri? baseUrl) => ReadIn(path, bytes, new SiteFolder(baseUrl));

    /// <param name="path">Its path in the folder, with slashes.</param>
    /// <param name="bytes">In any of the encodings <see cref="TextBytes"/> knows.</param>
    /// <param name="site">The folder it lies in: where its links lead, and what is told of it.</param>
    /// <exception cref="ArticleException">It cannot be taken in, and why.</exception>
    public static IncomingArticle ReadIn(string path, ReadOnlySpan<byte> bytes, SiteFolder site)
    {
        var head = FrontMatter.Read(TextBytes.Decode(bytes));
        var publication = Publication.Of(head);
        var address = site.AddressOf(path, head);
        var permalink = head.Text("permalink", "url");
        var marks = SiteMarks.Read(head.Body, new MarkedFile(path, head, site));
        var title = Words(head.Text("title"));
        var summary = Words(head.Text("summary", "description", "excerpt"));
        var aside = FolderPlaces.IsBesideArticles(path);
        var state = head.Word("state", ArticleWords.States);
        if (state is null && publication.Reason is { } reason)
        {
            site.Note(path, ImportNoteKind.Draft, reason);
        }
        else if (state is null && aside)
        {
            site.Note(path, ImportNoteKind.Draft, "a page about the repository, internal");
        }

        var article = ArticleDraft.FromMarked(marks).Finish(new ArticleFacts
        {
            ExternalId = path,
            Title = title?.Text,
            FallbackTitle = NameOf(site.LanguageOf(path) is null ? path : PageName.InLanguage(path)!.Value.Page),
            Summary = summary?.Text,
            Slug = head.Text("slug") ?? (permalink is null || Publication.Flag(permalink) == false ? null : permalink.TrimEnd('/').Split('/')[^1]),
            Url = address,
            ImageUrl = head.Text("image", "cover", "cover_image", "thumbnail"),
            ImageAlt = head.Text("image_alt", "imageAlt", "cover_alt"),
            Language = head.Text("lang", "language", "locale") ?? site.LanguageOf(path),
            Tags = head.List("tags", "categories", "keywords"),
            PublishedAt = head.Time("date", "published", "publishedAt", "pubDate", "created", "publishDate"),
            State = state ?? (publication.Reason is not null || aside || FolderPlaces.IsDraft(path) ? ArticleState.Draft : publication.SaysPublished ? ArticleState.Validated : null),
            StateIsPublished = state is null && publication.SaysPublished,
            PublishAt = publication.PublishAt,
            ExpireAt = publication.ExpireAt,
            Audience = head.Word("audience", ArticleWords.Audiences) ?? (aside || Publication.Flag(head.Text("internal") ?? "") == true ? ArticleAudience.Internal : null),
            MetadataJson = head.ToJson(),
            Left = title?.Left ?? summary?.Left,
        });
        if (article.Marks is { } left)
        {
            site.Note(path, ImportNoteKind.Marks, left);
        }

        return article;
    }

    // Front matter's words are text, not Markdown; but people write entities, emoji codes and their site maker's marks there too.
    private static MarkedText? Words(string? text) => text is null ? null : SiteMarks.Words(WebUtility.HtmlDecode(text));

    // how-to_reset.md -> How to reset; a folder's README is named for the folder.
    private static string NameOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (name.ToLowerInvariant() is "index" or "_index" or "readme" && path.Split('/') is [.., var folder, _])
        {
            name = folder;
        }

        var words = ArticleText.OneLine(name.Replace('-', ' ').Replace('_', ' '));
        return words.Length == 0 ? path : char.ToUpperInvariant(words[0]) + words[1..];
    }
}
