using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Reading;

namespace Engagement.Tests.Content.Knowledge;

/// <summary>
/// Pages of a site of Docusaurus have the addresses that it publishes them at, by what its configuration says in so many words.
/// </summary>
public sealed class DocusaurusSiteTests
{
    private const string Versioned = "{ presets: [['classic', { docs: { routeBasePath: 'kb', versions: { '1.0': { path: 'old' } } } }]] }";
    private const string Translated =
        "{ i18n: { defaultLocale: 'en', locales: ['en', 'fr', 'de'], localeConfigs: { de: { baseUrl: '/d/' } } }, "
        + "presets: [['classic', { docs: { routeBasePath: 'kb' }, blog: { routeBasePath: 'news' } }]] }";

    [Theory]
    [InlineData("{ presets: [['classic', { docs: { path: 'handbook', routeBasePath: `kb` } }]], "
        + "themeConfig: { docs: { sidebar: { hideable: true } } } }", "handbook/02-one.md", "https://h.example/kb/one")]
    [InlineData("{ docs: { numberPrefixParser: false } }", "docs/01-a/02-one.md", "https://h.example/docs/01-a/02-one")]
    [InlineData("{ docs: { numberPrefixParser: (n) => parse(n, '}') } }", "docs/02-one.md", null)]
    [InlineData("{ docs: { numberPrefixParser: (n) => parse(n, '}') } }", "docs/one.md", "https://h.example/docs/one")]
    [InlineData("{ docs: { routeBasePath: process.env.DOCS } }", "docs/one.md", null)]
    [InlineData("{ presets: [['@docusaurus/preset-classic', { blog: { routeBasePath: '/', path: './news' } }]] }",
        "news/2024-05-06-one.md", "https://h.example/2024/05/06/one")]
    [InlineData("{ presets: [[require.resolve('@docusaurus/preset-classic'), { blog: { routeBasePath: 'news' } }]] }",
        "blog/2024-05-06-one.md", "https://h.example/news/2024/05/06/one")]
    [InlineData("{ plugins: [['@docusaurus/plugin-content-docs', { id: 'team', path: 'team', routeBasePath: 't' }]] }",
        "team/1-one.md", "https://h.example/t/one")]
    [InlineData("{ url: 'https://h.example', // docs: {\n docs: { path: 'kb' } }", "kb/one.md", "https://h.example/docs/one")]
    [InlineData("{ docs: { path: 'kb'", "docs/one.md", "https://h.example/docs/one")] // broken: as if it said nothing
    public void The_configuration_says_where_kinds_of_pages_lie(string config, string path, string? address)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal) { ["docusaurus.config.ts"] = config, [path] = "" };
        var site = Site(files);

        Assert.Equal(address, ArticleFile.ReadIn(path, "Words"u8, site).Url);
        Assert.Equal(address is null, site.Notes.Any(n => n.Kind == ImportNoteKind.NoAddress));
    }

    [Theory]
    [InlineData(Versioned, "docs/02-one.md", "", "https://h.example/kb/next/one")]
    [InlineData(Versioned, "versioned_docs/version-2.0/02-one.md", "", "https://h.example/kb/one")]
    [InlineData(Versioned, "versioned_docs/version-2.0/a/index.md", "", "https://h.example/kb/a/")]
    [InlineData(Versioned, "versioned_docs/version-1.5/one.md", "---\nslug: /two\n---\n", "https://h.example/kb/1.5/two")]
    [InlineData(Versioned, "versioned_docs/version-1.0/one.md", "---\nid: two\n---\n", "https://h.example/kb/old/two")]
    [InlineData(Versioned, "versioned_docs/version-0.9/one.md", "", null)] // not in the list
    [InlineData(Versioned, "versioned_docs/version-0.9/one.md", "---\nslug: /two\n---\n", null)]
    [InlineData("{ docs: { lastVersion: 'current' } }", "docs/one.md", "", "https://h.example/docs/one")]
    [InlineData("{ docs: { lastVersion: 'current' } }", "versioned_docs/version-2.0/one.md", "", "https://h.example/docs/2.0/one")]
    [InlineData("{ docs: { includeCurrentVersion: false } }", "docs/one.md", "", null)]
    [InlineData("{ docs: { onlyIncludeVersions: ['current', '1.5'] } }", "versioned_docs/version-1.5/one.md", "",
        "https://h.example/docs/one")]
    [InlineData("{ docs: { disableVersioning: true } }", "docs/one.md", "", "https://h.example/docs/one")]
    [InlineData("", "docs/02-a/03-one.md", "---\nparse_number_prefixes: false\n---\n", "https://h.example/docs/next/02-a/03-one")]
    [InlineData(Translated, "i18n/fr/docusaurus-plugin-content-docs/current/02-one.md", "", "https://h.example/fr/kb/next/one")]
    [InlineData(Translated, "i18n/fr/docusaurus-plugin-content-docs/version-2.0/one.md", "", "https://h.example/fr/kb/one")]
    [InlineData(Translated, "i18n/fr/docusaurus-plugin-content-blog/2024-05-06-one.md", "", "https://h.example/fr/news/2024/05/06/one")]
    [InlineData(Translated, "i18n/fr/docusaurus-plugin-content-pages/about.md", "", "https://h.example/fr/about")]
    [InlineData(Translated, "i18n/en/docusaurus-plugin-content-pages/about.md", "", "https://h.example/about")]
    [InlineData(Translated, "i18n/it/docusaurus-plugin-content-pages/about.md", "", null)] // not one of its languages
    [InlineData(Translated, "i18n/de/docusaurus-plugin-content-pages/about.md", "", null)]
    public void Versions_and_translations_lie_where_docusaurus_publishes_them(string config, string path, string text, string? address)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["docusaurus.config.js"] = config, ["versions.json"] = "[\"2.0\", \"1.5\", \"1.0\"]", [path] = text,
        };

        var site = Site(files);
        var article = ArticleFile.ReadIn(path, System.Text.Encoding.UTF8.GetBytes(text + "Words"), site);

        Assert.Equal(address, article.Url);
        Assert.Equal(address is null, site.Notes.Any(n => n.Kind == ImportNoteKind.NoAddress));
        Assert.Equal(path.StartsWith("i18n/", StringComparison.Ordinal) ? path[5..7] : "en", article.Language);
    }

    private static SiteFolder Site(Dictionary<string, string> files) =>
        new(new Uri("https://h.example"), files.Keys, files.GetValueOrDefault);
}
