using Engagement.Features.Knowledge;
using Engagement.Features.Knowledge.Reading;

namespace Engagement.Tests.Knowledge;

/// <summary>Links between the files of a folder lead where readers find those files.</summary>
public sealed class SiteFolderTests
{
    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["guide/start.md"] = "---\ntitle: Start\n---\n",
        ["guide/other.mdx"] = "---\nslug: another\n---\n",
        ["guide/img/plug.png"] = "",
        ["faq/index.md"] = "---\npermalink: /questions/\n---\n",
        ["faq/own site.md"] = "---\nurl: https://elsewhere.example/x\n---\n",
        ["_posts/2026-03-04-news.md"] = "---\ncategories: [release]\n---\n",
        ["_drafts/idea.md"] = "",
        ["team.html"] = "",
    };

    [Theory]
    [InlineData("[a](other.mdx)", "https://h.example/kb/guide/another")]
    [InlineData("[a](./other.mdx#top)", "https://h.example/kb/guide/another#top")]
    [InlineData("[a](../faq/index.md)", "https://h.example/kb/questions/")]
    [InlineData("[a](../faq/)", "https://h.example/kb/questions/")]
    [InlineData("[a](/faq/index.md?x=1)", "https://h.example/kb/questions/?x=1")]
    [InlineData("[a](<../faq/own site.md>)", "https://elsewhere.example/x")]
    [InlineData("[a](../faq/own%20site.md \"T\")", "https://elsewhere.example/x")]
    [InlineData("[a](missing.md#x)", "https://h.example/kb/guide/missing#x")]
    [InlineData("[a]({% link guide/other.mdx %})", "https://h.example/kb/guide/another")]
    [InlineData("[a]({{ site.baseurl }}{% link faq/index.md %}#x)", "https://h.example/kb/questions/#x")]
    [InlineData("[a]({% post_url 2026-03-04-news %})", "https://h.example/kb/news/release/2026/03/04/news/")]
    [InlineData("[a]({{< ref \"other\" >}})", "https://h.example/kb/guide/another")]
    [InlineData("[a]({{< relref \"/faq\" >}})", "https://h.example/kb/questions/")]
    [InlineData("[a][b]\n\n[b]: other.mdx \"T\"", "https://h.example/kb/guide/another")]
    [InlineData("<a href=\"other.mdx\">a</a>", "https://h.example/kb/guide/another")]
    [InlineData("[[other|a]]", "https://h.example/kb/guide/another")]
    [InlineData("[a](https://example.com/x.md)", "https://example.com/x.md")]
    [InlineData("[a](#here)", "#here")]
    [InlineData("[a](mailto:x@example.com)", "mailto:x@example.com")]
    internal void A_link_leads_to_the_articles_own_address(string markdown, string address)
    {
        var article = Read("guide/start.md", markdown);

        Assert.Contains($"href=\"{address}\"", ArticleHtml.FromPlainMarkdown(article.Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[a]({% link nowhere.md %}) b")]
    [InlineData("[a]({% page \"x/\" %}) b")]
    [InlineData("[a](../_drafts/idea.md) b")]
    internal void A_link_that_leads_nowhere_is_its_words(string markdown) => Assert.Equal("a b", Read("guide/start.md", markdown).PlainText);

    [Fact]
    public void A_picture_is_found_from_its_file_and_one_that_is_missing_is_named_and_left_out()
    {
        var site = Site();
        var article = ArticleFile.ReadIn("guide/start.md", "---\npermalink: /elsewhere/\n---\n![Lost](no.png)\n\n![The plug](img/plug.png)\n"u8, site);

        Assert.Equal(("https://h.example/kb/guide/img/plug.png", "The plug"), (article.ImageUrl, article.ImageAlt));
        Assert.Equal(("no.png", ImportNoteKind.MissingPicture), Assert.Single(site.Notes.Select(n => (n.Detail, n.Kind))));
    }

    [Fact]
    public void Jekylls_files_without_an_address_of_their_own_have_none_where_its_configuration_is_missing()
    {
        var site = new SiteFolder(new Uri("https://h.example/"), ["_posts/2026-03-04-news.md"]);

        Assert.Null(ArticleFile.ReadIn("_posts/2026-03-04-news.md", "News"u8, site).Url);
        Assert.Equal(ImportNoteKind.NoAddress, Assert.Single(site.Notes).Kind);
    }

    [Theory]
    [InlineData("permalink: false")]
    [InlineData("permalink: \"{{ page.fileSlug }}/\"")]
    internal void What_a_site_maker_works_out_is_no_address(string yaml) =>
        Assert.Null(ArticleFile.Read("a.md", System.Text.Encoding.UTF8.GetBytes($"---\n{yaml}\n---\nWords"), new Uri("https://h.example/")).Url);

    private static IncomingArticle Read(string path, string markdown) => ArticleFile.ReadIn(path, System.Text.Encoding.UTF8.GetBytes(markdown), Site());

    private static SiteFolder Site() => new(
        new Uri("https://h.example/kb/"),
        [.. Files.Keys, "_config.yml"],
        path => path == "_config.yml" ? "---\npermalink: /news/:categories/:year/:month/:day/:title/\n" : Files.GetValueOrDefault(path));
}
