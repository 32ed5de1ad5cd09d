namespace Engagement.Features.Content.Knowledge.Reading;

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
        var head = site.HeadOf(path, TextBytes.Decode(bytes));
        var address = site.AddressOf(path, head);
        var marks = SiteMarks.Read(head.Body, new MarkedFile(path, head, site));
        var facts = HeadFacts.Of(head, path, out var reason);
        var aside = FolderPlaces.IsBesideArticles(path);
        var isDecided = facts.State is not null && !facts.StateIsPublished;

        // Nothing but front matter; what lost its words is told as that.
        var isEmpty = string.IsNullOrWhiteSpace(marks.Text) && (marks.Left ?? marks.FirstHole ?? marks.FirstGap) is null
            && (head.Text("layout") is not null || facts.Summary is null);
        var hides = !isDecided && (aside || isEmpty || FolderPlaces.IsDraft(path));
        if (reason is not null)
        {
            site.Note(path, ImportNoteKind.Draft, reason);
        }
        else if (!isDecided && aside)
        {
            site.Note(path, ImportNoteKind.Draft, "a page about the repository, internal");
        }
        else if (!isDecided && isEmpty)
        {
            site.Note(path, ImportNoteKind.Draft, head.Text("layout") is { } layout
                ? $"no words of its own: its site maker makes it (layout: {layout})" : "no words of its own");
        }

        var article = ArticleDraft.FromMarked(marks).Finish(facts with
        {
            FallbackTitle = NameOf(PageName.InLanguage(path) is { } named && named.Language == site.LanguageOf(path) ? named.Page : path),
            Url = address,
            Language = facts.Language ?? site.LanguageOf(path),
            State = hides ? ArticleState.Draft : facts.State,
            StateIsPublished = facts.StateIsPublished && !hides,
            Audience = facts.Audience ?? (aside ? ArticleAudience.Internal : null),
        });
        if (article.Marks is { } left)
        {
            site.Note(path, ImportNoteKind.Marks, left);
        }
        else if (marks.FirstGap is { } gap)
        {
            site.Note(path, ImportNoteKind.Parts, gap);
        }

        return article;
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
