using Engagement.Data;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Insights.Rollups;

/// <summary>
/// How the desk's volumes are summed up for each thing a ticket belongs to, and how they are read. A ticket belongs to the same things for
/// good.
/// </summary>
internal static class DeskSumsSql
{
    private const string Columns = "Grain, At, ThingId, Opened, Inbound, Outbound";

    private const string Sums = "sum(Opened), sum(Inbound), sum(Outbound)";

    private const string Things = "left join Deliveries d on d.Id = t.DeliveryId left join Posts p on p.Id = d.PostId";

    public static readonly Sql DeleteAll = Sql.Portable("delete from DeskSums");

    public static readonly Sql DeleteAllHours = Sql.Portable("delete from DeskHours");

    /// <summary>The times named in <c>Times</c>: which, and the shorter ones from and to.</summary>
    public static readonly Sql Delete = Sql.For(
        sqlServer: "delete from DeskSums where Grain = @Grain and At in (select x.At from openjson(@Times) with (At int '$[0]') x)",
        sqlite: "delete from DeskSums where Grain = @Grain and At in (select value ->> 0 from json_each(@Times))");

    /// <summary>Quarters, from what was said and opened in them.</summary>
    public static readonly Sql InsertQuarters = Sql.For(
        sqlServer:
        $"""
        insert into DeskSums ({Columns})
        select 1, y.Quarter, y.ThingId, {Sums} from (
            select q.Quarter, k.ThingId, 1 as Opened, 0 as Inbound, 0 as Outbound
            from openjson(@Times) with (Quarter int '$[0]', FromAt datetime2(3) '$[1]', ToAt datetime2(3) '$[2]') q
            join Tickets t on t.CreatedAt >= q.FromAt and t.CreatedAt < q.ToAt {Things}
            cross apply (values (@Everything), (t.AccountId), (t.ArticleId), (p.TemplateId), (p.SeriesId)) k (ThingId)
            union all
            select q.Quarter, k.ThingId, 0, 1, 0
            from openjson(@Times) with (Quarter int '$[0]', FromAt datetime2(3) '$[1]', ToAt datetime2(3) '$[2]') q
            join Messages m on m.Kind = 'inbound' and m.CreatedAt >= q.FromAt and m.CreatedAt < q.ToAt
            join Tickets t on t.Id = m.TicketId {Things}
            cross apply (values (@Everything), (t.AccountId), (t.ArticleId), (p.TemplateId), (p.SeriesId)) k (ThingId)
            union all
            select q.Quarter, k.ThingId, 0, 0, 1
            from openjson(@Times) with (Quarter int '$[0]', FromAt datetime2(3) '$[1]', ToAt datetime2(3) '$[2]') q
            join {AnswerSql.Answers} a on a.AnsweredAt >= q.FromAt and a.AnsweredAt < q.ToAt
            join Tickets t on t.Id = a.TicketId {Things}
            cross apply (values (@Everything), (t.AccountId), (t.ArticleId), (p.TemplateId), (p.SeriesId)) k (ThingId)) y
        where y.ThingId is not null group by y.Quarter, y.ThingId
        """,
        sqlite:
        $"""
        with q as materialized (select value ->> 0 as Quarter, value ->> 1 as FromAt, value ->> 2 as ToAt from json_each(@Times)),
        s as materialized (
            select q.Quarter, t.Id as TicketId, 1 as Opened, 0 as Inbound, 0 as Outbound from q
            cross join Tickets t on t.CreatedAt >= q.FromAt and t.CreatedAt < q.ToAt
            union all
            select q.Quarter, m.TicketId, 0, 1, 0 from q cross join Messages m on m.Kind = 'inbound' and m.CreatedAt >= q.FromAt
                and m.CreatedAt < q.ToAt
            union all
            select q.Quarter, a.TicketId, 0, 0, 1 from q cross join {AnswerSql.Answers} a on a.AnsweredAt >= q.FromAt
                and a.AnsweredAt < q.ToAt),
        k as materialized (
            select t.Id, t.AccountId, t.ArticleId, p.TemplateId, p.SeriesId from (select distinct TicketId from s) x
            cross join Tickets t on t.Id = x.TicketId {Things})
        insert into DeskSums ({Columns})
        select 1, y.Quarter, y.ThingId, {Sums} from (
            select Quarter, @Everything as ThingId, Opened, Inbound, Outbound from s
            union all select Quarter, k.AccountId, Opened, Inbound, Outbound from s join k on k.Id = s.TicketId
            union all select Quarter, k.ArticleId, Opened, Inbound, Outbound from s join k on k.Id = s.TicketId
            union all select Quarter, k.TemplateId, Opened, Inbound, Outbound from s join k on k.Id = s.TicketId
            union all select Quarter, k.SeriesId, Opened, Inbound, Outbound from s join k on k.Id = s.TicketId) y
        where y.ThingId is not null group by y.Quarter, y.ThingId
        """);

    /// <summary>Longer times, from the next shorter ones.</summary>
    public static readonly Sql InsertLonger = Sql.For(
        sqlServer:
        $"""
        insert into DeskSums ({Columns})
        select @Grain, b.At, s.ThingId, {Sums}
        from openjson(@Times) with (At int '$[0]', FromAt int '$[1]', ToAt int '$[2]') b join DeskSums s on s.Grain = @Grain - 1
            and s.At >= b.FromAt and s.At < b.ToAt
        group by b.At, s.ThingId
        """,
        sqlite:
        $"""
        insert into DeskSums ({Columns})
        select @Grain, b.value ->> 0, s.ThingId, {Sums}
        from json_each(@Times) b cross join DeskSums s on s.Grain = @Grain - 1 and s.At >= b.value ->> 1 and s.At < b.value ->> 2
        group by 2, 3
        """);

    public static readonly Sql DeleteHours = Sql.For(
        sqlServer: "delete from DeskHours where Month in (select x.Month from openjson(@Times) with (Month int '$[0]') x)",
        sqlite: "delete from DeskHours where Month in (select value ->> 0 from json_each(@Times))");

    /// <summary>A month's quarters of the day; its days from and to are named.</summary>
    public static readonly Sql InsertHours = Sql.For(
        sqlServer:
        """
        insert into DeskHours (Month, Slot, Opened, Inbound, Outbound)
        select b.Month, q.Quarter % 96, sum(q.Opened), sum(q.Inbound), sum(q.Outbound)
        from openjson(@Times) with (Month int '$[0]', FromDay int '$[1]', ToDay int '$[2]') b
        join DeskQuarters q on q.Quarter >= b.FromDay * 96 and q.Quarter < b.ToDay * 96
        group by b.Month, q.Quarter % 96
        """,
        sqlite:
        """
        insert into DeskHours (Month, Slot, Opened, Inbound, Outbound)
        select b.value ->> 0, q.Quarter % 96, sum(q.Opened), sum(q.Inbound), sum(q.Outbound)
        from json_each(@Times) b cross join DeskQuarters q on q.Quarter >= (b.value ->> 1) * 96 and q.Quarter < (b.value ->> 2) * 96
        group by 1, 2
        """);

    private const string Of = """
        select coalesce(sum(b.Sign * v.Inbound), 0) as Replies, coalesce(sum(b.Sign * v.Opened), 0) as Tickets from {pieces}
        cross join DeskSums v where v.Grain = b.Grain and v.At >= b.FromAt and v.At < b.ToAt and v.ThingId = @ThingId
        """;

    private const string EachAccount =
        """
        select v.ThingId as Id, sum(b.Sign * v.Inbound) as Replies, sum(b.Sign * v.Opened) as Tickets
        from {pieces} cross join DeskSums v where v.Grain = b.Grain and v.At >= b.FromAt and v.At < b.ToAt
            and v.ThingId in (select Id from Accounts) group by v.ThingId
        """;

    // Whole months from their sums, ragged ends from quarters.
    private const string Slots =
        """
        select v.Slot, sum(b.Sign * v.Inbound) as Inbound, sum(b.Sign * v.Outbound) as Outbound, sum(b.Sign * v.Opened) as Opened
        from {pieces} cross join DeskHours v where b.Grain = 3 and v.Month >= b.FromAt and v.Month < b.ToAt group by v.Slot
        union all
        select v.Quarter % 96, sum(b.Sign * v.Inbound), sum(b.Sign * v.Outbound), sum(b.Sign * v.Opened)
        from {pieces} cross join DeskQuarters v where b.Grain = 1 and v.Quarter >= b.FromAt and v.Quarter < b.ToAt group by v.Quarter % 96
        """;

    /// <summary>Replies and tickets of a thing, or of everything, in a period.</summary>
    public static readonly Sql Count = Sql.For(sqlServer: VisitSql.OnSqlServer(Of), sqlite: VisitSql.OnSqlite(Of));

    public static readonly Sql ByAccount = Sql.For(sqlServer: VisitSql.OnSqlServer(EachAccount), sqlite: VisitSql.OnSqlite(EachAccount));

    /// <summary>By the quarter of the day in UTC; a slot may come twice.</summary>
    public static readonly Sql BySlot = Sql.For(sqlServer: VisitSql.OnSqlServer(Slots), sqlite: VisitSql.OnSqlite(Slots));
}
