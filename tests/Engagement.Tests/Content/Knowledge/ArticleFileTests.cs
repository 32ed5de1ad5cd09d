using System.Text;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Reading;

namespace Engagement.Tests.Content.Knowledge;

public sealed class ArticleFileTests
{
    private static readonly Uri Site = new("https://help.example.com/kb");

    [Fact]
    public void What_the_file_does_not_say_is_taken_from_its_words()
    {
        var article = Read("guides/reset-password.md", "![](https://img.shields.io/b.svg)\n\n# Reset *your* password\n\n"
            + "It takes two minutes and no call.\n\n![The button](img/button.png)\n");

        Assert.Equal("Reset your password", article.Title);
        Assert.Equal("It takes two minutes and no call.", article.Summary);
        Assert.Equal("reset-your-password", article.Slug);
        Assert.Equal("https://help.example.com/kb/guides/reset-password", article.Url);
        Assert.Equal("https://help.example.com/kb/guides/img/button.png", article.ImageUrl);
        Assert.Equal("The button", article.ImageAlt);
        Assert.Null(article.State);
        Assert.Null(article.Audience);
    }

    [Fact]
    public void What_the_file_says_goes_before_its_words()
    {
        var article = Read("a.md", """
            ---
            title: Said
            description: Said too.
            tags: "#VPN, Home  office, vpn"
            permalink: /faq/vpn/
            date: 2026-03-01 10:00:00 +0200
            draft: true
            audience: Internal
            lang: de
            reviewer: Desk
            ---
            # Written
            """);

        Assert.Equal("Said", article.Title);
        Assert.Equal("Said too.", article.Summary);
        Assert.Equal(["home office", "vpn"], article.Tags);
        Assert.Equal("https://help.example.com/kb/faq/vpn/", article.Url);
        Assert.Equal("vpn", article.Slug);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero), article.PublishedAt);
        Assert.Equal(ArticleState.Draft, article.State);
        Assert.Equal(ArticleAudience.Internal, article.Audience);
        Assert.Equal("de", article.Language);
        Assert.Contains("\"reviewer\":\"Desk\"", article.MetadataJson, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("how-to_print.md", "How to print", "https://help.example.com/kb/how-to_print")]
    [InlineData("printers/README.md", "Printers", "https://help.example.com/kb/printers/")]
    [InlineData("Über uns/größe ändern.md", "Größe ändern", "https://help.example.com/kb/%C3%9Cber%20uns/gr%C3%B6%C3%9Fe%20%C3%A4ndern")]
    public void An_empty_file_is_named_for_its_place(string path, string title, string url)
    {
        var article = Read(path, "");

        Assert.Equal(title, article.Title);
        Assert.Equal(url, article.Url);
        Assert.Equal("", article.Summary);
    }

    [Theory]
    [InlineData("# Only macro\n\n{{ include_file(\"x\") }}\n")]
    [InlineData("{{ macro.x }}")]
    [InlineData("Words.\n\n{{ site.data.team | size }}\n\nMore words.")]
    [InlineData("{% include x.md %}\n\n{{ macro.x }}\n\nWords.")]
    [InlineData("# Only a part\n\n{% include x.md %}")]
    [InlineData("--8<-- \"x.md\"")]
    public void An_article_whose_words_are_given_out_by_a_macro_or_all_lie_elsewhere_is_looked_at_first(string text)
    {
        var site = new SiteFolder(Site);

        Assert.NotNull(ArticleFile.ReadIn("a.md", Encoding.UTF8.GetBytes(text), site).Marks);
        Assert.Equal(ImportNoteKind.Marks, Assert.Single(site.Notes).Kind);
    }

    [Theory]
    [InlineData("guide/a.draft.md", ArticleState.Draft)]
    [InlineData("guide/a.Draft.mdx", ArticleState.Draft)]
    [InlineData("guide/draft.md", null)]
    [InlineData("guide/overdraft.md", null)]
    internal void A_name_that_ends_in_draft_makes_one(string path, ArticleState? state) =>
        Assert.Equal(state, Read(path, "Words").State);

    [Theory]
    [InlineData("RELEASE_NOTES.md", true)]
    [InlineData("src/RELEASE-NOTES.md", true)]
    [InlineData("kb/release-notes.md", false)] // readers have those
    public void Notes_of_a_program_s_releases_are_about_the_repository(string path, bool isBeside) =>
        Assert.Equal(isBeside, FolderPlaces.IsBesideArticles(path));

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("file:///etc/passwd")]
    public void A_permalink_that_is_no_web_page_is_refused(string permalink) =>
        Assert.Throws<ArticleException>(() => Read("a.md", $"---\npermalink: {permalink}\n---\n"));

    [Fact]
    public void A_permalink_cannot_leave_the_site() =>
        Assert.StartsWith("https://help.example.com/",
            Read("a.md", "---\npermalink: /../../@evil.example/x\n---\n").Url, StringComparison.Ordinal);

    [Fact]
    public void Five_megabytes_are_read()
    {
        // Paragraphs as people write them: how much reading it may be is counted in tags, not in characters.
        var text = new StringBuilder("# Long\n\n");
        while (text.Length < 5 * 1024 * 1024)
        {
            text.Append("A paragraph with **words** and a [link](https://example.com), like any other.");
            text.Insert(text.Length, " It goes on with a sentence or two that have neither.", 5).Append("\n\n");
        }

        Assert.Equal("Long", Read("long.md", text.ToString()).Title);
    }

    private static IncomingArticle Read(string path, string text) => ArticleFile.Read(path, Encoding.UTF8.GetBytes(text), Site);
}
