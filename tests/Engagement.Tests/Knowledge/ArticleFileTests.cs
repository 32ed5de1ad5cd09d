using System.Text;
using Engagement.Features.Knowledge;
using Engagement.Features.Knowledge.Reading;

namespace Engagement.Tests.Knowledge;

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
