using Engagement.Data;

namespace Engagement.Features.Insights.Rollups;

/// <summary>
/// How the sums of everything and of each article, account, template and series are made: quarters and days with the day that changed,
/// articles' days and everything longer with its month. A link belongs to the same things for good, so nothing but visits changes them.
/// </summary>
internal static class VisitSumsSql
{
    private const string Columns = "ThingId, Grain, At, People, Firsts, Unrecognised, Previews, Bots";

    private const string Sums = "sum(People), sum(Firsts), sum(Unrecognised), sum(Previews), sum(Bots)";

    private const string FewThings = "select Id from Accounts union all select Id from Templates union all select Id from Series";

    /// <summary>Accounts, templates and series: few, so they are summed up whole, whichever articles changed.</summary>
    public static readonly Sql DeleteFewQuarters = Sql.Portable(
        $"delete from VisitSums where ThingId in ({FewThings}) and Grain = 1 and At >= @FromQuarter and At < @ToQuarter");

    public static readonly Sql DeleteFewDays = Sql.Portable(
        $"delete from VisitSums where ThingId in ({FewThings}) and Grain = 2 and At = @Day");

    /// <summary>
    /// A day's quarters of all three kinds. On SQLite what a link belongs to is looked up once, not for each of its quarters.
    /// </summary>
    public static readonly Sql InsertFewQuarters = Sql.For(
        sqlServer:
        $"""
        insert into VisitSums ({Columns})
        select t.ThingId, 1, q.Quarter, {Sums}
        from VisitQuarters q join TrackedLinks l on l.Code = q.Code join Deliveries d on d.Id = l.DeliveryId join Posts p on p.Id = d.PostId
        cross apply (values (d.AccountId), (p.TemplateId), (p.SeriesId)) t (ThingId)
        where q.Quarter >= @FromQuarter and q.Quarter < @ToQuarter and t.ThingId is not null group by t.ThingId, q.Quarter
        """,
        sqlite:
        $"""
        with q as materialized (select * from VisitQuarters where Quarter >= @FromQuarter and Quarter < @ToQuarter),
        t as materialized (
            select l.Code, d.AccountId, p.TemplateId, p.SeriesId
            from (select distinct Code from q) c join TrackedLinks l on l.Code = c.Code join Deliveries d on d.Id = l.DeliveryId
            join Posts p on p.Id = d.PostId)
        insert into VisitSums ({Columns})
        select t.AccountId, 1, Quarter, {Sums} from q join t on t.Code = q.Code group by 1, 3
        union all select t.TemplateId, 1, Quarter, {Sums} from q join t on t.Code = q.Code where t.TemplateId is not null group by 1, 3
        union all select t.SeriesId, 1, Quarter, {Sums} from q join t on t.Code = q.Code where t.SeriesId is not null group by 1, 3
        """);

    public static readonly Sql InsertFewDays = Sql.Portable(
        $"""
        insert into VisitSums ({Columns})
        select ThingId, 2, @Day, {Sums} from VisitSums where ThingId in ({FewThings}) and Grain = 1 and At >= @FromQuarter
            and At < @ToQuarter group by ThingId
        """);

    public static readonly Sql DeleteDayOfAll = Sql.Portable(
        "delete from VisitSums where ThingId = @Everything and Grain = 2 and At = @Day");

    public static readonly Sql InsertDayOfAll = Sql.Portable($"""
        insert into VisitSums ({Columns}) select @Everything, 2, @Day, {Sums} from VisitTotals where Quarter >= @FromQuarter
            and Quarter < @ToQuarter having count(*) > 0
        """);

    /// <summary>The articles that are summed up again; without it, all.</summary>
    public static readonly Sql OfArticles = Sql.Portable("a.Id in {ids Articles}");

    public static readonly Sql DeleteArticleDays = Sql.Portable(
        "delete from VisitSums where ThingId in (select a.Id from Articles a {where}) and Grain = 2 and At >= @FromDay and At < @ToDay");

    public static readonly Sql InsertArticleDays = Sql.Portable(
        $$"""
        insert into VisitSums ({{Columns}})
        select l.ArticleId, 2, v.Day, sum(v.People), sum(v.Firsts), sum(v.Unrecognised), sum(v.Previews), sum(v.Bots)
        from VisitDays v join TrackedLinks l on l.Code = v.Code
        where v.Day >= @FromDay and v.Day < @ToDay and l.ArticleId in (select a.Id from Articles a {where}) group by l.ArticleId, v.Day
        """);

    // Everything stands among them.
    private const string Things = $$"""(select a.Id from Articles a {where} union all {{FewThings}} union all select @Everything)""";

    public static readonly Sql DeleteMonths = Sql.Portable(
        $"delete from VisitSums where ThingId in {Things} and Grain = 3 and At = @Month");

    public static readonly Sql InsertMonths = Sql.Portable($"""
        insert into VisitSums ({Columns}) select ThingId, 3, @Month, {Sums} from VisitSums where ThingId in {Things} and Grain = 2
            and At >= @FromMonthDay and At < @ToMonthDay group by ThingId
        """);

    public static readonly Sql DeleteYears = Sql.Portable($"delete from VisitSums where ThingId in {Things} and Grain = 4 and At = @Year");

    public static readonly Sql InsertYears = Sql.Portable($"""
        insert into VisitSums ({Columns}) select ThingId, 4, @Year, {Sums} from VisitSums where ThingId in {Things} and Grain = 3
            and At >= @Year * 12 and At < @Year * 12 + 12 group by ThingId
        """);
}
