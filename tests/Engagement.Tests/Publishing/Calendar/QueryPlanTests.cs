using Engagement.Data;
using Engagement.Features.Publishing.Calendar;
using Engagement.Features.Publishing.Calendar.Feed;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Outbox;
using Engagement.Tests.Data;

namespace Engagement.Tests.Publishing.Calendar;

/// <summary>
/// What must stay quick with a million deliveries is asked of SQLite's planner: no statement of the dispatcher's claim or of the calendar
/// may walk a table from one end to the other. Asked before there are statistics, which is the plan of a young desk; the benchmark
/// <c>scale</c> runs the same statements on a full and analysed one.
/// </summary>
public sealed class QueryPlanTests
{
    private static readonly Sql Scanning = Sql.Portable("select count(*) from Deliveries where Body = 'x'");

    public static TheoryData<string> Statements => [.. Known.Keys];

    private static readonly CalendarFilter Full = new(Guid.Empty, "sandbox", DeliveryState.Scheduled, "vpn");

    private static readonly Dictionary<string, Sql> Known = new()
    {
        ["next"] = OutboxSql.NextAt,
        ["claim"] = OutboxSql.Claim,
        ["claim of what a dead node had"] = OutboxSql.ClaimLapsed,
        ["put"] = OutboxSql.Reset,
        ["drop"] = OutboxSql.Delete,
        ["move"] = LedgerSql.Move,
        ["read"] = LedgerSql.Read,
        ["next part"] = LedgerSql.ReadNextPart,
        ["days"] = CalendarSql.FirstOfDays.Where(new CalendarFilter().Conditions(CalendarSql.InDay)),
        ["days, filtered"] = CalendarSql.FirstOfDays.Where(Full.Conditions(CalendarSql.InDay)),
        ["count"] = CalendarSql.CountOfDays.Where(new CalendarFilter().Conditions(CalendarSql.InDay)),
        ["count, filtered"] = CalendarSql.CountOfDays.Where(Full.Conditions(CalendarSql.InDay)),
        ["list"] = CalendarSql.List.Where(new CalendarFilter().Conditions(CalendarSql.FromOn)),
        ["list, filtered, further on"] = CalendarSql.List.Where([.. Full.Conditions(CalendarSql.FromOn), CalendarSql.After]),
        ["queue"] = CalendarSql.NextOfAccounts.Where(new CalendarFilter().Conditions(CalendarSql.OfEachAccount)),
        ["queue count"] = CalendarSql.CountOfAccounts.Where(new CalendarFilter().Conditions(CalendarSql.OfEachAccount)),
        ["clashes"] = ClashSql.CountNear,
        ["near on the account"] = ClashSql.OnAccount,
        ["near of the article"] = ClashSql.OfArticle,
        ["feed"] = FeedSql.Events,
    };

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task It_seeks_and_never_scans(string name)
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);

        var plan = await QueryPlan.OfAsync(database, Known[name]);

        Assert.DoesNotContain(plan, Scans);
    }

    [Fact]
    public async Task A_day_is_counted_out_of_the_index_alone()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);

        Assert.Contains(await QueryPlan.OfAsync(database, Known["count, filtered"]),
            l => l.Contains("COVERING INDEX IX_Deliveries_", StringComparison.Ordinal));
        Assert.Contains(await QueryPlan.OfAsync(database, Known["count"]),
            l => l.Contains("COVERING INDEX IX_Deliveries_Calendar", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_statement_that_scans_is_found_out()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);

        Assert.Contains(await QueryPlan.OfAsync(database, Scanning), Scans);
    }

    // What is scanned is a parameter's JSON, or what a statement has picked by an index before.
    private static bool Scans(string line) =>
        line.StartsWith("SCAN", StringComparison.Ordinal) && !line.Contains("VIRTUAL TABLE", StringComparison.Ordinal)
        && !line.StartsWith("SCAN shown", StringComparison.Ordinal)
        && !line.StartsWith("SCAN CONSTANT ROW", StringComparison.Ordinal);
}
