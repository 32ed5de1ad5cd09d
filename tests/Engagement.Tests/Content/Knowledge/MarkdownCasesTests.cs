using Engagement.Data;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Reading;
using Engagement.Features.Content.Knowledge.Sources;
using Engagement.Tests.Data;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Tests.Content.Knowledge;

/// <summary>
/// Small files made after public reports, imported as a person would. Reports: hugo-theme-console#42 (m01), vim-hugo-helper#8 (m02),
/// hugo#2557
/// (m03), docusaurus#5664 (m07), withastro/docs#2545 (m09), 18F/handbook (m11, m20), mastodon/documentation (m12), docusaurus#2298 (m14),
/// hugo#726 (m16), Docusaurus' unlisted (m18), hugoDocs (m22), MkDocs and MicrosoftDocs (m30); ours: m25, m27.
/// </summary>
public sealed class MarkdownCasesTests : IDisposable
{
    private const string Sentence = "Restart the client and sign in again with your own password.";

    private static readonly Sql All = Sql.Portable("""
        select a.ExternalId, a.Title, a.Summary, a.State, a.Audience, a.Url, a.Marks, a.Version, v.Body, v.PlainText from Articles a
        join ArticleVersions v on v.ArticleId = a.Id and v.Number = a.Version
        """);

    private readonly string _folder = Directory.CreateTempSubdirectory("engagement-cases-").FullName;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 30, 8, 0, 0, TimeSpan.Zero));

    [Theory, OnEachDatabase]
    internal async Task Every_sample_is_read_as_its_site_maker_means_it(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var summary = await ImportAsync(
            database, new(Path.Combine(AppContext.BaseDirectory, "Content", "Knowledge", "Samples", "md"), "https://help.example.com/"));
        var rows = (await database.Db.QueryAsync<Row>(All)).ToDictionary(r => r.ExternalId);

        Assert.Equal("m27-merge-marks.md", Assert.Single(summary.Failures).Name);
        foreach (var name in (string[])["m01-toml.md", "m02-json.md", "m03-blank-line-first.md"])
        {
            Assert.Equal(("Restart the VPN client", Sentence, "Draft"), (rows[name].Title, rows[name].Summary, rows[name].State));
        }

        Assert.Equal(Sentence, rows["m07-mdx-import.md"].Summary);
        Assert.DoesNotContain("import", rows["m07-mdx-import.md"].PlainText, StringComparison.Ordinal);
        Assert.DoesNotContain(":::", rows["m09-admonition.md"].Summary + rows["m09-admonition.md"].PlainText, StringComparison.Ordinal);
        Assert.Equal("Read the travel guide and the rules before you book.", rows["m11-liquid-link.md"].Summary);
        Assert.Equal("{{ site.name }}", rows["m11-liquid-link.md"].Marks);
        Assert.Equal("Restart the client", rows["m12-heading-id.md"].Title);
        Assert.Contains("](https://help.example.com/m14/other)", rows["m14/guide.md"].Body, StringComparison.Ordinal);
        Assert.Contains("](https://help.example.com/m04-colon-in-title#top)", rows["m14/guide.md"].Body, StringComparison.Ordinal);
        Assert.Equal(["Draft", "Draft", "Draft"],
            ((string[])["m16-expired.md", "m18-unlisted.md", "m25-draft-word.md"]).Select(n => rows[n].State));
        Assert.StartsWith("Close the client", rows["m20-no-paragraph.md"].Summary.TrimStart('-', ' '), StringComparison.Ordinal);
        Assert.Equal(("Ready 🚀", "The new client is here 🎉 and it is faster than ever."),
            (rows["m22-emoji-codes.md"].Title, rows["m22-emoji-codes.md"].Summary));
        Assert.DoesNotMatch(@"!!!|\[!|--8<", rows["m30-snippet.md"].Summary + rows["m30-snippet.md"].PlainText);
    }

    [Fact]
    public async Task What_is_no_article_is_left_out_and_named_with_its_reason()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        foreach (var path in (string[])["LICENSE.md", "README.md", "docs/CONTRIBUTING.md", "security.md", "SUMMARY.md", "404.md",
            "_common/part.md", "docs/_partials/x.mdx", "docs/_one.md", "node_modules/a.md", ".github/x.md", "old.adoc", "b.rst"])
        {
            Write(path, "# Words");
        }

        Write("docs/security.md", "# Security at home");
        Write("docs/README.md", "# The docs");
        Write("page.mdx", "# Page");
        var summary = await ImportAsync(database, new(_folder, "https://help.example.com/"));
        var rows = (await database.Db.QueryAsync<Row>(All)).OrderBy(r => r.ExternalId, StringComparer.Ordinal).ToList();

        Assert.Equal([("docs/README.md", "Draft", "internal"), ("docs/security.md", "Validated", "external"),
            ("page.mdx", "Validated", "external")], rows.Select(r => (r.ExternalId, r.State, r.Audience)));
        Assert.Equal(
            [".github", "404.md", "LICENSE.md", "README.md", "SUMMARY.md", "_common/part.md", "b.rst",
                "docs/CONTRIBUTING.md", "docs/_one.md", "docs/_partials/x.mdx", "node_modules", "old.adoc", "security.md"],
            summary.Notes.Where(n => n.Kind == ImportNoteKind.LeftOut).Select(n => n.Name).Order(StringComparer.Ordinal));
        Assert.Contains(ImportNotes.Lines(summary.Notes), l => l.StartsWith("1 left out: .rst files", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("readme.MD", "a page about the repository")]
    [InlineData("README.de.md", "a page about the repository")]
    [InlineData("README_zh-CN.md", "a page about the repository")]
    [InlineData("docs/licence.md", "a page about the repository")]
    [InlineData("docs/LICENSE-MIT.md", "a page about the repository")]
    [InlineData("a/b/License.txt", "a page about the repository")]
    [InlineData("LICENSE", "a page about the repository")]
    [InlineData("docs/changelog.md", "a page about the repository")]
    [InlineData("docs/Code_of_Conduct.md", "a page about the repository")]
    [InlineData("docs/contributing.markdown", "a page about the repository")]
    [InlineData("docs/summary.md", "a page of the site itself (its contents, its errors, its search)")]
    [InlineData("content/404.md", "a page of the site itself (its contents, its errors, its search)")]
    [InlineData("archetypes/default.md", "a part of other pages (in archetypes)")]
    [InlineData("Templates/Meeting.md", "a part of other pages (in Templates)")]
    [InlineData("scaffolds/post.md", "a part of other pages (in scaffolds)")]
    [InlineData("themes/x/exampleSite/content/a.md", "a part of other pages (in themes)")]
    [InlineData("docs/_includes/a.md", "a part of other pages (in _includes)")]
    [InlineData("modules/ROOT/partials/a.md", "a part of other pages (in partials)")]
    [InlineData("docs/templates/email.md", null)]
    [InlineData("docs/readme.md", null)] // kept, as an internal draft
    [InlineData("docs/license-keys.md", null)]
    [InlineData("docs/support.md", null)]
    [InlineData("docs/copyright.md", null)]
    [InlineData("docs/search.md", null)]
    [InlineData("_index.de.md", null)]
    internal void What_is_no_article_is_known_by_its_name_and_place(string path, string? reason) =>
        Assert.Equal(reason, FolderPlaces.WhyNoArticle(path, new HashSet<string>()));

    [Fact]
    public async Task Files_of_one_name_that_come_together_are_told()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        var uploads = new ImportUpload(database.Db, TestParts.Of<ImportFolder>(database, _clock), _clock);
        UploadedFile[] files = [new("x/a.md", 3, () => new MemoryStream("# A"u8.ToArray())),
            new("y/a.md", 3, () => new MemoryStream("# B"u8.ToArray()))];

        var summary = Assert.IsType<Result<ImportSummary>.Done>(
            await uploads.RunAsync(new(files, null), TestContext.Current.CancellationToken)).Value;

        Assert.Equal("1 left out: the same name more than once; the last was taken: a.md", Assert.Single(ImportNotes.Lines(summary.Notes)));
        Assert.Equal(1, summary.Created);
    }

    [Theory, OnEachDatabase]
    internal async Task A_source_says_how_its_articles_begin_and_those_that_are_here_stay(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        Write("a.md", "# A");
        await ImportAsync(database, new(_folder));
        Write("b.md", "---\ndraft: false\n---\n# B");
        Write("c.md", "---\nstate: validated\n---\n# C");
        await ImportAsync(database, new(_folder, InitialState: "draft"));
        Write("d.md", "# D");
        await ImportAsync(database, new(_folder));

        Assert.Equal(["Validated", "Draft", "Validated", "Draft"], (await database.Db.QueryAsync<Row>(All))
            .OrderBy(r => r.ExternalId).Select(r => r.State));
        Assert.Equal("Draft", Assert.Single(await database.Db.QueryAsync<Source>(SourceSql.All)).InitialState);
        Assert.IsType<Result<ImportSummary>.Invalid>(await TestParts.Of<ImportFolder>(database, _clock)
            .RunAsync(new(_folder, InitialState: "archived"), null, TestContext.Current.CancellationToken));
    }

    [Theory, OnEachDatabase]
    internal async Task Time_that_passes_between_imports_begins_and_ends_articles_once(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        Write("soon.md", "---\npublishDate: 2026-12-01\n---\n# Soon");
        Write("draft.md", "---\ndate: 2026-12-01\ndraft: true\n---\n# Not soon");
        Write("ends.md", "---\nexpiryDate: 2026-12-02\n---\n# Ends");
        await ImportAsync(database, new(_folder));
        var before = await StatesAsync(database);
        _clock.Advance(TimeSpan.FromDays(1));
        var begun = await TestParts.Of<ReachDates>(database, _clock).RunAsync(TestContext.Current.CancellationToken);
        var between = await StatesAsync(database);
        _clock.Advance(TimeSpan.FromDays(1));
        var summary = await ImportAsync(database, new(_folder));
        var after = await StatesAsync(database);
        await database.Db.ExecuteAsync(Sql.Portable("update Articles set State = 'Validated' where ExternalId = 'ends.md'"));
        await ImportAsync(database, new(_folder));

        Assert.Equal("draft.md Draft, ends.md Validated, soon.md Draft", before);
        Assert.Equal((1, "draft.md Draft, ends.md Validated, soon.md Validated"), (begun, between));
        Assert.Equal((3, "draft.md Draft, ends.md Draft, soon.md Validated"), (summary.Unchanged, after));
        Assert.Equal("draft.md Draft, ends.md Validated, soon.md Validated", await StatesAsync(database)); // a person decided
    }

    [Theory, OnEachDatabase]
    internal async Task A_draft_that_is_published_in_its_source_begins_as_the_source_is_set(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        Write("a.md", "---\ndraft: true\n---\n# A");
        Write("b.md", "---\ndraft: true\n---\n# B");
        await ImportAsync(database, new(_folder));
        Write("a.md", "---\ndraft: false\n---\n# A");
        Write("b.md", "# B");
        await ImportAsync(database, new(_folder));

        Assert.Equal("a.md Validated, b.md Validated", await StatesAsync(database));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<string> StatesAsync(TestDatabase database) =>
        string.Join(", ", (await database.Db.QueryAsync<Row>(All))
            .OrderBy(r => r.ExternalId, StringComparer.Ordinal).Select(r => $"{r.ExternalId} {r.State}"));

    private async Task<ImportSummary> ImportAsync(TestDatabase database, ImportFolder.Command command) =>
        Assert.IsType<Result<ImportSummary>.Done>(
            await TestParts.Of<ImportFolder>(database, _clock).RunAsync(command, null, TestContext.Current.CancellationToken)).Value;

    private void Write(string path, string text)
    {
        var full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private sealed record Row
    {
        public string ExternalId { get; init; } = "";

        public string Title { get; init; } = "";

        public string Summary { get; init; } = "";

        public string State { get; init; } = "";

        public string Audience { get; init; } = "";

        public string? Marks { get; init; }

        public string Body { get; init; } = "";

        public string PlainText { get; init; } = "";
    }
}
