using Engagement.Data;
using Engagement.Features.Insights;
using Engagement.Features.Insights.Loop;
using Engagement.Features.Insights.Sheets;
using Engagement.Tests.Data;
using Engagement.Web.Sheets;

namespace Engagement.Tests.Insights;

/// <summary>
/// Every figure of the loop, worked out a second time by a plain reading of the events, for every kind of scope and periods in odd zones.
/// </summary>
public sealed class LoopTests
{
    private static readonly Sql InsertQueue = Sql.Portable("insert into Queues (Id, Name, CreatedAt) values (@Id, @Name, @Now)");
    private static readonly Sql MoveTickets = Sql.Portable("update Tickets set QueueId = @QueueId where Number <= 10");
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"];

    [Theory, OnEachDatabase]
    internal async Task Each_figure_is_what_the_events_say(Dialect dialect)
    {
        foreach (var seed in new[] { 11, 12 })
        {
            await using var world = await World.OpenAsync(dialect, seed);
            await world.RollUpAsync();
            foreach (var scope in Scopes(world))
            {
                for (var n = 0; n < 4; n++)
                {
                    var period = PeriodOf(world, n);
                    Assert.Equal(Plain(world, scope, period), Words(await world.Get<ReadFunnel>().RunAsync(scope, period, Stop)));
                }
            }
        }
    }

    [Theory, OnEachDatabase]
    internal async Task Each_figure_is_the_number_of_rows_it_opens(Dialect dialect)
    {
        await using var world = await World.OpenAsync(dialect, 13);
        await world.RollUpAsync();
        foreach (var scope in Scopes(world))
        {
            var period = PeriodOf(world, 1);
            var figures = await world.Get<ReadFunnel>().RunAsync(scope, period, Stop);
            Assert.Equal(figures.Posts.Number, await RowsAsync(world, "posts", scope, period));
            Assert.Equal(figures.Visits.People, await RowsAsync(world, "visits", scope, period));
            Assert.Equal(figures.Visits.People + figures.Visits.Previews + figures.Visits.Bots,
                await RowsAsync(world, "visits", scope, period, everybody: true));
            Assert.Equal(figures.Replies, await RowsAsync(world, "replies", scope, period));
            Assert.Equal(figures.Tickets, await RowsAsync(world, "tickets", scope, period));
            Assert.Equal(figures.Answered.Number, await RowsAsync(world, "answers", scope, period));
            Assert.Equal(figures.Solved.Number, await RowsAsync(world, "solved", scope, period));
            Assert.Equal(figures.Chances, await RowsAsync(world, "opportunities", scope, period));
            Assert.Equal(figures.Won.Sum(w => w.Number), await RowsAsync(world, "won", scope, period));
            var cost = await SheetAsync(world, "cost", scope, period);
            Assert.Equal(figures.Cost.Sum(c => c.Amount), cost.Sum(r => (decimal)r[4].Value!));
        }
    }

    [Theory, OnEachDatabase]
    internal async Task The_tables_add_up_to_the_figures(Dialect dialect)
    {
        await using var world = await World.OpenAsync(dialect, 14);
        await world.RollUpAsync();
        for (var n = 0; n < 4; n++)
        {
            var period = PeriodOf(world, n);
            var figures = await world.Get<ReadFunnel>().RunAsync(FunnelScope.All, period, Stop);
            var read = world.Get<ReadReports>();
            async Task<long> SumAsync(string key, int column) =>
                (await read.RunAsync(key, period, null, Stop))!.Rows.Sum(r => (long?)r[column].Value ?? 0);
            Assert.Equal(figures.Visits.People, await SumAsync("visits", 1));
            Assert.Equal(figures.Visits.Firsts, await SumAsync("visits", 2));
            Assert.Equal(figures.Visits.People, await SumAsync("articles", 1));
            Assert.Equal(figures.Visits.Firsts, await SumAsync("articles", 2));
            Assert.Equal(figures.Replies, await SumAsync("hours", 1));
            Assert.Equal(figures.Tickets, await SumAsync("hours", 2));
            Assert.Equal(figures.Answered.Number, await SumAsync("answers", 1));
            Assert.Equal(figures.Solved.Number, await SumAsync("answers", 4));
            Assert.Equal(figures.Posts.Number, await SumAsync("cost", 3));
            Assert.Equal(figures.Visits.People, await SumAsync("cost", 4));
            Assert.Equal(figures.Replies, await SumAsync("cost", 5));
            Assert.Equal(figures.Tickets, await SumAsync("cost", 6));
            foreach (var scope in Scopes(world))
            {
                Assert.Equal((await world.Get<ReadFunnel>().RunAsync(scope, period, Stop)).Visits.People,
                    (await world.Get<VisitReports>().OverTimeAsync(scope, period, Stop)).Rows.Sum(r => (long)r[1].Value!));
            }
        }
    }

    [Theory, OnEachDatabase]
    internal async Task The_load_of_each_queue_is_its_tickets_and_those_of_none_stand_beside(Dialect dialect)
    {
        await using var world = await World.OpenAsync(dialect, 16);
        await world.RollUpAsync();
        var (queue, idle) = (Ids.New(World.Start), Ids.New(World.Start));
        await world.Db.ExecuteAsync(InsertQueue, new { Id = queue, Name = "Billing", Now = World.Start });
        await world.Db.ExecuteAsync(InsertQueue, new { Id = idle, Name = "Idle", Now = World.Start });
        await world.Db.ExecuteAsync(MoveTickets, new { QueueId = queue });
        var period = new Period(new(2026, 2, 1), new(2026, 8, 31), TimeZoneInfo.Utc);

        var (billing, others) = (world.Tickets.Take(10).ToList(), world.Tickets.Skip(10).ToList());
        static long Open(IEnumerable<WorldTicket> of) => of.Count(t => t.MergedIntoId is null);

        var sheet = (await world.Get<ReadReports>().RunAsync("queues", period, null, Stop))!;

        Assert.Equal([("Billing", Open(billing), Open(billing)), ("Idle", 0L, 0L), ("No queue", Open(others), Open(others))],
            sheet.Rows.Select(r => ((string)r[0].Value!, (long)r[1].Value!, (long)r[2].Value!)));
        Assert.Equal($"/tickets?view=queue&queue={queue}", sheet.Rows[0][0].Href);
        Assert.Equal(billing.Count(t => PlainTimes.Of(world, t).SolvedAt is not null), (long)sheet.Rows[0][6].Value!);
        Assert.Equal(billing.Where(t => t.MergedIntoId is null).Min(t => t.At), sheet.Rows[0][5].Value);
    }

    [Theory, OnEachDatabase]
    internal async Task Messages_stand_in_the_hour_of_the_zone_also_when_clocks_change(Dialect dialect)
    {
        await using var world = await World.OpenAsync(dialect, 15, tickets: 120);
        await world.RollUpAsync();
        foreach (var zone in Zones)
        {
            var period = new Period(new(2026, 2, 20), new(2026, 6, 25), TimeZoneInfo.FindSystemTimeZoneById(zone));

            var sheet = (await world.Get<ReadReports>().RunAsync("hours", period, null, Stop))!;

            var plain = world.Messages.Where(m => m.Kind == "inbound" && m.At >= period.Start && m.At < period.End)
                .ToLookup(m => TimeZoneInfo.ConvertTime(m.At, period.Zone).Hour);
            Assert.Equal(Enumerable.Range(0, 24).Select(h => (long)plain[h].Count()), sheet.Rows.Select(r => (long)r[1].Value!));
        }
    }

    private static List<FunnelScope> Scopes(World world) =>
    [
        FunnelScope.All,
        .. world.Articles.Take(2).Select(a => new FunnelScope(ScopeKind.Article, a.Id)),
        .. world.Accounts.Select(a => new FunnelScope(ScopeKind.Account, a.Id)),
        new(ScopeKind.Template, world.Templates[0]),
        .. world.Series.Select(s => new FunnelScope(ScopeKind.Series, s)),
        new(ScopeKind.Post, world.Deliveries[0].PostId),
    ];

    // Within a day, some days, months with ragged ends, everything.
    private static Period PeriodOf(World world, int n)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(world.Any(Zones));
        var first = new DateOnly(2026, 2, 20).AddDays(world.Random.Next(40));
        return n switch
        {
            0 => new(first, first, zone),
            1 => new(first, first.AddDays(19), zone),
            2 => new(first, first.AddDays(77), zone),
            _ => new(new(2026, 2, 1), new(2026, 8, 31), zone),
        };
    }

    private static string Plain(World w, FunnelScope scope, Period period)
    {
        bool Then(DateTimeOffset? at) => at >= period.Start && at < period.End;
        bool OfDelivery(WorldDelivery d) => scope.Kind switch
        {
            ScopeKind.Article => d.ArticleId == scope.Id,
            ScopeKind.Template => d.TemplateId == scope.Id,
            ScopeKind.Series => d.SeriesId == scope.Id,
            ScopeKind.Account => d.AccountId == scope.Id,
            ScopeKind.Post => d.PostId == scope.Id,
            _ => true,
        };
        bool OfTicket(WorldTicket t) => scope.Kind switch
        {
            ScopeKind.Article => t.ArticleId == scope.Id,
            ScopeKind.Template => w.Deliveries.Exists(d => d.Id == t.DeliveryId && d.TemplateId == scope.Id),
            ScopeKind.Series => w.Deliveries.Exists(d => d.Id == t.DeliveryId && d.SeriesId == scope.Id),
            ScopeKind.Account => t.AccountId == scope.Id,
            ScopeKind.Post => t.PostId == scope.Id,
            _ => true,
        };

        var posts = w.Deliveries.Where(d => OfDelivery(d) && d.Part == 1 && Then(d.PublishedAt)).ToList();
        var latest = posts.Select(d => w.Metrics.Where(m => m.DeliveryId == d.Id).MaxBy(m => m.At)).Where(m => m is not null).ToList();
        var articleOf = w.Deliveries.Where(d => d.Code is not null).ToDictionary(d => d.Code!);
        var firsts = w.Visits.Select((v, i) => (Visit: v, i)).Where(v => v.Visit.Visitor is not null)
            .GroupBy(v => (articleOf[v.Visit.Code].ArticleId, v.Visit.At.UtcDateTime.Date, v.Visit.Visitor))
            .Select(g => g.OrderBy(v => v.Visit.At).ThenBy(v => v.i).First().Visit).ToHashSet(ReferenceEqualityComparer.Instance);
        var visits = w.Visits.Where(v => OfDelivery(articleOf[v.Code]) && Then(v.At)).ToList();
        var tickets = w.Tickets.Where(OfTicket).ToList();
        var ids = tickets.Select(t => t.Id).ToHashSet();
        var times = tickets.Select(t => PlainTimes.Of(w, t)).ToList();
        var answered = times.Where(t => Then(t.FirstReplyAt)).Select(t => t.FirstReplySeconds!.Value).Order().ToList();
        var solved = times.Where(t => Then(t.SolvedAt)).Select(t => t.SolveSeconds!.Value).Order().ToList();
        var found = w.Chances.Where(c => ids.Contains(c.TicketId) && Then(c.At));
        var won = w.Chances.Where(c => ids.Contains(c.TicketId) && c.Stage == "Won" && Then(c.ClosedAt));
        var spent = w.Spendings.Where(s => Then(s.At) && (scope.Kind switch
        {
            ScopeKind.All => true,
            ScopeKind.Account => s.AccountId == scope.Id,
            _ => s.DeliveryId is not null && OfDelivery(w.Deliveries.Single(d => d.Id == s.DeliveryId)),
        }));
        static string Values(IEnumerable<WorldChance> of) => string.Join(' ', of.GroupBy(c => c.Currency)
            .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key}{g.Count()}={g.Sum(c => c.Amount ?? 0)}"));
        return string.Join(" | ",
            $"posts {posts.Count} reach {latest.Sum(m => m!.Views ?? 0)} of {latest.Count(m => m!.Views is not null)} reactions "
                + $"{latest.Sum(m => (m!.Likes ?? 0) + (m.Reposts ?? 0))}",
            $"visits {visits.Count(v => v.Class == "People")} firsts {visits.Count(firsts.Contains)} unrecognised "
                + $"{visits.Count(v => v is { Class: "People", Visitor: null })} previews {visits.Count(v => v.Class == "Preview")} bots "
                + $"{visits.Count(v => v.Class == "Bot")}",
            $"replies {w.Messages.Count(m => m.Kind == "inbound" && ids.Contains(m.TicketId) && Then(m.At))} tickets "
                + $"{tickets.Count(t => Then(t.At))}",
            $"answered {Took(answered)} solved {Took(solved)}",
            $"found {Values(found)} won {Values(won)} cost {spent.Sum(s => s.Amount)}");
    }

    // The middle one, and the one that nine in ten do not exceed.
    private static string Took(List<int> sorted) => sorted.Count == 0
        ? "0"
        : $"{sorted.Count} {sorted[(int)Math.Ceiling(sorted.Count * 0.5) - 1]} {sorted[(int)Math.Ceiling(sorted.Count * 0.9) - 1]}";

    private static string Words(FunnelFigures f) => string.Join(" | ",
        $"posts {f.Posts.Number} reach {f.Posts.Reach} of {f.Posts.Told} reactions {f.Posts.Reactions}",
        $"visits {f.Visits.People} firsts {f.Visits.Firsts} unrecognised {f.Visits.Unrecognised} previews "
            + $"{f.Visits.Previews} bots {f.Visits.Bots}",
        $"replies {f.Replies} tickets {f.Tickets}",
        $"answered {Took(f.Answered)} solved {Took(f.Solved)}",
        $"found {Values(f.Found)} won {Values(f.Won)} cost {f.Cost.Sum(c => (long)(c.Amount * 1_000_000m))}");

    private static string Took(Took t) => t.Number == 0 ? "0" : $"{t.Number} {t.Median} {t.Ninth}";

    private static string Values(IEnumerable<Valued> of) =>
        string.Join(' ', of.OrderBy(v => v.Currency, StringComparer.Ordinal).Select(v => $"{v.Currency}{v.Number}={v.Amount}"));

    private static async Task<int> RowsAsync(World world, string figure, FunnelScope scope, Period period, bool everybody = false) =>
        (await SheetAsync(world, figure, scope, period, everybody)).Count;

    // In pages of seven, so that the cursor is walked too.
    private static async Task<List<ReportCell[]>> SheetAsync(
        World world, string figure, FunnelScope scope, Period period, bool everybody = false)
    {
        var rows = new List<ReportCell[]>();
        string? after = null;
        do
        {
            var (sheet, next) = await world.Get<ReadFunnelRows>().RunAsync(
                FunnelFigure.Find(figure)!, scope, period, after, everybody, 7, Stop);
            rows.AddRange(sheet.Rows);
            after = next;
        }
        while (after is not null && rows.Count < 5000);
        return rows;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
