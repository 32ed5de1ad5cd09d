using System.Globalization;
using Engagement.Data;

namespace Engagement.Features.Publishing.Calendar;

/// <summary>
/// What the calendar reads. A day shows its first few posts and how many there are, so a month costs as much with a hundred thousand
/// posts as with a hundred: each day is a seek of its own in one index (<c>IX_Deliveries_Calendar</c>), never a walk over the table.
/// </summary>
internal static class CalendarSql
{
    // The words are for a chip: their beginning is enough.
    private const string Columns =
        "d.Id, d.PostId, d.ArticleId, d.AccountId, a.Name as AccountName, d.Network, substring(d.Body, 1, 160) as Words, d.State, "
            + "d.Version, d.DueAt, d.EditedById";

    private const string DaysOnSqlServer = "openjson(@Days) with (N int '$.n', F datetime2(3) '$.f', T datetime2(3) '$.t') days";

    private const string DaysOnSqlite =
        "(select json_extract(value, '$.n') as N, json_extract(value, '$.f') as F, json_extract(value, '$.t') as T from "
            + "json_each(@Days)) days";

    /// <summary>The first <c>@Take</c> of each day.</summary>
    public static readonly Sql FirstOfDays = Sql.For(
        sqlServer: $$"""
            select days.N as Day, {{Columns}}
            from {{DaysOnSqlServer}}
            cross apply (select top (@Take) x.Id from Deliveries x {where} order by x.DueAt, x.Id) shown
            join Deliveries d on d.Id = shown.Id
            join Accounts a on a.Id = d.AccountId
            order by d.DueAt, d.Id
            """,
        sqlite: $$"""
            select days.N as Day, {{Columns}}
            from {{DaysOnSqlite}}
            cross join Deliveries d on d.Id in (select x.Id from Deliveries x {where} order by x.DueAt, x.Id limit @Take)
            join Accounts a on a.Id = d.AccountId
            order by d.DueAt, d.Id
            """);

    /// <summary>How many each day has.</summary>
    public static readonly Sql CountOfDays = Sql.For(
        sqlServer: $$"""select days.N as Day, (select count(*) from Deliveries x {where}) as Total from {{DaysOnSqlServer}}""",
        sqlite: $$"""select days.N as Day, (select count(*) from Deliveries x {where}) as Total from {{DaysOnSqlite}}""");

    /// <summary>A list from a day on.</summary>
    public static readonly Sql List = Sql.Portable(
        $$"""
        select {{Columns}}
        from (select x.Id, x.DueAt from Deliveries x {where} order by x.DueAt, x.Id {page}) shown
        join Deliveries d on d.Id = shown.Id
        join Accounts a on a.Id = d.AccountId
        order by d.DueAt, d.Id
        """);

    /// <summary>What goes out next, <c>@Take</c> for each account.</summary>
    public static readonly Sql NextOfAccounts = Sql.For(
        sqlServer: $$"""
            select {{Columns}}
            from openjson(@Accounts) with (Id uniqueidentifier '$') one
            cross apply (select top (@Take) x.Id from Deliveries x {where} order by x.DueAt, x.Id) shown
            join Deliveries d on d.Id = shown.Id
            join Accounts a on a.Id = d.AccountId
            order by d.DueAt, d.Id
            """,
        sqlite: $$"""
            select {{Columns}}
            from (select value as Id from json_each(@Accounts)) one
            cross join Deliveries d on d.Id in (select x.Id from Deliveries x {where} order by x.DueAt, x.Id limit @Take)
            join Accounts a on a.Id = d.AccountId
            order by d.DueAt, d.Id
            """);

    public static readonly Sql CountOfAccounts = Sql.For(
        sqlServer: """
            select one.Id as AccountId, (select count(*) from Deliveries x {where}) as Total
            from openjson(@Accounts) with (Id uniqueidentifier '$') one
            """,
        sqlite: """
            select one.Id as AccountId, (select count(*) from Deliveries x {where}) as Total
            from (select value as Id from json_each(@Accounts)) one
            """);

    // A thread stands where its first part does.
    public static readonly Sql InDay = Sql.Portable("x.Kind = 'post' and x.Part = 1 and x.DueAt >= days.F and x.DueAt < days.T");

    public static readonly Sql FromOn = Sql.Portable("x.Kind = 'post' and x.Part = 1 and x.DueAt >= @From");

    public static readonly Sql After = Sql.Portable("x.DueAt >= @AfterTime and (x.DueAt > @AfterTime or x.Id > @AfterId)");

    public static readonly Sql OfEachAccount = Sql.Portable("""
        x.AccountId = one.Id and x.Kind = 'post' and x.Part = 1 and x.DueAt >= @From
            and x.State in ('AwaitingApproval', 'Scheduled', 'Publishing', 'Held')
        """);

    public static readonly Sql OfAccount = Sql.Portable("x.AccountId = @AccountId");

    public static readonly Sql OfNetwork = Sql.Portable("x.Network = @Network");

    public static readonly Sql OfState = Sql.Portable("x.State = @State");

    // What was cancelled is in nobody's way; it is shown when asked for.
    public static readonly Sql NotCancelled = Sql.Portable("x.State <> 'Cancelled'");

    public static readonly Sql WithTag = Sql.Portable(
        "exists (select 1 from ArticleTags t where t.Tag = @Tag and t.ArticleId = x.ArticleId)");

    public static readonly Sql Tags = Sql.Portable("select distinct Tag from ArticleTags order by Tag {page}");

    /// <summary>A moment inside a JSON parameter, as both databases read it.</summary>
    public static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
