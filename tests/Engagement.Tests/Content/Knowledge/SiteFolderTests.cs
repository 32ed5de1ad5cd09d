using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Reading;

namespace Engagement.Tests.Content.Knowledge;

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

    private static readonly Dictionary<string, string> Moved = new(StringComparer.Ordinal)
    {
        ["kb/new.md"] = "---\naliases: [/old/, short]\n---\n",
        ["kb/other.md"] = "---\nredirect_from:\n  - /kb/2019/other.html\n---\n",
        ["kb/one.md"] = "---\naliases: /both\n---\n",
        ["kb/two.md"] = "---\naliases: /both\n---\n",
        ["kb/here.md"] = "",
        ["kb/here.de.md"] = "",
        ["kb/new.de.md"] = "",
        ["kb/v1.en.md"] = "",
    };

    [Theory]
    [InlineData("hugo.toml", "", "content/posts/one.md", "https://h.example/posts/one")]
    [InlineData("config.yaml", "", "content/posts/one.md", "https://h.example/posts/one")]
    [InlineData("mkdocs.yml", "site_name: x\n", "docs/guide/one.md", "https://h.example/guide/one")]
    [InlineData("mkdocs.yml", "docs_dir: 'handbook/src'\n", "handbook/src/one.md", "https://h.example/one")]
    [InlineData("astro.config.mjs", "", "src/pages/one.md", "https://h.example/one")]
    [InlineData("astro.config.mjs", "", "src/content/blog/one.md", null)]
    [InlineData("docusaurus.config.ts", "export default { presets: [['classic', { docs: { routeBasePath: '/' } }]] }",
        "docs/guide/one.md", "https://h.example/guide/one")]
    [InlineData("docusaurus.config.ts", "{ presets: [['classic', { docs: { editUrl: ({docPath}) => x({}), routeBasePath: 'kb' } }]] }",
        "docs/guide/one.md", "https://h.example/kb/guide/one")]
    [InlineData("docusaurus.config.ts", "export default { docs: {\n  // routeBasePath: 'kb',\n } }",
        "docs/one.md", "https://h.example/docs/one")]
    [InlineData("docusaurus.config.ts", "", "versioned_docs/version-1.0/one.md", null)]
    [InlineData("docusaurus.config.ts", "", "i18n/de/docusaurus-plugin-content-docs/current/one.md", null)]
    [InlineData("website/docusaurus.config.js", "", "website/docs/01-one.md", "https://h.example/docs/one")]
    [InlineData(".vitepress/config", "export default { cleanUrls: true }", "guide/one.md", "https://h.example/guide/one")]
    [InlineData(".vitepress/config", "export default { title: 'x' }", "guide/one.md", "https://h.example/guide/one.html")]
    [InlineData(".vitepress/config", "export default { title: 'x' }", "guide/index.md", "https://h.example/guide/")]
    [InlineData("docs/.vitepress/config", null, "docs/guide/one.md", "https://h.example/guide/one.html")]
    [InlineData(".vitepress/config", "export default { rewrites: { 'a/:x': ':x' } }", "guide/one.md", "https://h.example/guide/one.html")]
    [InlineData(".vitepress/config", "export default { rewrites: { 'a/:x': ':x' } }", "a/one.md", "https://h.example/one.html")]
    [InlineData(".vitepress/config", "{ srcDir: 'src', cleanUrls: true, rewrites: { 'pkg/a/docs.md': 'a/index.md' } }",
        "src/pkg/a/docs.md", "https://h.example/a/")]
    [InlineData(".vitepress/config", "{ cleanUrls: true, 'rewrites': { 'pkg/:p/x-:n.md': ':n/:p.md', \"b.md\": 'c.md' } }",
        "pkg/a/x-b.md", "https://h.example/b/a")]
    [InlineData(".vitepress/config", "{ rewrites: { 'b.md': 'c.md' /* 'b.md': 'd.md' */ } }", "b.md", "https://h.example/c.html")]
    [InlineData(".vitepress/config", "{ rewrites: { 'pkg/:p/(.*)': ':p/index.md' } }", "pkg/a/x.md", null)]
    [InlineData(".vitepress/config", "{ rewrites: { 'b.md': place('c') } }", "b.md", null)]
    [InlineData(".vitepress/config", "{ rewrites(id) { return id } }", "b.md", null)]
    [InlineData("kb/.vitepress/config", "export default { srcDir: '../docs' }", "docs/one.md", null)]
    [InlineData("docs/.vitepress/config", "{ srcDir: './src', cleanUrls: true }", "docs/src/one.md", "https://h.example/one")]
    [InlineData("readme.txt", "", "content/posts/one.md", "https://h.example/content/posts/one")]
    [InlineData("themes/hugo.toml", "", "content/posts/one.md", "https://h.example/content/posts/one")]
    public void The_folder_a_site_maker_keeps_its_pages_in_is_no_part_of_their_addresses(
        string config, string? says, string page, string? address)
    {
        var files = new Dictionary<string, string?>(StringComparer.Ordinal) { [config] = says, [page] = "" };
        var site = new SiteFolder(new Uri("https://h.example/"), files.Keys, files.GetValueOrDefault);

        Assert.Equal(address, site.AddressOf(page, site.HeadOf(page, "")));
        Assert.Equal(address is null, site.Notes.Any(n => n.Kind == ImportNoteKind.NoAddress));
    }

    [Theory]
    [InlineData("[a](/old/)", "https://h.example/kb/new")]
    [InlineData("[a](/old/index.html#x)", "https://h.example/kb/new#x")]
    [InlineData("[a](short)", "https://h.example/kb/new")]
    [InlineData("[a](https://h.example/old/#x)", "https://h.example/kb/new#x")]
    [InlineData("[a](2019/other.html)", "https://h.example/kb/other")]
    [InlineData("[a](/kb/2019/other/)", "https://h.example/kb/other")]
    [InlineData("[a](/both)", "/both")] // two say so
    [InlineData("[a](/never)", "/never")]
    public void An_older_address_of_a_page_leads_to_where_it_is_now(string link, string address) =>
        Assert.Contains($"href=\"{address}\"", Html(Moved, "kb/here.md", link), StringComparison.Ordinal);

    [Fact]
    public void A_page_in_another_language_by_its_name_lies_in_that_language_s_part_of_the_site_and_leads_to_its_like()
    {
        var site = Site(Moved);
        var german = ArticleFile.ReadIn("kb/here.de.md", "[a](new.md) [b](one.md)"u8, site);
        var known = ArticleFile.ReadIn("kb/v1.en.md", "Words"u8, site);

        Assert.Equal(("https://h.example/de/kb/here", "de", "Here"), (german.Url, german.Language, german.Title));
        var html = ArticleHtml.FromPlainMarkdown(german.Body);
        Assert.Contains("href=\"https://h.example/de/kb/new\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://h.example/kb/one\"", html, StringComparison.Ordinal);

        // There is no page beside it whose translation it would be.
        Assert.Equal(("https://h.example/kb/v1.en", "en"), (known.Url, known.Language));
    }

    [Theory]
    [InlineData("/", "https://h.example/")]
    [InlineData("/reference", "https://h.example/reference")]
    public void A_slug_of_a_site_that_is_only_documents_begins_at_its_root(string slug, string address)
    {
        var site = Site(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["docusaurus.config.js"] = "{ docs: { routeBasePath: '/' } }", ["docs/intro.md"] = "",
        });

        var text = System.Text.Encoding.UTF8.GetBytes($"---\nslug: {slug}\n---\nWords");
        Assert.Equal(address, ArticleFile.ReadIn("docs/intro.md", text, site).Url);
    }

    [Theory]
    [InlineData("docs/01-intro.md", "", "https://h.example/docs/intro")]
    [InlineData("docs/02-guide/1. first steps.md", "", "https://h.example/docs/guide/first%20steps")]
    [InlineData("docs/03-faq.md", "---\nid: questions\n---\n", "https://h.example/docs/questions")]
    [InlineData("docs/04-api.md", "---\nslug: reference\n---\n", "https://h.example/docs/reference")]
    [InlineData("docs/05-api.md", "---\nslug: /reference\n---\n", "https://h.example/docs/reference")]
    [InlineData("docs/06-guide/guide.md", "", "https://h.example/docs/guide/guide")]
    [InlineData("docs/guide/Guide.md", "", "https://h.example/docs/guide/")]
    [InlineData("docs/06-guide/06-guide.md", "", "https://h.example/docs/guide/")]
    [InlineData("docs/guide/index.md", "---\nid: overview\n---\n", "https://h.example/docs/guide/")]
    [InlineData("docs/guide/start.md", "---\nid: guide\n---\n", "https://h.example/docs/guide/guide")]
    [InlineData("blog/2021-recap.md", "", "https://h.example/blog/2021-recap")]
    [InlineData("blog/2019-05-28-hello.md", "---\nid: welcome\n---\n", "https://h.example/blog/2019/05/28/hello")]
    [InlineData("blog/2019/2019-05-06-news.md", "", "https://h.example/blog/2019/05/06/2019/news")]
    [InlineData("blog/2024-05-06-news/part.md", "", "https://h.example/blog/2024/05/06/news/part")]
    [InlineData("src/pages/2024-roadmap.md", "", "https://h.example/2024-roadmap")]
    [InlineData("blog/2024-05-06-news.md", "", "https://h.example/blog/2024/05/06/news")]
    [InlineData("blog/2024-05-06-news/index.md", "", "https://h.example/blog/2024/05/06/news/")]
    [InlineData("blog/2024-05-06-news.md", "---\nslug: first\n---\n", "https://h.example/blog/first")]
    [InlineData("blog/2024-05-06-news.md", "---\nslug: /first\n---\n", "https://h.example/blog/first")]
    [InlineData("src/pages/about.md", "", "https://h.example/about")]
    [InlineData("docs/2024-05-06-news.md", "", "https://h.example/docs/2024-05-06-news")]
    [InlineData("docs/8.1-notes.md", "", "https://h.example/docs/8.1-notes")]
    public void A_page_of_docusaurus_has_no_number_in_its_address_and_is_called_by_its_id(string path, string text, string address)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["docusaurus.config.js"] = "", [path] = text, ["docs/09-end.md"] = "",
        };

        Assert.Equal(address, ArticleFile.ReadIn(path, System.Text.Encoding.UTF8.GetBytes(text + "Words"), Site(files)).Url);
        foreach (var link in new[] { "[a](/docs/end)", "[a](09-end.md)", "[a](end)" })
        {
            Assert.Contains("href=\"https://h.example/docs/end\"", Html(files, "docs/09-end.md", link), StringComparison.Ordinal);
        }

        // Elsewhere a number is the page's own.
        files.Remove("docusaurus.config.js");
        Assert.Equal("https://h.example/docs/09-end", ArticleFile.ReadIn("docs/09-end.md", "Words"u8, Site(files)).Url);
        var placed = ArticleFile.ReadIn("docs/09-end.md", "---\nsidebar_position: 9\n---\nWords"u8, Site(files));
        Assert.Equal("https://h.example/docs/end", placed.Url);
    }

    [Fact]
    public void A_pattern_that_pages_are_made_of_is_no_page_and_what_leads_to_it_is_named()
    {
        var site = new SiteFolder(new Uri("https://h.example/"), ["a.md", "kb/[pkg].md", "kb/[pkg].paths.mts", "kb/[own].md"]);

        Assert.Equal("a", ArticleFile.ReadIn("a.md", "[a](kb/[pkg].md)"u8, site).PlainText);
        Assert.Equal("kb/[pkg].md, a part of other pages", Assert.Single(site.Notes).Detail);
        Assert.Null(FolderPlaces.WhyTemplate("kb/[own].md", _ => false));
        Assert.NotNull(FolderPlaces.WhyTemplate("kb/[pkg].md", "kb/[pkg].paths.mts".Equals));
    }

    private static SiteFolder Site(Dictionary<string, string> files) =>
        new(new Uri("https://h.example"), files.Keys, files.GetValueOrDefault);

    private static string Html(Dictionary<string, string> files, string path, string text) =>
        ArticleHtml.FromPlainMarkdown(ArticleFile.ReadIn(path, System.Text.Encoding.UTF8.GetBytes(text), Site(files)).Body);

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
    internal void A_link_that_leads_nowhere_is_its_words(string markdown) =>
        Assert.Equal("a b", Read("guide/start.md", markdown).PlainText);

    [Fact]
    public void A_link_to_a_part_of_other_pages_is_its_words_and_is_named()
    {
        var site = new SiteFolder(new Uri("https://h.example/"), ["docs/a.md", "docs/_part.mdx", "docs/_shared/b.md"]);
        var article = ArticleFile.ReadIn("docs/a.md", "See [the part](_part.mdx#x) and [b](./_shared/b.md)."u8, site);

        Assert.Equal("See the part and b.", article.PlainText);
        Assert.All(site.Notes, n => Assert.Equal(("docs/a.md", ImportNoteKind.BrokenLink), (n.Name, n.Kind)));
        Assert.Equal(["./_shared/b.md, a part of other pages", "_part.mdx, a part of other pages"],
            site.Notes.Select(n => n.Detail).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("See [[_part|the part]].", "See the part.", "_part")]
    [InlineData("See [[b]].", "See b.", "b")]
    [InlineData("See [b]({{< ref \"_shared/b.md#x\" >}}).", "See b.", "_shared/b.md")]
    [InlineData("See [b]({{< relref \"b\" >}}).", "See b.", "b")]
    [InlineData("See [b]({% link docs/_shared/b.md %}).", "See b.", "docs/_shared/b.md")]
    [InlineData("> [b][x]\n>\n> [x]: _shared/b.md", "b", "_shared/b.md")]
    [InlineData("- [b][x]\n\n- [x]: _shared/b.md", "- b", "_shared/b.md")]
    internal void A_part_of_other_pages_is_named_however_it_is_led_to(string markdown, string words, string named)
    {
        var site = new SiteFolder(new Uri("https://h.example/"), ["docs/a.md", "docs/_part.mdx", "docs/_shared/b.md"]);
        var article = ArticleFile.ReadIn("docs/a.md", System.Text.Encoding.UTF8.GetBytes(markdown), site);

        Assert.StartsWith(words, article.PlainText.Trim(), StringComparison.Ordinal);
        Assert.Equal((ImportNoteKind.BrokenLink, $"{named}, a part of other pages"),
            Assert.Single(site.Notes.Select(n => (n.Kind, n.Detail)).Distinct()));
    }

    [Fact]
    public void A_page_goes_before_a_part_of_its_name_and_a_part_that_is_taken_in_is_no_link()
    {
        var site = new SiteFolder(new Uri("https://h.example/"), ["a.md", "kb/setup.md", "_parts/setup.md", "_parts/other.md"]);

        Assert.Equal("https://h.example/kb/setup", site.ByName("a.md", "setup"));
        Assert.Null(ArticleFile.ReadIn("a.md", "Words.\n\n![[other]]"u8, site).Marks);
        Assert.Equal([ImportNoteKind.Parts], site.Notes.Select(n => n.Kind));
    }

    [Theory]
    [InlineData("layout: home\nhero:\n  name: X\n  tagline: All of it", true)]
    [InlineData("title: Guides", true)]
    [InlineData("title: Guides\nlayout: home\ndescription: All of them.", true)]
    [InlineData("title: Guides\ndescription: All of them.", false)]
    [InlineData("layout: home\nstate: Validated", false)]
    public void A_page_without_words_is_a_draft_and_named(string head, bool isDraft)
    {
        var site = new SiteFolder(new Uri("https://h.example/"), ["index.md"]);
        var article = ArticleFile.ReadIn("index.md", System.Text.Encoding.UTF8.GetBytes($"---\n{head}\n---\n\n"), site);

        Assert.Equal(isDraft, article.State == ArticleState.Draft);
        Assert.Equal(isDraft ? [ImportNoteKind.Draft] : [], site.Notes.Select(n => n.Kind));
    }

    [Fact]
    public void A_picture_is_found_from_its_file_and_one_that_is_missing_is_named_and_left_out()
    {
        var site = Site();
        var article = ArticleFile.ReadIn(
            "guide/start.md", "---\npermalink: /elsewhere/\n---\n![Lost](no.png)\n\n![The plug](img/plug.png)\n"u8, site);

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
    [InlineData("", "", "https://h.example/2026/01/06/two.html")]
    [InlineData("category: \"\"", "", "https://h.example/2026/01/06/two.html")]
    [InlineData("categories: []", "permalink: pretty", "https://h.example/2026/01/06/two/")]
    [InlineData("permalink: /:categories/:title/", "", "https://h.example/two/")]
    [InlineData("permalink: //:categories/:title/", "", "https://h.example/two/")]
    [InlineData("permalink: /:title", "permalink: none", "https://h.example/two")]
    [InlineData("permalink: https://e.example:8080/:categories/:title/", "", "https://e.example:8080/two/")]
    internal void A_post_without_a_category_has_an_address_and_is_led_to(string head, string config, string address)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["_config.yml"] = $"title: Blog\nurl: https://h.example\n{config}\n",
            ["_posts/2026-01-06-two.md"] = $"---\ntitle: Two\n{head}\n---\nWords",
        };

        Assert.Equal(address, ArticleFile.ReadIn("_posts/2026-01-06-two.md",
            System.Text.Encoding.UTF8.GetBytes(files["_posts/2026-01-06-two.md"]), Site(files)).Url);
        Assert.Contains($"href=\"{address}\"", Html(files, "a.md", "[a]({% post_url 2026-01-06-two %})"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("permalink: false")]
    [InlineData("permalink: \"{{ page.fileSlug }}/\"")]
    internal void What_a_site_maker_works_out_is_no_address(string yaml) =>
        Assert.Null(
            ArticleFile.Read("a.md", System.Text.Encoding.UTF8.GetBytes($"---\n{yaml}\n---\nWords"), new Uri("https://h.example/")).Url);

    [Theory]
    [InlineData("a.md", "permalink: /:year/:month/:title/\ndate: 2026-03-04\ntitle: The New Client",
        "https://h.example/2026/03/the-new-client/")]
    [InlineData("a.md", "url: https://e.example/:year/:slug.html\ndate: 2026-03-04\nslug: new", "https://e.example/2026/new.html")]
    [InlineData("kb/faq/a.md", "permalink: /:sections/:filename/", "https://h.example/kb/faq/a/")]
    [InlineData("a.md", "permalink: /talk:page/", "https://h.example/talk%3Apage/")]
    [InlineData("a.md", "permalink: /:year/:title/\ntitle: X", null)] // nobody says when
    [InlineData("a.md", "permalink: /:title/\ntitle: Über alles", null)] // in Hugo's own letters
    [InlineData("a.md", "permalink: /:hash/", null)]
    [InlineData("a.md", "permalink: /{slug}/", null)]
    [InlineData("a.md", "permalink: /%year%/%postname%/", null)]
    [InlineData("a.md", "permalink: /<%= slug %>/", null)]
    [InlineData("a.md", "permalink: /blog/[slug]/", null)]
    [InlineData("a.md", "slug: \":title\"", null)]
    [InlineData("a.md", "slug: /blog/:title", "https://h.example/blog/a")]
    internal void Placeholders_of_an_address_are_filled_in_or_there_is_none(string path, string yaml, string? address)
    {
        var site = new SiteFolder(new Uri("https://h.example/"), [path]);
        var article = ArticleFile.ReadIn(path, System.Text.Encoding.UTF8.GetBytes($"---\n{yaml}\n---\n# Words\n"), site);

        Assert.Equal(address, article.Url);
        Assert.DoesNotContain(':', article.Slug);
        Assert.NotEqual("title", article.Slug);
        Assert.Equal(address is null ? [ImportNoteKind.NoAddress] : [], site.Notes.Select(n => n.Kind));
    }

    private static IncomingArticle Read(string path, string markdown) =>
        ArticleFile.ReadIn(path, System.Text.Encoding.UTF8.GetBytes(markdown), Site());

    private static SiteFolder Site() => new(
        new Uri("https://h.example/kb/"),
        [.. Files.Keys, "_config.yml"],
        path => path == "_config.yml" ? "---\npermalink: /news/:categories/:year/:month/:day/:title/\n" : Files.GetValueOrDefault(path));
}
