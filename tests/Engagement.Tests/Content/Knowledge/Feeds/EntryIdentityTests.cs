using System.Net;
using System.Security.Cryptography;
using System.Text;
using Engagement.Data;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Feeds;
using Engagement.Features.Content.Knowledge.Sources;
using Engagement.Tests.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Tests.Content.Knowledge.Feeds;

/// <summary>Which entry is which article, from one reading to the next.</summary>
public sealed class EntryIdentityTests : IDisposable
{
    private static readonly Sql Articles = Sql.Portable("select Title, ExternalId, Version from Articles order by Title, ExternalId");

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 30, 8, 0, 0, TimeSpan.Zero));
    private readonly SafeFetch _fetch = new((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]), TimeSpan.FromSeconds(10));
    private string _items = "";

    [Theory, OnEachDatabase]
    internal async Task Different_ids_at_one_address_are_different_articles_and_stay_as_they_are(Dialect dialect)
    {
        await using var desk = await OpenAsync(dialect);
        var items = string.Concat(Enumerable.Range(1, 130)
            .Select(i => Item($"g{i}", "https://a.example/", $"Episode {i % 7}", $"Words of {i}.")));

        Assert.Equal((130, 0, 0), await desk.ReadAsync(items));
        Assert.Equal((0, 0, 130), await desk.ReadAsync(items + " "));
        Assert.Equal((1, 0, 130), await desk.ReadAsync(Item("g131", "https://a.example/", "Episode 1", "Words of 1.") + items));
    }

    [Theory, OnEachDatabase]
    internal async Task A_desk_that_was_filled_by_the_old_rule_keeps_its_articles(Dialect dialect)
    {
        // Before, an entry without an id was known by its address, and of several at one address only the first was taken.
        await using var desk = await OpenAsync(dialect);
        await desk.PutAsync("https://a.example/1", "https://a.example/1", "One", "Words of one.");
        await desk.PutAsync("https://a.example/", "https://a.example/", "Offer 1", "Words of the first offer.");
        await desk.PutAsync("guid-2", "https://a.example/2", "Two", "Words of two.");

        var read = await desk.ReadAsync(
            Item(null, "https://a.example/1", "One", "Words of one.") + Item("guid-2", "https://a.example/2", "Two", "Words of two.")
            + Item(null, "https://a.example/", "Offer 2", "Words of the second offer.")
            + Item(null, "https://a.example/", "Offer 1", "Words of the first offer."));

        Assert.Equal((1, 0, 3), read);
        Assert.Equal(["Offer 1 1", "Offer 2 1", "One 1", "Two 1"], await desk.TitlesAsync());
    }

    [Theory, OnEachDatabase]
    internal async Task An_entry_without_an_id_may_change_its_title_or_its_words_but_is_another_with_both(Dialect dialect)
    {
        await using var desk = await OpenAsync(dialect);
        await desk.ReadAsync(Item(null, "https://a.example/1", "Restrat the client", "Close it and open it again."));

        Assert.Equal((0, 1, 0), await desk.ReadAsync(
            Item(null, "https://a.example/1", "Restart the client", "Close it and open it again.")));
        Assert.Equal((0, 1, 0), await desk.ReadAsync(
            Item(null, "https://a.example/1", "Restart the client", "Close it, wait, and open it again.")));
        Assert.Equal((1, 0, 0), await desk.ReadAsync(Item(null, "https://a.example/1", "Back again", "All is well.")));
        Assert.Equal(["Back again 1", "Restart the client 3"], await desk.TitlesAsync());
    }

    [Theory, OnEachDatabase]
    internal async Task Entries_with_one_id_do_not_become_each_other_whichever_of_them_is_left(Dialect dialect)
    {
        await using var desk = await OpenAsync(dialect);
        var one = Item("N/A", "https://a.example/1", "Build 1", "Words 1.");
        var two = Item("N/A", "https://a.example/2", "Build 2", "Words 2.");
        var three = Item("N/A", "https://a.example/3", "Build 3", "Words 3.");

        Assert.Equal((1, 0, 0), await desk.ReadAsync(one));
        Assert.Equal((1, 0, 1), await desk.ReadAsync(two + one));
        Assert.Equal((0, 0, 1), await desk.ReadAsync(two));
        Assert.Equal((1, 0, 0), await desk.ReadAsync(three));
        Assert.Equal((0, 0, 3), await desk.ReadAsync(one + two + three));
        Assert.Equal(["Build 1 1", "Build 2 1", "Build 3 1"], await desk.TitlesAsync());
    }

    [Theory, OnEachDatabase]
    internal async Task Entries_with_one_address_and_title_are_told_by_their_words(Dialect dialect)
    {
        await using var desk = await OpenAsync(dialect);
        var one = Item(null, "https://a.example/", "Status", "Mail is away.");
        var two = Item(null, "https://a.example/", "Status", "Mail is back.");
        var three = Item(null, "https://a.example/", "Status", "Print is away.");

        Assert.Equal((1, 0, 0), await desk.ReadAsync(one));
        Assert.Equal((1, 0, 1), await desk.ReadAsync(two + one));
        Assert.Equal((1, 0, 2), await desk.ReadAsync(three + two + one));
        Assert.Equal((0, 0, 1), await desk.ReadAsync(two));
        Assert.Equal(["Status 1", "Status 1", "Status 1"], await desk.TitlesAsync());
    }

    [Theory, OnEachDatabase]
    internal async Task A_feed_that_gets_ids_keeps_its_articles(Dialect dialect)
    {
        await using var desk = await OpenAsync(dialect);
        await desk.ReadAsync(Item(null, "https://a.example/1", "One", "Words of one."));

        Assert.Equal((0, 0, 1), await desk.ReadAsync(Item("g1", "https://a.example/1", "One", "Words of one.")));
        Assert.Equal((0, 1, 0), await desk.ReadAsync(Item("g1", "https://a.example/1", "Uno", "Palabras.")));
        Assert.Equal("g1", (await desk.Database.Db.OneAsync<Row>(Articles))!.ExternalId);
    }

    [Theory, OnEachDatabase]
    internal async Task What_no_reader_sees_makes_no_version(Dialect dialect)
    {
        // owncloud-archive/news#807: a picture's address with the number of the reading in it.
        await using var desk = await OpenAsync(dialect);
        string Formula(int n) => Item(
            "j1", $"https://j.example/1?utm_source={n}", "A formula",
            $"<p class=\"c{n}\">The same words <a href=\"https://j.example/x?utm_campaign={n}\">every time</a>.</p>"
                + $"<img src=\"https://j.example/f.png?t={n}\">");

        Assert.Equal((1, 0, 0), await desk.ReadAsync(Formula(1)));
        Assert.Equal((0, 0, 1), await desk.ReadAsync(Formula(2)));
        Assert.Equal(["A formula 1"], await desk.TitlesAsync());
        var article = await desk.Database.Db.OneAsync<Stored>(Sql.Portable(
            "select a.ImageUrl, v.Body from Articles a join ArticleVersions v on v.ArticleId = a.Id and v.Number = a.Version"));
        Assert.Equal("https://j.example/f.png?t=2", article!.ImageUrl);
        Assert.Contains("utm_campaign=2", article.Body, StringComparison.Ordinal);

        Assert.Equal((0, 1, 0), await desk.ReadAsync(Formula(3).Replace("every time", "now and then", StringComparison.Ordinal)));
        Assert.Equal(["A formula 2"], await desk.TitlesAsync());
    }

    [Theory, OnEachDatabase]
    internal async Task How_letters_are_stored_makes_no_version(Dialect dialect)
    {
        await using var desk = await OpenAsync(dialect);
        const string Words = "Die Übersicht über Störungen, für die Kundenbetreuung.";
        string Items(Func<string, string> stored, string visit) => string.Concat(
            Item("k1", $"https://k.example/1{visit}", stored("Störungen"), stored($"<p>{Words}</p>")),
            Item(null, $"https://k.example/2{visit}", stored("Störungen im Büro"), stored($"<p>{Words}</p>")),
            $"<item><title>{stored("Büro")}</title><description>{stored(Words)}</description><category>{stored("büro")}</category></item>");

        Assert.Equal((3, 0, 0), await desk.ReadAsync(Items(t => t, "")));
        Assert.Equal((0, 0, 3), await desk.ReadAsync(Items(t => t.Normalize(NormalizationForm.FormD), ";jsessionid=A1")));
        foreach (var unseen in "\u00AD\u200B\u2060\uFEFF\u200E\u034F\u200C\u2063")
        {
            Assert.Equal((0, 0, 3), await desk.ReadAsync(
                Items(t => t.Replace("ro", $"r{unseen}o", StringComparison.Ordinal).Replace("er", $"e{unseen}r", StringComparison.Ordinal),
                    $"?PHPSESSID={(int)unseen}")));
        }

        Assert.Equal(["Büro 1", "Störungen 1", "Störungen im Büro 1"], await desk.TitlesAsync());

        // What has neither an id nor an address is its words.
        Assert.Equal((1, 2, 0), await desk.ReadAsync(Items(t => t, "").Replace("ber ", "BER ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("https://a.example/b;jsessionid=0A1B.node1?x=1#y", "https://a.example/b?x=1#y")]
    [InlineData("https://a.example/b;JSESSIONID=0A1B", "https://a.example/b")]
    [InlineData("https://a.example/;jsessionid=1/b", "https://a.example//b")]
    [InlineData("https://a.example/b?PHPSESSID=1&x=1", "https://a.example/b?x=1")]
    [InlineData("https://a.example/b?ASPSESSIONIDQQ=1&CFID=1&CFTOKEN=2&osCsid=3&zenid=4&session_id=5&sessid=6", "https://a.example/b")]
    [InlineData("https://a.example/b?s=0123456789abcdef0123456789abcdef&t=1", "https://a.example/b?t=1")]
    [InlineData("https://a.example/(S(lit3py55t21z5v55vlm25s55))/b", "https://a.example/b")]
    [InlineData("https://a.example/app/(X(1)S(lit3py))/", "https://a.example/app/")]
    [InlineData("https://a.example/b;v=2", "https://a.example/b;v=2")]
    [InlineData("https://a.example/F(x)?s=search&q=;jsessionid", "https://a.example/F(x)?s=search&q=;jsessionid")]
    [InlineData("https://a.example/b?sidebar=1&cfids=2", "https://a.example/b?sidebar=1&cfids=2")]
    [InlineData("https://a.example/b?sid=12&x=1", "https://a.example/b?sid=12&x=1")] // PHP-Nuke's stories
    [InlineData("https://a.example/b?sid=0123456789abcdef0123456789abcdef", "https://a.example/b")]
    [InlineData("https://a.example/%c3%bc%7euser%2Fx?q=%c3%bc#%e2%82%ac", "https://a.example/%C3%BC~user%2Fx?q=%C3%BC#%E2%82%AC")]
    [InlineData("https://a.example/100%", "https://a.example/100%")]
    public void An_address_without_what_a_visit_left_in_it_is_the_page_s(string written, string page) =>
        Assert.Equal(page, FeedAddress.WithoutTracking(written));

    [Theory, OnEachDatabase]
    internal async Task Escapes_of_an_address_are_the_same_however_they_are_written_and_whenever_they_were_stored(Dialect dialect)
    {
        await using var desk = await OpenAsync(dialect);
        string Items(string place) => string.Concat(
            Item(null, $"https://a.example/{place}/1", "One", "Words of one."),
            Item(null, $"https://a.example/{place}/s", "Status", "Mail is away."),
            Item(null, $"https://a.example/{place}/s", "Status", "Mail is back."),
            Item("N/A", $"https://a.example/{place}/2", "Two", "Words of two."),
            Item("N/A", $"https://a.example/{place}/3", "Three", "Words of three."));

        Assert.Equal((5, 0, 0), await desk.ReadAsync(Items("%c3%bc")));
        Assert.Equal((0, 0, 5), await desk.ReadAsync(Items("%C3%BC")));
        foreach (var stored in (string[])["%c3%bc", "%C3%BC"])
        {
            // As the release before named them: by the address as it was written.
            await desk.StoredFormerlyAsync(Items(stored));
            Assert.Equal((0, 0, 5), await desk.ReadAsync(Items("%c3%bc")));
            Assert.Equal((0, 0, 5), await desk.ReadAsync(Items("%C3%BC")));
        }

        Assert.Equal(["One 1", "Status 1", "Status 1", "Three 1", "Two 1"], await desk.TitlesAsync());
    }

    [Theory, OnEachDatabase]
    internal async Task A_visit_in_an_id_that_is_an_address_makes_no_other_entry(Dialect dialect)
    {
        await using var desk = await OpenAsync(dialect);
        string Items(string visit) => string.Concat(
            Item($"https://a.example/?p=1&amp;PHPSESSID={visit}", "https://a.example/", "One", $"Words of one.{visit}"),
            Item($"https://a.example/2;jsessionid={visit}", "https://a.example/", "Two", $"Words of two.{visit}"),
            Item("https://a.example/?sid=3", "https://a.example/", "Three", "Words of three."),
            Item("https://a.example/?sid=4", "https://a.example/", "Four", "Words of four."));

        // As the release before stored them, twice for two readings.
        await desk.PutAsync("https://a.example/?p=1&PHPSESSID=a0", "https://a.example/", "One", "Words of one, once.");
        _clock.Advance(TimeSpan.FromMinutes(30));
        await desk.PutAsync("https://a.example/?p=1&PHPSESSID=a1", "https://a.example/", "One", "Words of one.a1");
        Assert.Equal((3, 0, 1), await desk.ReadAsync(Items("a1")));
        Assert.Equal((0, 2, 2), await desk.ReadAsync(Items("b2")));
        Assert.Equal((0, 0, 4), await desk.ReadAsync(Items("b2")));
        Assert.Equal(["Four 1", "One 1", "One 2", "Three 1", "Two 2"], await desk.TitlesAsync());
    }

    [Theory, OnEachDatabase]
    internal async Task An_empty_feed_says_so_and_does_not_count_as_working(Dialect dialect)
    {
        await using var desk = await OpenAsync(dialect);
        await desk.ReadAsync("");

        var source = (await desk.Database.Db.OneAsync<Source>(SourceSql.Read, new { desk.Source.Id }))!;
        Assert.Equal((PollFeed.Empty, "Empty", 0), (source.LastError, SourceHealth.Of(source), source.FailureCount));

        await desk.ReadAsync(Item("1", "https://a.example/1", "One", "Words of one."));
        Assert.Equal("Ok", SourceHealth.Of((await desk.Database.Db.OneAsync<Source>(SourceSql.Read, new { desk.Source.Id }))!));
    }

    public void Dispose() => _fetch.Dispose();

    private static string Item(string? guid, string link, string title, string words) =>
        $"<item>{(guid is null ? "" : $"<guid isPermaLink=\"false\">{guid}</guid>")}<link>{WebUtility.HtmlEncode(link)}</link>"
        + $"<title>{title}</title><description>{WebUtility.HtmlEncode(words)}</description></item>";

    private async Task<Desk> OpenAsync(Dialect dialect)
    {
        var database = await TestDatabase.CreateAsync(dialect);
        var site = await FeedSite.StartAsync(context =>
            context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"<rss><channel><title>T</title>{_items}</channel></rss>")).AsTask());
        var source = Assert.IsType<Result<Source>.Done>(await new AddFeed(database.Db, _clock).RunAsync(
            new AddFeed.Command(site.Url("feed.example").AbsoluteUri, IsInternal: true) { MayBeInternal = true }, default)).Value;
        return new Desk(this, database, site, source);
    }

    private sealed record Row(string Title, string ExternalId, int Version)
    {
        public Row()
            : this("", "", 0)
        {
        }
    }

    private sealed record Worded
    {
        public Guid Id { get; init; }

        public string Title { get; init; } = "";

        public string PlainText { get; init; } = "";
    }

    private sealed record Stored
    {
        public string ImageUrl { get; init; } = "";

        public string Body { get; init; } = "";
    }

    private sealed class Desk(EntryIdentityTests test, TestDatabase database, FeedSite site, Source source) : IAsyncDisposable
    {
        public TestDatabase Database => database;

        public Source Source => source;

        private SaveArticle Keep => TestParts.Of<SaveArticle>(database, test._clock);

        public async Task<(int Created, int Changed, int Unchanged)> ReadAsync(string items)
        {
            test._items = items;
            var summary = await new PollFeed(database.Db, test._fetch, Keep, test._clock, NullLogger<PollFeed>.Instance)
                .RunAsync(source.Id, default);
            Assert.Equal([], summary!.Failures);
            return (summary.Created, summary.Changed, summary.Unchanged);
        }

        public Task PutAsync(string name, string url, string title, string words) => database.Db.InTransactionAsync(
            tx => Keep.RunAsync(tx, source.Id, new IncomingArticle
            {
                ExternalId = name, Url = url, Title = title, PlainText = words,
                Body = words, Summary = "", Slug = "s", Format = BodyFormat.Html,
            }, "old", default), default);

        // Names made out of the address to the letter, as they were.
        public async Task StoredFormerlyAsync(string items)
        {
            foreach (var row in await database.Db.QueryAsync<Worded>(Sql.Portable(
                "select a.Id, a.Title, v.PlainText from Articles a join ArticleVersions v on v.ArticleId = a.Id "
                    + "and v.Number = a.Version")))
            {
                var end = row.Title switch { "One" => "/1", "Status" => "/s", "Two" => "/2", _ => "/3" };
                var url = items.Split("<link>").Skip(1).Select(i => i[..i.IndexOf('<', StringComparison.Ordinal)])
                    .First(u => u.EndsWith(end, StringComparison.Ordinal));
                var name = row.Title is "One" or "Status" ? "\u00A0entry:" + Hash($"{url}\n{row.Title}")
                    : "N/A\u00A0entry:" + Hash($"N/A\n{url}");
                name += row.Title == "Status" ? "\u00A0words:" + Hash(row.PlainText) : "";
                Assert.Equal(1, await database.Db.ExecuteAsync(
                    Sql.Portable("update Articles set ExternalId = @name where Id = @Id"), new { row.Id, name }));
            }

            static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
        }

        public async Task<IReadOnlyList<string>> TitlesAsync() =>
            [.. (await database.Db.QueryAsync<Row>(Articles)).Select(r => $"{r.Title} {r.Version}")];

        public async ValueTask DisposeAsync()
        {
            await site.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}
