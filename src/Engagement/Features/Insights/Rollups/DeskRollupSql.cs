using Engagement.Data;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Insights.Rollups;

/// <summary>How tickets' times and the desk's volumes are made from tickets, messages and the event log.</summary>
internal static class DeskRollupSql
{
    /// <summary>Events after the position, in order.</summary>
    public static readonly Sql Events = Sql.Portable(
        "select Seq, TicketId, OccurredAt from TicketEvents where Seq > @Position order by Seq {page}");

    /// <summary>What the tickets are part of: who waits in them waits there.</summary>
    public static readonly Sql MergedInto = Sql.Portable(
        "select distinct MergedIntoId from Tickets where Id in {ids Tickets} and MergedIntoId is not null");

    /// <summary>When their answers were out: volumes of those times too are made anew, whatever the log told of them.</summary>
    public static readonly Sql AnswerTimes = Sql.Portable(
        $$"""select a.AnsweredAt from {{AnswerSql.Answers}} a where a.TicketId in {ids Tickets}""");

    public static readonly Sql DeleteAllTimes = Sql.Portable("delete from TicketTimes");

    public static readonly Sql DeleteAllQuarters = Sql.Portable("delete from DeskQuarters");

    public static readonly Sql DeleteTimes = Sql.Portable("delete from TicketTimes where TicketId in {ids Tickets}");

    // Solved: the last time it became so, unless it was opened again since.
    // A client who waited in a ticket that was merged into this one waits here, from the merge on.
    private const string Times =
        $$"""
        select t.Id, t.CreatedAt as OpenedAt,
            (select min(a.AnsweredAt) from {{AnswerSql.Answers}} a where a.TicketId = t.Id) as FirstReplyAt,
            (select max(e.OccurredAt) from TicketEvents e where e.TicketId = t.Id and e.Kind = 'status'
                and e.After in ('Solved', 'Closed') and e.Before not in ('Solved', 'Closed')
                and not exists (select 1 from TicketEvents n where n.TicketId = t.Id and n.Kind = 'status' and n.Seq > e.Seq
                    and n.After not in ('Solved', 'Closed'))) as SolvedAt,
            (select max(w.At) from (
                select (select max(m.CreatedAt) from Messages m where m.TicketId = t.Id and m.Kind = 'inbound') as At
                union all
                select g.MergedAt from TicketMerges g where g.IntoId = t.Id and exists (
                    select 1 from Messages m where m.TicketId = g.TicketId and m.Kind = 'inbound' and m.CreatedAt <= g.MergedAt
                        and not exists (select 1 from {{AnswerSql.Answers}} a where a.TicketId = g.TicketId
                            and a.AnsweredAt >= m.CreatedAt))) w) as LastInboundAt,
            (select max(a.AnsweredAt) from {{AnswerSql.Answers}} a where a.TicketId = t.Id) as LastOutboundAt
        from Tickets t where t.Id in {ids Tickets}
        """;

    public static readonly Sql InsertTimes = Sql.For(
        sqlServer:
        $"""
        insert into TicketTimes (TicketId, OpenedAt, FirstReplyAt, FirstReplySeconds, SolvedAt, SolveSeconds, LastInboundAt, LastOutboundAt)
        select Id, OpenedAt, FirstReplyAt, datediff(second, OpenedAt, FirstReplyAt), SolvedAt, datediff(second, OpenedAt, SolvedAt),
            LastInboundAt, LastOutboundAt
        from ({Times}) x
        """,
        sqlite:
        $"""
        insert into TicketTimes (TicketId, OpenedAt, FirstReplyAt, FirstReplySeconds, SolvedAt, SolveSeconds, LastInboundAt, LastOutboundAt)
        select Id, OpenedAt, FirstReplyAt, strftime('%s', FirstReplyAt) - strftime('%s', OpenedAt), SolvedAt,
            strftime('%s', SolvedAt) - strftime('%s', OpenedAt), LastInboundAt, LastOutboundAt
        from ({Times}) x
        """);

    public static readonly Sql DeleteQuarters = Sql.For(
        sqlServer: "delete from DeskQuarters where Quarter in (select value from openjson(@Quarters) with (value int '$'))",
        sqlite: "delete from DeskQuarters where Quarter in (select value from json_each(@Quarters))");

    private const string Counted = "sum(x.Opened), sum(x.Inbound), sum(x.Outbound)";

    public static readonly Sql InsertQuarters = Sql.For(
        sqlServer:
        $"""
        insert into DeskQuarters (Quarter, AccountId, Opened, Inbound, Outbound)
        select x.Quarter, x.AccountId, {Counted} from (
            select q.Quarter, t.AccountId, 1 as Opened, 0 as Inbound, 0 as Outbound
            from openjson(@Spans) with (Quarter int '$[0]', FromAt datetime2(3) '$[1]', ToAt datetime2(3) '$[2]') q
            join Tickets t on t.CreatedAt >= q.FromAt and t.CreatedAt < q.ToAt
            union all
            select q.Quarter, t.AccountId, 0, 1, 0
            from openjson(@Spans) with (Quarter int '$[0]', FromAt datetime2(3) '$[1]', ToAt datetime2(3) '$[2]') q
            join Messages m on m.Kind = 'inbound' and m.CreatedAt >= q.FromAt and m.CreatedAt < q.ToAt
            join Tickets t on t.Id = m.TicketId
            union all
            select q.Quarter, t.AccountId, 0, 0, 1
            from openjson(@Spans) with (Quarter int '$[0]', FromAt datetime2(3) '$[1]', ToAt datetime2(3) '$[2]') q
            join {AnswerSql.Answers} a on a.AnsweredAt >= q.FromAt and a.AnsweredAt < q.ToAt
            join Tickets t on t.Id = a.TicketId) x
        group by x.Quarter, x.AccountId
        """,
        sqlite:
        $"""
        insert into DeskQuarters (Quarter, AccountId, Opened, Inbound, Outbound)
        select x.Quarter, x.AccountId, {Counted} from (
            select q.value ->> 0 as Quarter, t.AccountId, 1 as Opened, 0 as Inbound, 0 as Outbound
            from json_each(@Spans) q join Tickets t on t.CreatedAt >= q.value ->> 1 and t.CreatedAt < q.value ->> 2
            union all
            select q.value ->> 0, t.AccountId, 0, 1, 0
            from json_each(@Spans) q
            join Messages m on m.Kind = 'inbound' and m.CreatedAt >= q.value ->> 1 and m.CreatedAt < q.value ->> 2
            join Tickets t on t.Id = m.TicketId
            union all
            select q.value ->> 0, t.AccountId, 0, 0, 1
            from json_each(@Spans) q join {AnswerSql.Answers} a on a.AnsweredAt >= q.value ->> 1 and a.AnsweredAt < q.value ->> 2
            join Tickets t on t.Id = a.TicketId) x
        group by x.Quarter, x.AccountId
        """);
}
