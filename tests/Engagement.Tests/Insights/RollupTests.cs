using Engagement.Data;
using Engagement.Features.Insights.Rollups;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Links;
using Engagement.Tests.Data;

namespace Engagement.Tests.Insights;

/// <summary>
/// The sums are what the events say: at once, after late ones, after visits were told anew or forgotten, and after a rebuild.
/// </summary>
public sealed class RollupTests
{
    private static readonly Sql Quarters = Sql.Portable(
        "select Quarter as At, Code, People, Firsts, Unrecognised, Previews, Bots from VisitQuarters");
    private static readonly Sql Days = Sql.Portable("select Day as At, Code, People, Firsts, Unrecognised, Previews, Bots from VisitDays");
    private static readonly Sql Months = Sql.Portable(
        "select Month as At, Code, People, Firsts, Unrecognised, Previews, Bots from VisitMonths");
    private static readonly Sql Totals = Sql.Portable(
        "select Quarter as At, '' as Code, People, Firsts, Unrecognised, Previews, Bots from VisitTotals");
    private static readonly Sql Things = Sql.Portable(
        "select Grain, At, ThingId, People, Firsts, Unrecognised, Previews, Bots from VisitSums");
    private static readonly Sql Times = Sql.Portable("""
        select TicketId, OpenedAt, FirstReplyAt, FirstReplySeconds, SolvedAt, SolveSeconds, LastInboundAt, LastOutboundAt from TicketTimes
        """);
    private static readonly Sql Desk = Sql.Portable("select Quarter, AccountId, Opened, Inbound, Outbound from DeskQuarters");
    private static readonly Sql DeskSums = Sql.Portable("select Grain, At, ThingId, Opened, Inbound, Outbound from DeskSums");
    private static readonly Sql DeskHours = Sql.Portable(
        "select 0 as Grain, Month * 100 + Slot as At, Opened, Inbound, Outbound from DeskHours");
    private static readonly Sql SpoilDesk = Sql.Portable("update DeskSums set Opened = Opened + 7");
    private static readonly Sql CountChanges = Sql.Portable("select count(*) from VisitChanges");
    private static readonly Sql Spoil = Sql.Portable("update VisitDays set People = People + 7");
    private static readonly Sql SpoilSums = Sql.Portable("update VisitSums set People = People + 7");
    private static readonly Sql SpoilTimes = Sql.Portable("update TicketTimes set SolvedAt = null");
    private static readonly Sql DeleteOld = Sql.Portable("delete from Visits where OccurredAt < @Before");

    [Theory, OnEachDatabase]
    internal async Task Whatever_happened_the_sums_are_those_of_the_events(Dialect dialect)
    {
        foreach (var seed in new[] { 1, 2, 3 })
        {
            await using var world = await World.OpenAsync(dialect, seed);
            await world.RollUpAsync();
            await SameAsync(world);
        }
    }

    [Theory, OnEachDatabase]
    internal async Task Visits_that_come_late_change_the_days_they_belong_to(Dialect dialect)
    {
        await using var world = await World.OpenAsync(dialect, 4);
        await world.RollUpAsync();

        // Some of them before visits that are summed up already: then somebody else was first.
        await WorldRows.AddVisitsAsync(world, 300);
        await world.RollUpAsync();

        await SameAsync(world);
        Assert.Equal(0, await world.Db.ScalarAsync<int>(CountChanges));
        Assert.Equal(0, await world.Get<RollUpVisits>().RunAsync(Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task A_rebuild_mends_sums_that_somebody_spoilt(Dialect dialect)
    {
        await using var world = await World.OpenAsync(dialect, 5);
        await world.RollUpAsync();
        await world.Db.ExecuteAsync(Spoil);
        await world.Db.ExecuteAsync(SpoilSums);
        await world.Db.ExecuteAsync(SpoilTimes);
        await world.Db.ExecuteAsync(SpoilDesk);
        await Assert.ThrowsAnyAsync<Exception>(() => SameAsync(world));

        Assert.True(await world.Get<RebuildRollups>().RunAsync(Stop) > 100);
        await world.RollUpAsync();

        await SameAsync(world);
    }

    [Theory, OnEachDatabase]
    internal async Task Forgotten_visits_leave_the_sums_too_in_the_middle_of_a_day(Dialect dialect)
    {
        await using var world = await World.OpenAsync(dialect, 6);
        await world.RollUpAsync();
        var before = new DateTimeOffset(2026, 4, 11, 13, 37, 0, TimeSpan.Zero);

        Assert.True(await world.Db.ExecuteAsync(DeleteOld, new { Before = before }) > 0);
        world.Visits.RemoveAll(v => v.At < before);
        await VisitChanges.ForgottenAsync(world.Db, before, Stop);
        await world.RollUpAsync();

        await SameAsync(world);
    }

    [Theory, OnEachDatabase]
    internal async Task What_becomes_of_an_answer_after_it_was_summed_up_counts_from_then(Dialect dialect)
    {
        await using var world = await World.OpenAsync(dialect, 7);
        await world.RollUpAsync();
        var waiting = world.Messages.Where(m => m.Reply is { State: "Scheduled" or "Uncertain" }).ToList();
        Assert.Contains(waiting, m => m.Reply!.IsAutomatic);
        Assert.Contains(waiting, m => !m.Reply!.IsAutomatic);

        foreach (var message in waiting)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(9));
            await PublishAsync(world, message);
        }

        await world.RollUpAsync();
        await SameAsync(world);
    }

    private static async Task PublishAsync(World world, WorldMessage message)
    {
        var ledger = world.Get<Ledger>();
        await world.Db.InTransactionAsync(async tx =>
        {
            var delivery = (await tx.OneAsync<Delivery>(LedgerSql.Read, new { Id = message.Reply!.DeliveryId }, Stop))!;
            if (delivery.State == DeliveryState.Scheduled)
            {
                Assert.True(await ledger.MoveAsync(tx, delivery.Id, delivery.Version,
                    new Move(delivery.State, DeliveryState.Publishing, "Sending.", "test", Next: null), Stop));
                delivery = (await tx.OneAsync<Delivery>(LedgerSql.Read, new { delivery.Id }, Stop))!;
            }

            Assert.True(await ledger.MoveAsync(tx, delivery.Id, delivery.Version,
                new Move(delivery.State, DeliveryState.Published, "Out.", "test", Next: null), Stop));
        }, Stop);
        message.Reply = message.Reply! with { State = "Published", PublishedAt = world.Clock.Now() };
    }

    // Plainly, from the events alone.
    private static async Task SameAsync(World world)
    {
        var articleOf = world.Deliveries.Where(d => d.Code is not null).ToDictionary(d => d.Code!, d => d.ArticleId);
        var firsts = world.Visits.Select((v, i) => (Visit: v, Index: i)).Where(v => v.Visit.Visitor is not null)
            .GroupBy(v => (articleOf[v.Visit.Code], v.Visit.At.UtcDateTime.Date, v.Visit.Visitor))
            .Select(g => g.OrderBy(v => v.Visit.At).ThenBy(v => v.Index).First().Visit).ToHashSet(ReferenceEqualityComparer.Instance);
        List<SumRow> Sum(Func<WorldVisit, int> at, bool byLink) =>
        [
            .. world.Visits.GroupBy(v => (At: at(v), Code: byLink ? v.Code : "")).Select(g => new SumRow(
                g.Key.At, g.Key.Code, g.Count(v => v.Class == "People"),
                g.Count(firsts.Contains), g.Count(v => v is { Class: "People", Visitor: null }),
                g.Count(v => v.Class == "Preview"), g.Count(v => v.Class == "Bot"))).Order(),
        ];
        int Quarter(WorldVisit v) => (int)(v.At.ToUnixTimeSeconds() / 900);
        Assert.Equal(Sum(Quarter, true), await RowsAsync(world, Quarters));
        Assert.Equal(Sum(v => (int)(v.At.ToUnixTimeSeconds() / 86400), true), await RowsAsync(world, Days));
        Assert.Equal(Sum(v => (v.At.Year * 12) + v.At.Month - 1, true), await RowsAsync(world, Months));
        Assert.Equal(Sum(Quarter, false), await RowsAsync(world, Totals));

        // The same for each thing that a link belongs to, and for everything.
        var deliveryOf = world.Deliveries.Where(d => d.Code is not null).ToDictionary(d => d.Code!);
        IEnumerable<(Guid Thing, int Grain, int At)> Keys(WorldVisit v)
        {
            var d = deliveryOf[v.Code];
            foreach (var (thing, finest) in new (Guid?, int)[]
                { (Guid.Empty, 2), (d.ArticleId, 2), (d.AccountId, 1), (d.TemplateId, 1), (d.SeriesId, 1) })
            {
                int[] at = [Quarter(v), (int)(v.At.ToUnixTimeSeconds() / 86400), (v.At.Year * 12) + v.At.Month - 1, v.At.Year];
                for (var grain = finest; thing is not null && grain <= 4; grain++)
                {
                    yield return (thing.Value, grain, at[grain - 1]);
                }
            }
        }

        var wanted = world.Visits.SelectMany(v => Keys(v).Select(k => (Key: k, Visit: v)))
            .GroupBy(x => x.Key, x => x.Visit).Select(g => (g.Key, new SumRow(
                g.Key.At, "", g.Count(v => v.Class == "People"), g.Count(firsts.Contains),
                g.Count(v => v is { Class: "People", Visitor: null }),
                g.Count(v => v.Class == "Preview"), g.Count(v => v.Class == "Bot"))));
        Assert.Equal(wanted.Order(), (await world.Db.QueryAsync<Row>(Things))
            .Select(r => ((r.ThingId, r.Grain, r.At), new SumRow(r.At, "", r.People, r.Firsts, r.Unrecognised, r.Previews, r.Bots)))
            .Order());

        Assert.Equal(
            world.Tickets.Select(t => PlainTimes.Of(world, t)).OrderBy(t => t.TicketId),
            (await world.Db.QueryAsync<TimesRow>(Times)).OrderBy(t => t.TicketId));
        Assert.Equal(
            PlainTimes.Said(world).Select(s => (Key: (Q(s.At), s.Ticket.AccountId), s.Kind))
                .GroupBy(e => e.Key)
                .Select(g => (g.Key, g.Count(e => e.Kind == "created"),
                    g.Count(e => e.Kind == "inbound"), g.Count(e => e.Kind == "outbound"))).Order(),
            (await world.Db.QueryAsync<DeskRow>(Desk)).Select(r => ((r.Quarter, r.AccountId), r.Opened, r.Inbound, r.Outbound)).Order());
        await SameDeskAsync(world);
    }

    // The same for each thing that a ticket belongs to, and by the quarter of the day.
    private static async Task SameDeskAsync(World world)
    {
        var said = PlainTimes.Said(world);
        IEnumerable<(int, int, Guid)> Keys(WorldTicket t, DateTimeOffset at)
        {
            var d = world.Deliveries.SingleOrDefault(d => d.Id == t.DeliveryId);
            foreach (var thing in new Guid?[] { Guid.Empty, t.AccountId, t.ArticleId, d?.TemplateId, d?.SeriesId })
            {
                if (thing is { } known)
                {
                    yield return (1, Q(at), known);
                    yield return (2, Q(at) / 96, known);
                    yield return (3, (at.Year * 12) + at.Month - 1, known);
                    yield return (4, at.Year, known);
                }
            }
        }

        static (int, int, int) Sum(IEnumerable<string> kinds) =>
            (kinds.Count(k => k == "created"), kinds.Count(k => k == "inbound"), kinds.Count(k => k == "outbound"));
        Assert.Equal(
            said.SelectMany(s => Keys(s.Ticket, s.At).Select(k => (Key: k, s.Kind)))
                .GroupBy(s => s.Key, s => s.Kind).Select(g => (g.Key, Sum(g))).Order(),
            (await world.Db.QueryAsync<DeskRow>(DeskSums))
                .Select(r => ((r.Grain, r.At, r.ThingId), (r.Opened, r.Inbound, r.Outbound))).Order());
        Assert.Equal(
            said.GroupBy(s => (((s.At.Year * 12) + s.At.Month - 1) * 100) + (Q(s.At) % 96), s => s.Kind)
                .Select(g => (g.Key, Sum(g))).Order(),
            (await world.Db.QueryAsync<DeskRow>(DeskHours)).Select(r => (r.At, (r.Opened, r.Inbound, r.Outbound))).Order());
    }

    private static int Q(DateTimeOffset at) => (int)(at.ToUnixTimeSeconds() / 900);

    private static async Task<IEnumerable<SumRow>> RowsAsync(World world, Sql sql) =>
        (await world.Db.QueryAsync<Row>(sql))
            .Select(r => new SumRow(r.At, r.Code, r.People, r.Firsts, r.Unrecognised, r.Previews, r.Bots)).Order();

    private sealed record SumRow(int At, string Code, int People, int Firsts, int Unrecognised, int Previews, int Bots)
        : IComparable<SumRow>
    {
        public int CompareTo(SumRow? other) => (At, Code).CompareTo((other!.At, other.Code));
    }

    private sealed record Row
    {
        public int At { get; init; }

        public string Code { get; init; } = "";

        public Guid ThingId { get; init; }

        public int Grain { get; init; }

        public int People { get; init; }

        public int Firsts { get; init; }

        public int Unrecognised { get; init; }

        public int Previews { get; init; }

        public int Bots { get; init; }
    }

    private sealed record DeskRow
    {
        public int Quarter { get; init; }

        public Guid AccountId { get; init; }

        public Guid ThingId { get; init; }

        public int Grain { get; init; }

        public int At { get; init; }

        public int Opened { get; init; }

        public int Inbound { get; init; }

        public int Outbound { get; init; }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
