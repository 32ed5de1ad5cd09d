using System.Text;
using Engagement.Data;
using Engagement.Features.Content.Knowledge;
using Engagement.Tests.Data;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Tests.Content.Knowledge;

public sealed class ImportFolderTests : IDisposable
{
    private static readonly Sql Articles = Sql.Portable(
        "select Id, ExternalId, Title, State, Audience, Version, UpdatedAt from Articles order by ExternalId");

    private static readonly Sql BaseUrls = Sql.Portable("select BaseUrl from Sources where BaseUrl is not null");

    private static readonly Sql VersionsOf = Sql.Portable("select count(*) from ArticleVersions where ArticleId = @Id");

    private readonly string _folder = Directory.CreateTempSubdirectory("engagement-import-").FullName;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 4, 8, 0, 0, TimeSpan.Zero));

    [Theory, OnEachDatabase]
    internal async Task Importing_again_touches_nothing(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        Write("a.md", "# A");
        Write("deeper/b c.md", "# B");

        var first = await ImportAsync(database);
        var before = await database.Db.QueryAsync<Row>(Articles);
        _clock.Advance(TimeSpan.FromHours(1));
        var second = await ImportAsync(database);

        Assert.Equal((2, 0, 0, 0, 0), Counts(first));
        Assert.Equal((0, 0, 2, 0, 0), Counts(second));
        Assert.Equal(before, await database.Db.QueryAsync<Row>(Articles));
        Assert.Equal(["a.md", "deeper/b c.md"], before.Select(r => r.ExternalId));
    }

    [Theory, OnEachDatabase]
    internal async Task A_folder_and_the_uploads_learn_where_they_are_published_the_second_time(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        Write("a.md", "# A");
        var folder = Import(database);
        Assert.IsType<Result<ImportSummary>.Done>(await folder.RunAsync(new ImportFolder.Command(_folder), ct: default));
        var published = new ImportFolder.Command(_folder, "https://help.example/");
        Assert.IsType<Result<ImportSummary>.Done>(await folder.RunAsync(published, ct: default));

        var uploads = new ImportUpload(database.Db, folder, _clock);
        UploadedFile[] files = [new("b.md", 3, () => new MemoryStream("# B"u8.ToArray()))];
        Assert.IsType<Result<ImportSummary>.Done>(await uploads.RunAsync(new(files, null), default));
        Assert.IsType<Result<ImportSummary>.Done>(await uploads.RunAsync(new(files, "https://kb.example/"), default));

        var known = await database.Db.QueryAsync<string>(BaseUrls);
        Assert.Equal(["https://help.example/", "https://kb.example/"], known.Order(StringComparer.Ordinal));
    }

    [Theory, OnEachDatabase]
    internal async Task A_changed_file_gets_a_new_version_and_keeps_the_old_one(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        Write("a.md", "# A");
        Write("b.md", "# B");
        await ImportAsync(database);
        Write("a.md", "# A, mended");

        Assert.Equal((0, 1, 1, 0, 0), Counts(await ImportAsync(database)));

        var a = (await database.Db.QueryAsync<Row>(Articles))[0];
        Assert.Equal("A, mended", a.Title);
        Assert.Equal(2, a.Version);
        Assert.Equal(2, await database.Db.ScalarAsync<int>(VersionsOf, new { a.Id }));
    }

    [Theory, OnEachDatabase]
    internal async Task A_vanished_file_is_archived_only_when_asked_and_its_return_brings_it_back(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        Write("a.md", "# A");
        Write("b.md", "# B");
        await ImportAsync(database);
        File.Delete(Path.Combine(_folder, "a.md"));

        Assert.Equal((0, 0, 1, 0, 0), Counts(await ImportAsync(database)));
        Assert.Equal((0, 0, 1, 1, 0), Counts(await ImportAsync(database, prune: true)));
        Assert.Equal((0, 0, 1, 0, 0), Counts(await ImportAsync(database, prune: true)));
        Assert.Equal([ArticleState.Archived, ArticleState.Validated], (await database.Db.QueryAsync<Row>(Articles)).Select(r => r.State));

        Write("a.md", "# A");
        Assert.Equal((0, 1, 1, 0, 0), Counts(await ImportAsync(database, prune: true)));
        Assert.Equal([ArticleState.Validated, ArticleState.Validated], (await database.Db.QueryAsync<Row>(Articles)).Select(r => r.State));
    }

    [Theory, OnEachDatabase]
    internal async Task What_a_person_decided_stays_until_the_source_changes_its_word(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        Write("a.md", "---\nstate: draft\n---\n# A");
        await ImportAsync(database);
        await database.Db.ExecuteAsync(Sql.Portable("update Articles set State = 'Validated', Audience = 'internal'"));

        Write("a.md", "---\nstate: draft\n---\n# A, mended");
        await ImportAsync(database);
        var kept = (await database.Db.QueryAsync<Row>(Articles))[0];
        Write("a.md", "---\nstate: archived\naudience: external\n---\n# A, mended");
        await ImportAsync(database);
        var changed = (await database.Db.QueryAsync<Row>(Articles))[0];

        Assert.Equal((ArticleState.Validated, ArticleAudience.Internal), (kept.State, kept.Audience));
        Assert.Equal((ArticleState.Archived, ArticleAudience.External), (changed.State, changed.Audience));
    }

    [Fact]
    public async Task A_broken_file_is_named_with_its_line_does_not_stop_the_rest_and_is_not_archived()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        Write("a.md", "# A");
        Write("broken.md", "# Whole, for now");
        await ImportAsync(database);
        Write("broken.md", "---\ntitle: x\ntags: [a\n---\n");
        Write("c.md", "# C");

        var summary = await ImportAsync(database, prune: true);

        Assert.Equal((1, 0, 1, 0, 1), Counts(summary));
        Assert.StartsWith("broken.md:4: The front matter is not YAML",
            Assert.Single(summary.Failures).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_are_not_followed_out_of_the_folder_nor_in_circles()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        var outside = Directory.CreateTempSubdirectory("engagement-outside-");
        File.WriteAllText(Path.Combine(outside.FullName, "secret.md"), "# Secret");
        Write("real.md", "# Real");
        File.CreateSymbolicLink(Path.Combine(_folder, "alias.md"), Path.Combine(_folder, "real.md"));
        File.CreateSymbolicLink(Path.Combine(_folder, "out.md"), Path.Combine(outside.FullName, "secret.md"));
        File.CreateSymbolicLink(Path.Combine(_folder, "gone.md"), Path.Combine(_folder, "nowhere.md"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "loop"), _folder);

        var summary = await ImportAsync(database);
        outside.Delete(recursive: true);

        Assert.Equal((1, 0, 0, 0, 2), Counts(summary));
        Assert.Equal(["gone.md", "out.md"], summary.Failures.Select(f => f.Name));
    }

    [Fact]
    public async Task Every_encoding_and_name_is_taken()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        Write("empty.md", "");
        File.WriteAllBytes(Path.Combine(_folder, "latin.md"), [.. "# Caf"u8, 0xE9]);
        File.WriteAllText(Path.Combine(_folder, "Größe ändern 日本.md"), "# Wide", Encoding.Unicode);
        Write(".git/hidden.md", "# Hidden");

        Assert.Equal((3, 0, 0, 0, 0), Counts(await ImportAsync(database)));
        Assert.Equal(["Wide", "Empty", "Café"], (await database.Db.QueryAsync<Row>(Articles)).Select(r => r.Title));
    }

    [Fact]
    public async Task Progress_ends_at_the_number_of_files()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        for (var i = 0; i < 150; i++)
        {
            Write($"{i}.md", $"# {i}");
        }

        var seen = new Seen();
        await Import(database).RunAsync(new ImportFolder.Command(_folder), seen);

        Assert.Equal([new ImportProgress(100, 150), new ImportProgress(150, 150)], seen);
    }

    [Theory]
    [InlineData("/no/such/folder", null, "Folder")]
    [InlineData(".", "help.example.com", "BaseUrl")]
    public async Task What_cannot_be_is_refused_by_the_fields_name(string folder, string? baseUrl, string field)
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);

        var answer = await Import(database).RunAsync(new ImportFolder.Command(folder, baseUrl));

        Assert.Equal(field, Assert.Single(Assert.IsType<Result<ImportSummary>.Invalid>(answer).Errors).Field);
    }

    [Fact]
    public async Task The_folder_of_VitePress_says_where_its_pages_begin_and_is_not_read()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        Write("docs/.vitepress/config.mts", "export default { srcDir: 'src', cleanUrls: true }");
        Write("docs/.vitepress/theme/note.md", "# Not a page");
        Write("docs/src/guide/one.md", "# One");
        Write("docs/src/index.md", "---\nlayout: home\nhero:\n  name: X\n---\n");

        var summary = Assert.IsType<Result<ImportSummary>.Done>(
            await Import(database).RunAsync(new ImportFolder.Command(_folder, "https://help.example/"), ct: default)).Value;

        Assert.Equal((2, 0, 0, 0, 0), Counts(summary));
        Assert.Equal(["https://help.example/guide/one", "https://help.example/"],
            await database.Db.QueryAsync<string>(Sql.Portable("select Url from Articles order by ExternalId")));
        Assert.Equal([ArticleState.Validated, ArticleState.Draft], (await database.Db.QueryAsync<Row>(Articles)).Select(r => r.State));
        Assert.Equal([("docs/.vitepress", ImportNoteKind.LeftOut), ("docs/src/index.md", ImportNoteKind.Draft)],
            summary.Notes.Select(n => (n.Name, n.Kind)).Order());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (int Created, int Changed, int Unchanged, int Archived, int Failed) Counts(ImportSummary s) =>
        (s.Created, s.Changed, s.Unchanged, s.Archived, s.Failed);

    private void Write(string path, string text)
    {
        var full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private ImportFolder Import(TestDatabase database) => TestParts.Of<ImportFolder>(database, _clock);

    private async Task<ImportSummary> ImportAsync(TestDatabase database, bool prune = false) =>
        Assert.IsType<Result<ImportSummary>.Done>(await Import(database)
            .RunAsync(new ImportFolder.Command(_folder, "https://help.example.com/", prune))).Value;

    private sealed class Seen : List<ImportProgress>, IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => Add(value);
    }

    private sealed record Row
    {
        public Guid Id { get; init; }

        public string ExternalId { get; init; } = "";

        public string Title { get; init; } = "";

        public ArticleState State { get; init; }

        public ArticleAudience Audience { get; init; }

        public int Version { get; init; }

        public DateTimeOffset UpdatedAt { get; init; }
    }
}
