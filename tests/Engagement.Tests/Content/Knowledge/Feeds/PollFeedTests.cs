using System.Net;
using System.Text;
using Engagement.Data;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Feeds;
using Engagement.Features.Content.Knowledge.Sources;
using Engagement.Outbox;
using Engagement.Tests.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Tests.Content.Knowledge.Feeds;

public sealed class PollFeedTests : IDisposable
{
    private static readonly Sql Titles = Sql.Portable("select Title from Articles order by Title");

    private static readonly Sql LeaseOf = Sql.Portable("select LeaseUntil from Sources where Id = @Id");

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 4, 8, 0, 0, TimeSpan.Zero));
    private readonly SafeFetch _fetch = new((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]), TimeSpan.FromSeconds(10));

    [Theory, OnEachDatabase]
    internal async Task An_unchanged_feed_costs_one_question_and_brings_nothing_twice(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var asked = new List<string?>();
        await using var site = await FeedSite.StartAsync(context =>
        {
            asked.Add(context.Request.Headers.IfNoneMatch);
            context.Response.Headers.ETag = "W/\"1\"";
            if (context.Request.Headers.IfNoneMatch == "W/\"1\"")
            {
                context.Response.StatusCode = 304;
                return Task.CompletedTask;
            }

            return context.Response.WriteAsync(Rss(("1", "/a", "A"), ("2", "/b", "B")));
        });
        var source = await AddAsync(database, site);

        var first = await Poll(database).RunAsync(source.Id, default);
        var second = await Poll(database).RunAsync(source.Id, default);

        Assert.Equal((2, 0), (first!.Created, second!.Created));
        Assert.Equal([null, "W/\"1\""], asked);
        Assert.Equal(["A", "B"], await database.Db.QueryAsync<string>(Titles));
        Assert.Equal(_clock.GetUtcNow() + FeedPatience.Usual, (await ReadAsync(database, source)).NextReadAt);
    }

    [Theory, OnEachDatabase]
    internal async Task A_feed_with_more_entries_than_are_taken_says_so_where_its_source_is_shown(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        // no titles: quick to read
        var items = string.Concat(Enumerable.Range(0, Feed.MostEntries + 1).Select(i => $"<item><guid>{i}</guid></item>"));
        await using var site = await FeedSite.StartAsync(context =>
            context.Response.WriteAsync($"<rss><channel><item><guid>a</guid><title>A</title></item>{items}</channel></rss>"));
        var source = await AddAsync(database, site);

        var summary = await Poll(database).RunAsync(source.Id, default);

        Assert.StartsWith("The feed has 1,002 entries, and the newest 1,000 were read.", summary!.Note, StringComparison.Ordinal);
        var read = await ReadAsync(database, source);
        Assert.StartsWith(summary.Note!, read.LastError, StringComparison.Ordinal);
        Assert.Equal("PartlyRead", SourceHealth.Of(read));
    }

    /// <summary>Whatever ends the process while it reads a feed must not be the first thing the next process does.</summary>
    [Theory, OnEachDatabase]
    internal async Task A_feed_that_ends_the_process_is_read_later_and_later_and_says_so(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var killed = new CancellationTokenSource();
        var kill = true;
        await using var site = await FeedSite.StartAsync(async context =>
        {
            if (kill)
            {
                await killed.CancelAsync();
            }

            await context.Response.WriteAsync(Rss(("1", "/a", "A")));
        });
        var source = await AddAsync(database, site);

        // A process that dies leaves its claim as it is.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Poll(database).RunAsync(source.Id, killed.Token));
        var first = await ReadAsync(database, source);
        Assert.Equal((_clock.GetUtcNow() + FeedPatience.AfterFailure(1, null), 0), (first.NextReadAt, first.FailureCount));

        _clock.Advance(TimeSpan.FromMinutes(5));
        killed = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Poll(database).RunAsync(source.Id, killed.Token));
        var second = await ReadAsync(database, source);
        Assert.Equal((_clock.GetUtcNow() + FeedPatience.AfterFailure(2, null), 1, PollFeed.Ended),
            (second.NextReadAt, second.FailureCount, second.LastError));

        kill = false;
        _clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(1, (await Poll(database).RunAsync(source.Id, default))!.Created);
        var well = await ReadAsync(database, source);
        Assert.Equal((_clock.GetUtcNow() + FeedPatience.Usual, 0, null), (well.NextReadAt, well.FailureCount, well.LastError));
    }

    [Fact]
    public async Task A_blog_that_moved_to_another_program_brings_no_duplicates()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        var ids = "old";
        await using var site = await FeedSite.StartAsync(
            context => context.Response.WriteAsync(Rss(($"{ids}-1", "/a", "A"), ($"{ids}-2", "/b", "B"))));
        var source = await AddAsync(database, site);

        await Poll(database).RunAsync(source.Id, default);
        ids = "new";
        var moved = await Poll(database).RunAsync(source.Id, default);

        Assert.Equal((0, 0, 2), (moved!.Created, moved.Changed, moved.Unchanged));
    }

    // SQL Server would take them for one and SQLite for two.
    [Theory, OnEachDatabase]
    internal async Task Names_that_differ_by_spaces_around_them_are_one(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var id = "1";
        await using var site = await FeedSite.StartAsync(context => context.Response.WriteAsync(Rss((id, "/a", "A"))));
        var source = await AddAsync(database, site);

        await Poll(database).RunAsync(source.Id, default);
        id = " 1  ";
        var again = await Poll(database).RunAsync(source.Id, default);

        Assert.Equal((0, 1), (again!.Created, again.Unchanged));
        Assert.Single(await database.Db.QueryAsync<string>(Titles));
    }

    [Theory, OnEachDatabase]
    internal async Task A_dead_feed_shows_its_cause_waits_longer_each_time_and_recovers(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var dead = true;
        await using var site = await FeedSite.StartAsync(context =>
        {
            context.Response.StatusCode = dead ? 503 : 200;
            return context.Response.WriteAsync(Rss(("1", "/a", "A")));
        });
        var source = await AddAsync(database, site);

        Assert.Null(await Poll(database).RunAsync(source.Id, default));
        var once = await ReadAsync(database, source);
        Assert.Null(await Poll(database).RunAsync(source.Id, default));
        var twice = await ReadAsync(database, source);
        dead = false;
        await Poll(database).RunAsync(source.Id, default);
        var well = await ReadAsync(database, source);

        Assert.Contains("503", once.LastError, StringComparison.Ordinal);
        Assert.Equal((1, 2, 0), (once.FailureCount, twice.FailureCount, well.FailureCount));
        Assert.True(once.NextReadAt > _clock.GetUtcNow() && twice.NextReadAt > once.NextReadAt);
        Assert.Null(well.LastError);
        Assert.Equal(_clock.GetUtcNow(), well.LastReadAt);
    }

    [Fact]
    public async Task A_server_that_asks_for_patience_gets_it()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        await using var site = await FeedSite.StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "7200";
            return Task.CompletedTask;
        });
        var source = await AddAsync(database, site);

        await Poll(database).RunAsync(source.Id, default);

        Assert.Equal(_clock.GetUtcNow().AddHours(2), (await ReadAsync(database, source)).NextReadAt);
    }

    [Fact]
    public async Task A_page_that_is_no_feed_is_told_with_what_to_do()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        await using var site = await FeedSite.StartAsync(
            context => context.Response.WriteAsync("<html><body><p>Welcome</p></body></html>"));
        var source = await AddAsync(database, site);

        await Poll(database).RunAsync(source.Id, default);

        Assert.Contains("Look for the address of its RSS or Atom feed",
            (await ReadAsync(database, source)).LastError, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task A_feed_whose_letters_nobody_can_tell_is_kept_as_drafts_and_says_so_until_it_names_them(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var letters = CodePagesEncodingProvider.Instance.GetEncoding(20866)!; // KOI8-R
        var declaration = "";
        await using var site = await FeedSite.StartAsync(context => context.Response.Body.WriteAsync(
            letters.GetBytes(declaration + Rss(("1", "/a", "Новости")))).AsTask());
        var source = await AddAsync(database, site);
        var states = Sql.Portable("select State from Articles");

        var summary = await Poll(database).RunAsync(source.Id, default);
        Assert.Equal((1, PollFeed.Guessed), (summary!.Created, summary.Note));
        Assert.Equal(PollFeed.Guessed, (await ReadAsync(database, source)).LastError);
        Assert.Equal(["Draft"], await database.Db.QueryAsync<string>(states));

        declaration = "<?xml version='1.0' encoding='koi8-r'?>";
        Assert.Null((await Poll(database).RunAsync(source.Id, default))!.Note);
        Assert.Null((await ReadAsync(database, source)).LastError);
        Assert.Equal(["Validated"], await database.Db.QueryAsync<string>(states));
        Assert.Equal(["Новости"], await database.Db.QueryAsync<string>(Titles));
    }

    [Theory, OnEachDatabase]
    internal async Task The_job_reads_what_is_due_and_leaves_what_is_switched_off(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        await using var site = await FeedSite.StartAsync(context => context.Response.WriteAsync(Rss(("1", "/a", context.Request.Path))));
        var due = await AddAsync(database, site, "/due");
        var off = await AddAsync(database, site, "/off");
        await new SetSource(database.Db, _clock).RunAsync(
            new SetSource.Command(off.Id, "Off", IsInternal: true, Enabled: false) { MayBeInternal = true }, default);

        await new PollDueFeeds(database.Db, Poll(database), _clock, NullLogger<PollDueFeeds>.Instance).RunAsync(default);
        await new PollDueFeeds(database.Db, Poll(database), _clock, NullLogger<PollDueFeeds>.Instance).RunAsync(default);

        Assert.Equal(1, site.Requests);
        Assert.Equal(["/due"], await database.Db.QueryAsync<string>(Titles));
        Assert.NotNull((await ReadAsync(database, due)).LastReadAt);
    }

    [Theory, OnEachDatabase]
    internal async Task A_feed_that_takes_longer_than_its_lease_stays_with_its_node(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        Source? source = null;
        await using var site = await FeedSite.StartAsync(async context =>
        {
            for (var beats = 0; beats < 5; beats++)
            {
                _clock.Advance(Lease.Beat);
                while (await database.Db.ScalarAsync<DateTimeOffset?>(LeaseOf, new { source!.Id }) != _clock.Now() + Lease.Length)
                {
                    await Task.Delay(5);
                }
            }

            Assert.Null(await Poll(database).RunAsync(source!.Id, default)); // another node
            await context.Response.WriteAsync(Rss(("1", "/a", "A")));
        });
        source = await AddAsync(database, site);

        Assert.Equal(1, (await Poll(database).RunAsync(source.Id, default))!.Created);
        Assert.Equal(1, site.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("blog.example.com/feed")]
    [InlineData("file:///etc/passwd")]
    public async Task An_address_that_is_none_is_refused_at_its_field(string url)
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);

        var answer = await new AddFeed(database.Db, _clock).RunAsync(new AddFeed.Command(url) { MayBeInternal = false }, default);

        Assert.Equal("Url", Assert.Single(Assert.IsType<Result<Source>.Invalid>(answer).Errors).Field);
    }

    [Theory]
    [InlineData("http://127.0.0.1/feed.xml", false)]
    [InlineData("http://localhost:8080/feed.xml", false)]
    [InlineData("https://blog.localhost/feed.xml", false)]
    [InlineData("http://10.1.2.3/feed.xml", false)]
    [InlineData("http://2130706433/feed.xml", false)]
    [InlineData("http://0x7f.1/feed.xml", false)]
    [InlineData("http://0177.0.0.1/feed.xml", false)]
    [InlineData("http://[::1]/feed.xml", false)]
    [InlineData("http://[::ffff:192.168.0.1]/feed.xml", false)]
    [InlineData("http://[64:ff9b::a00:1]/feed.xml", false)]
    [InlineData("http://169.254.169.254/latest/meta-data/", true)]
    public async Task An_address_inside_is_refused_at_its_field_when_the_feed_is_added(string url, bool evenWhereMeant)
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        var add = new AddFeed(database.Db, _clock);

        var refused = await add.RunAsync(new AddFeed.Command(url) { MayBeInternal = true }, default);
        var meant = await add.RunAsync(new AddFeed.Command(url, IsInternal: true) { MayBeInternal = true }, default);

        var error = Assert.Single(Assert.IsType<Result<Source>.Invalid>(refused).Errors);
        Assert.Equal(("Url", !evenWhereMeant), (error.Field, error.Message.EndsWith(SafeFetch.Hint, StringComparison.Ordinal)));
        Assert.Equal(!evenWhereMeant, meant is Result<Source>.Done);

        // Nor does one that is there lose its mark.
        if (meant is Result<Source>.Done { Value: var source })
        {
            var unmarked = await new SetSource(database.Db, _clock).RunAsync(
                new(source.Id, "Blog", IsInternal: false, Enabled: true) { MayBeInternal = true }, default);
            Assert.Equal("IsInternal", Assert.Single(Assert.IsType<Result<Source>.Invalid>(unmarked).Errors).Field);
            Assert.IsType<Result<Source>.Done>(await add.RunAsync(new AddFeed.Command(url) { MayBeInternal = false }, default));
        }
    }

    public void Dispose() => _fetch.Dispose();

    private static string Rss(params (string Id, string Link, string Title)[] items) =>
        $"<rss><channel>{string.Concat(items.Select(Item))}</channel></rss>";

    private static string Item((string Id, string Link, string Title) item) =>
        $"<item><guid isPermaLink=\"false\">{item.Id}</guid><link>https://blog.example{item.Link}</link><title>{item.Title}</title></item>";

    private static async Task<Source> ReadAsync(TestDatabase database, Source source) =>
        (await database.Db.OneAsync<Source>(SourceSql.Read, new { source.Id }))!;

    private PollFeed Poll(TestDatabase database) =>
        new(database.Db, _fetch, TestParts.Of<SaveArticle>(database, _clock), _clock, NullLogger<PollFeed>.Instance);

    private async Task<Source> AddAsync(TestDatabase database, FeedSite site, string path = "/feed.xml") =>
        Assert.IsType<Result<Source>.Done>(await new AddFeed(database.Db, _clock).RunAsync(
            new AddFeed.Command(site.Url("feed.example", path).AbsoluteUri, IsInternal: true) { MayBeInternal = true }, default)).Value;
}
