using Engagement.Data;

namespace Engagement.Features.Insights.Rollups;

/// <summary>
/// How visits are summed up: a day's quarters from its visits, everything longer from the quarters. Each is deleted and made anew.
/// </summary>
internal static class VisitRollupSql
{
    private const string Sums = "sum(People), sum(Firsts), sum(Unrecognised), sum(Previews), sum(Bots)";

    private const string Counted =
        """
        sum(case when v.Class = 'People' then 1 else 0 end), sum(case when v.Nth = 1 then 1 else 0 end),
            sum(case when v.Class = 'People' and v.Visitor is null then 1 else 0 end),
            sum(case when v.Class = 'Preview' then 1 else 0 end), sum(case when v.Class = 'Bot' then 1 else 0 end)
        """;

    // A visitor's hash holds for one article and one day, so the first of a hash is the first of that person there and then.
    private const string Nth = "case when v.Visitor is null then 0 else row_number() over (partition by v.Visitor order by "
        + "v.OccurredAt, v.Seq) end as Nth";

    public static readonly Sql Lock = Sql.Portable("update Rollups set Position = Position where Name = @Name");

    public static readonly Sql Done = Sql.Portable("update Rollups set DoneAt = @Now, Position = @Position where Name = @Name");

    public static readonly Sql ReadPosition = Sql.Portable("select Position from Rollups where Name = @Name");

    public static readonly Sql ReadDone = Sql.Portable("select min(DoneAt) from Rollups");

    public static readonly Sql Changes = Sql.Portable("select Seq, Day, ArticleId from VisitChanges order by Seq {page}");

    public static readonly Sql CountChanges = Sql.Portable("select count(distinct Day) from VisitChanges");

    public static readonly Sql DeleteChanges = Sql.For(
        sqlServer: "delete from VisitChanges where Seq in (select value from openjson(@Seqs) with (value bigint '$'))",
        sqlite: "delete from VisitChanges where Seq in (select value from json_each(@Seqs))");

    public static readonly Sql MarkDays = Sql.For(
        sqlServer: "insert into VisitChanges (Day, ArticleId) select value, null from openjson(@Days) with (value int '$')",
        sqlite: "insert into VisitChanges (Day, ArticleId) select value, null from json_each(@Days)");

    /// <summary>The first and the last moment that has visits, and the first and last quarter that has sums.</summary>
    public static readonly Sql Bounds = Sql.Portable(
        """
        select (select min(OccurredAt) from Visits) as First, (select max(OccurredAt) from Visits) as Last,
            (select min(Quarter) from VisitTotals) as FirstQuarter, (select max(Quarter) from VisitTotals) as LastQuarter
        """);

    /// <summary>The links that are summed up again; without it, all.</summary>
    public static readonly Sql OfArticles = Sql.Portable("Code in (select l.Code from TrackedLinks l where l.ArticleId in {ids Articles})");

    public static readonly Sql InDay = Sql.Portable("OccurredAt >= @From and OccurredAt < @To");

    public static readonly Sql InQuarters = Sql.Portable("Quarter >= @FromQuarter and Quarter < @ToQuarter");

    public static readonly Sql IsDay = Sql.Portable("Day = @Day");

    public static readonly Sql InDays = Sql.Portable("Day >= @FromDay and Day < @ToDay");

    public static readonly Sql IsMonth = Sql.Portable("Month = @Month");

    public static readonly Sql DeleteQuarters = Sql.Portable("delete from VisitQuarters {where}");

    public static readonly Sql InsertQuarters = Sql.For(
        sqlServer:
        $$"""
        insert into VisitQuarters (Quarter, Code, People, Firsts, Unrecognised, Previews, Bots)
        select v.Quarter, v.Code, {{Counted}}
        from (select v.Code, datediff(minute, '19700101', v.OccurredAt) / 15 as Quarter, v.Class, v.Visitor, {{Nth}}
            from Visits v {where}) v
        group by v.Quarter, v.Code
        """,
        sqlite:
        $$"""
        insert into VisitQuarters (Quarter, Code, People, Firsts, Unrecognised, Previews, Bots)
        select v.Quarter, v.Code, {{Counted}}
        from (select v.Code, cast(strftime('%s', v.OccurredAt) as integer) / 900 as Quarter, v.Class, v.Visitor, {{Nth}}
            from Visits v {where}) v
        group by v.Quarter, v.Code
        """);

    public static readonly Sql DeleteTotals = Sql.Portable("delete from VisitTotals {where}");

    public static readonly Sql InsertTotals = Sql.Portable(
        $$"""
        insert into VisitTotals (Quarter, People, Firsts, Unrecognised, Previews, Bots)
        select Quarter, {{Sums}} from VisitQuarters {where} group by Quarter
        """);

    public static readonly Sql DeleteDays = Sql.Portable("delete from VisitDays {where}");

    public static readonly Sql InsertDays = Sql.Portable(
        $$"""
        insert into VisitDays (Day, Code, People, Firsts, Unrecognised, Previews, Bots)
        select @Day, Code, {{Sums}} from VisitQuarters {where} group by Code
        """);

    public static readonly Sql DeleteMonths = Sql.Portable("delete from VisitMonths {where}");

    public static readonly Sql InsertMonths = Sql.Portable(
        $$"""
        insert into VisitMonths (Month, Code, People, Firsts, Unrecognised, Previews, Bots)
        select @Month, Code, {{Sums}} from VisitDays {where} group by Code
        """);
}
