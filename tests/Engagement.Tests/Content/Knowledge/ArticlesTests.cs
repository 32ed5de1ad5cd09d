using Engagement.Data;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Finding;
using Engagement.Tests.Data;
using Engagement.Web.Api;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Tests.Content.Knowledge;

public sealed class ArticlesTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 4, 8, 0, 0, TimeSpan.Zero));

    [Theory, OnEachDatabase]
    internal async Task Pushing_again_changes_nothing_and_pushing_other_words_makes_a_version(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);

        var made = await PushAsync(database, new("kb-1", "Title", "Words", Tags: ["VPN"]));
        var same = await PushAsync(database, new("kb-1", "Title", "Words", Tags: ["vpn"]));
        var other = await PushAsync(database, new("kb-1", "Title", "Other words", Tags: ["vpn"]));

        Assert.Equal([Kept.Created, Kept.Unchanged, Kept.Changed], [made.Outcome, same.Outcome, other.Outcome]);
        Assert.Single(new[] { made.Id, same.Id, other.Id }.Distinct());
        var read = await ReadAsync(database, made.Id);
        Assert.Equal([2, 1], read.Versions.Select(v => v.Number));
        Assert.Equal("Other words", read.Version.PlainText);
        Assert.Equal("desk", read.Version.CreatedBy);
        Assert.Equal(["vpn"], read.Row.Tags);
    }

    [Theory, OnEachDatabase]
    internal async Task Two_pushes_at_once_make_one_article(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);

        var kept = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => PushAsync(database, new("kb-1", "Title", "Words")))));

        Assert.Single(kept.Select(k => k.Id).Distinct());
        Assert.Single(kept, k => k.Outcome == Kept.Created);
    }

    [Fact]
    public async Task Wrong_fields_are_named()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);

        var answer = await new PushArticle(database.Db, TestParts.Of<SaveArticle>(database, _clock), _clock).RunAsync(
            new("", Url: "javascript:alert(1)", PublishedAt: DateTimeOffset.MaxValue, Tags: [""]), "desk", default);

        Assert.Equal(
            ["ExternalId", "PublishedAt", "Tags[0]", "Title", "Url"],
            Assert.IsType<Result<KeptArticle>.Invalid>(answer).Errors.Select(e => e.Field).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory, OnEachDatabase]
    internal async Task Lists_go_page_by_page_without_gaps_or_repeats(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        for (var i = 0; i < 7; i++)
        {
            await PushAsync(database, new($"kb-{i}", $"Title {i}", "Words"));
            _clock.Advance(TimeSpan.FromMilliseconds(i % 2)); // some at the same moment
        }

        var seen = new List<string>();
        Cursor? cursor = null;
        do
        {
            var page = await new ListArticles(database.Db).RunAsync(new ArticleFilter(), cursor, 3, default);
            seen.AddRange(page.Items.Select(a => a.ExternalId));
            Assert.True(Cursor.TryParse(page.Next, out cursor));
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"kb-{i}"), seen.Order(StringComparer.Ordinal));
        Assert.Equal(7, seen.Count);
    }

    [Theory, OnEachDatabase]
    internal async Task Filters_and_words_narrow_the_list(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        await PushAsync(database, new("a", "VPN at home", "At home there is no other way.\n\nChoose the shield.", Tags: ["network"]));
        await PushAsync(database, new("b", "Printer", "100% of the paper_is gone", Audience: ArticleAudience.Internal));
        await PushAsync(database, new("c", "Old", "Gone", State: ArticleState.Archived));

        Assert.Equal(["b", "a"], await ListAsync(new()));
        Assert.Equal(["c"], await ListAsync(new() { State = ArticleState.Archived }));
        Assert.Equal(["b"], await ListAsync(new() { Audience = ArticleAudience.Internal }));
        Assert.Equal(["a"], await ListAsync(new() { Tag = "Network" }));
        Assert.Equal(["a"], await ListAsync(new() { Words = "shield vpn" }));
        Assert.Equal(["b"], await ListAsync(new() { Words = "100%" }));
        Assert.Equal(["b"], await ListAsync(new() { Words = "r_i" }));
        Assert.Empty(await ListAsync(new() { Words = "'; drop table Articles; --" }));

        // Once its terms are known: by the beginnings of words, and of the newest version alone.
        await new IndexArticles(database.Db).RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["a"], await ListAsync(new() { Words = "SHIEL vpn" }));
        Assert.Equal(["b"], await ListAsync(new() { Words = "papers" }));
        Assert.Empty(await ListAsync(new() { Words = "hield" }));
        await PushAsync(database, new("a", "VPN at home", "At home there is no other way.\n\nChoose the sword.", Tags: ["network"]));
        Assert.Equal(["a"], await ListAsync(new() { Words = "sword" }));
        await new IndexArticles(database.Db).RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["a"], await ListAsync(new() { Words = "sword" }));
        Assert.Empty(await ListAsync(new() { Words = "shield" }));

        async Task<IEnumerable<string>> ListAsync(ArticleFilter filter)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return (await new ListArticles(database.Db).RunAsync(filter, null, 10, default)).Items
                .Select(a => a.ExternalId).OrderDescending();
        }
    }

    [Theory, OnEachDatabase]
    internal async Task A_person_validates_and_archives(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var made = await PushAsync(database, new("a", "T", "W", Url: "https://h.example/t", State: ArticleState.Draft));
        var set = TestParts.Of<SetArticle>(database, _clock);

        Assert.False((await ReadAsync(database, made.Id)).MayBePosted);
        await set.RunAsync(new(made.Id, "Validated", null), default);
        Assert.True((await ReadAsync(database, made.Id)).MayBePosted);
        await set.RunAsync(new(made.Id, null, "internal"), default);
        Assert.False((await ReadAsync(database, made.Id)).MayBePosted);
        Assert.IsType<Result<ArticleRow>.Invalid>(await set.RunAsync(new(made.Id, "Great", null), default));
        Assert.IsType<Result<ArticleRow>.Missing>(await set.RunAsync(new(Guid.NewGuid(), "Draft", null), default));
    }

    [Theory, OnEachDatabase]
    internal async Task The_front_matter_of_what_is_pushed_is_read_and_is_no_part_of_the_words(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        const string Body = "<!-- x -->\r\n---\r\ntitle: VPN\r\ndraft: true\r\ntags: [home]\r\nlang: de\r\n"
            + "permalink: https://h.example/vpn\r\n---\r\n\r\nWords";
        var draft = await PushAsync(database, new("a", Body: Body));
        var decided = await PushAsync(
            database, new("b", "Other", Body, State: ArticleState.Validated, Url: "https://h.example/b", Tags: ["x"]));
        var doubtful = await PushAsync(
            database, new("c", Body: "+++\ntitle = \"VPN\"\nstatus = \"in review\"\npublished = true\n+++\nWords"));
        var html = await PushAsync(
            database, new("d", Body: "---\ntitle: VPN\npublished: false\n---\n<p>Words</p>", Format: BodyFormat.Html));
        var later = await PushAsync(database, new("e", Body: "---\ntitle: VPN\npublishDate: 2026-06-01\n---\nWords"));
        var none = await PushAsync(database, new("f", "T", "---\n\nA rule above, a rule below.\n\n---\n"));

        var a = await ReadAsync(database, draft.Id);
        Assert.Equal((ArticleState.Draft, "VPN", "Words", "de", "https://h.example/vpn"),
            (a.Row.State, a.Row.Title, a.Version.PlainText, a.Row.Language, a.Row.Url));
        Assert.Equal(["home"], a.Row.Tags);
        var b = await ReadAsync(database, decided.Id);
        Assert.Equal((ArticleState.Validated, "Other", "https://h.example/b", "x"),
            (b.Row.State, b.Row.Title, b.Row.Url, Assert.Single(b.Row.Tags)));
        Assert.Equal(ArticleState.Draft, (await ReadAsync(database, doubtful.Id)).Row.State);
        Assert.Equal((ArticleState.Draft, "Words"),
            ((await ReadAsync(database, html.Id)).Row.State, (await ReadAsync(database, html.Id)).Version.PlainText));
        Assert.Equal(ArticleState.Draft, (await ReadAsync(database, later.Id)).Row.State);
        Assert.Equal(ArticleState.Validated, (await ReadAsync(database, none.Id)).Row.State);
    }

    [Fact]
    public async Task Front_matter_that_is_broken_is_told_with_its_line()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);

        var answer = await new PushArticle(database.Db, TestParts.Of<SaveArticle>(database, _clock), _clock)
            .RunAsync(new("a", Body: "---\ntitle: VPN\ndraft: [true\n---\nWords"), "desk", default);

        var error = Assert.Single(Assert.IsType<Result<KeptArticle>.Invalid>(answer).Errors);
        Assert.Equal("Body", error.Field);
        Assert.StartsWith("Line 4: The front matter is not YAML", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_does_not_say_the_title_twice()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        var made = await PushAsync(database, new("a", null, "# The *title*\n\nWords\n\n# Another\n<script>x</script>"));

        var read = await ReadAsync(database, made.Id);

        Assert.Equal("The title", read.Row.Title);
        Assert.Equal("<p>Words</p>\n<h2>Another</h2>", read.Html());
    }

    [Theory, OnEachDatabase]
    internal async Task A_state_that_the_request_names_is_not_changed_by_dates_and_words_of_the_front_matter(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var heads = new[] { "date: 2030-01-01", "expiryDate: 2020-01-01", "state: in review\naudience: everybody" };

        foreach (var head in heads)
        {
            var command = new PushArticle.Command(
                head, "T", $"---\n{head}\n---\nWords", State: ArticleState.Validated, Audience: ArticleAudience.Internal);
            var made = await ReadAsync(database, (await PushAsync(database, command)).Id);
            var again = await ReadAsync(database, (await PushAsync(database, command with { Body = command.Body + " more" })).Id);

            Assert.Equal((ArticleState.Validated, ArticleAudience.Internal, "Words"),
                (made.Row.State, made.Row.Audience, made.Version.PlainText));
            Assert.Equal((ArticleState.Validated, "Words more"), (again.Row.State, again.Version.PlainText));
        }
    }

    private static async Task<ArticleToRead> ReadAsync(TestDatabase database, Guid id) =>
        Assert.IsType<Result<ArticleToRead>.Done>(await new ReadArticle(database.Db).RunAsync(id, null, default)).Value;

    private async Task<KeptArticle> PushAsync(TestDatabase database, PushArticle.Command command) =>
        Assert.IsType<Result<KeptArticle>.Done>(await new PushArticle(database.Db, TestParts.Of<SaveArticle>(database, _clock), _clock)
            .RunAsync(command, "desk", default)).Value;
}
