namespace Engagement.Features.Knowledge.Reading;

/// <summary>One Markdown file as an article.</summary>
internal static class ArticleFile
{
    /// <param name="path">Its path in the folder, with slashes.</param>
    /// <param name="bytes">In any of the encodings <see cref="TextBytes"/> knows.</param>
    /// <param name="baseUrl">The site the folder is published at, if it is.</param>
    /// <exception cref="ArticleException">It cannot be taken in, and why.</exception>
    public static IncomingArticle Read(string path, ReadOnlySpan<byte> bytes, Uri? baseUrl)
    {
        var head = FrontMatter.Read(TextBytes.Decode(bytes));
        var draft = head.Flag("draft") == true || head.Flag("published") == false;
        var slug = head.Text("slug");
        var permalink = head.Text("permalink", "url");
        return ArticleDraft.FromMarkdown(head.Body).Finish(new ArticleFacts
        {
            ExternalId = path,
            Title = head.Text("title"),
            FallbackTitle = NameOf(path),
            Summary = head.Text("summary", "description", "excerpt"),
            Slug = slug ?? permalink?.TrimEnd('/').Split('/')[^1],
            Url = PublicUrl.Of(baseUrl, path, permalink, slug),
            ImageUrl = head.Text("image", "cover", "cover_image", "thumbnail"),
            ImageAlt = head.Text("image_alt", "imageAlt", "cover_alt"),
            Language = head.Text("lang", "language", "locale"),
            Tags = head.List("tags", "categories", "keywords"),
            PublishedAt = head.Time("date", "published", "publishedAt", "pubDate", "created"),
            State = head.Word("state", ArticleWords.States) ?? (draft ? ArticleState.Draft : head.Flag("draft") == false || head.Flag("published") == true ? ArticleState.Validated : null),
            Audience = head.Word("audience", ArticleWords.Audiences),
            MetadataJson = head.ToJson(),
        });
    }

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
