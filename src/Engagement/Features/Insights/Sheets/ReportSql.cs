using Engagement.Data;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Insights.Sheets;

/// <summary>The statements behind the tables of Insights.</summary>
internal static class ReportSql
{
    public static readonly Sql ArticleTitles = Sql.Portable("select Id, Title as Name from Articles where Id in {ids Wanted}");

    public static readonly Sql Accounts = Sql.Portable("select Id, Name, Network from Accounts order by Name, Id");

    public static readonly Sql TicketsByArticle = Sql.Portable(
        """
        select t.ArticleId as Id, count(*) as Number from Tickets t
        where t.CreatedAt >= @From and t.CreatedAt < @To and t.ArticleId is not null group by t.ArticleId
        """);

    /// <summary>How long each took, in one text for each part; see <see cref="Loop.FunnelSql.FirstReplies"/>.</summary>
    public static readonly Sql FirstRepliesOverTime = Sql.For(
        sqlServer:
        """
        select b.Part, string_agg(cast(tt.FirstReplySeconds as nvarchar(max)), ',') as Seconds
        from openjson(@Parts) with (Part int '$[0]', FromAt datetime2(3) '$[3]', ToAt datetime2(3) '$[4]') b
        join TicketTimes tt on tt.FirstReplyAt >= b.FromAt and tt.FirstReplyAt < b.ToAt group by b.Part
        """,
        sqlite:
        """
        select b.value ->> 0 as Part,
            (select group_concat(tt.FirstReplySeconds) from TicketTimes tt where tt.FirstReplyAt >= b.value ->> 3
                and tt.FirstReplyAt < b.value ->> 4) as Seconds from json_each(@Parts) b
        """);

    public static readonly Sql SolvedOverTime = Sql.For(
        sqlServer:
        """
        select b.Part, string_agg(cast(tt.SolveSeconds as nvarchar(max)), ',') as Seconds
        from openjson(@Parts) with (Part int '$[0]', FromAt datetime2(3) '$[3]', ToAt datetime2(3) '$[4]') b
        join TicketTimes tt on tt.SolvedAt >= b.FromAt and tt.SolvedAt < b.ToAt group by b.Part
        """,
        sqlite:
        """
        select b.value ->> 0 as Part,
            (select group_concat(tt.SolveSeconds) from TicketTimes tt where tt.SolvedAt >= b.value ->> 3
                and tt.SolvedAt < b.value ->> 4) as Seconds from json_each(@Parts) b
        """);

    /// <summary>Promises whose clock ended in each part, and those that were late by then.</summary>
    public static readonly Sql PromisesOverTime = Sql.For(
        sqlServer:
        """
        select b.Part, c.Kind, count(*) as Number, sum(case when c.IsBreached = 1 then 1 else 0 end) as Late
        from openjson(@Parts) with (Part int '$[0]', FromAt datetime2(3) '$[3]', ToAt datetime2(3) '$[4]') b
        join TicketClocks c on c.TargetSeconds is not null and c.EndedAt >= b.FromAt and c.EndedAt < b.ToAt
        group by b.Part, c.Kind
        """,
        sqlite:
        """
        select b.value ->> 0 as Part, c.Kind, count(*) as Number, sum(case when c.IsBreached = 1 then 1 else 0 end) as Late
        from json_each(@Parts) b join TicketClocks c on c.TargetSeconds is not null and c.EndedAt >= b.value ->> 3
            and c.EndedAt < b.value ->> 4
        group by 1, 2
        """);

    public static readonly Sql AnswersByPerson = Sql.Portable(
        $"""
        select a.AuthorId as Id, count(*) as Number from {AnswerSql.Answers} a
        where a.AnsweredAt >= @From and a.AnsweredAt < @To and a.AuthorId is not null group by a.AuthorId
        """);

    /// <summary>By person and queue, whose they are now.</summary>
    public static readonly Sql SolvedByLoad = Sql.Portable(
        """
        select t.AssigneeId as PersonId, t.QueueId, count(*) as Number from TicketTimes tt join Tickets t on t.Id = tt.TicketId
        where tt.SolvedAt >= @From and tt.SolvedAt < @To group by t.AssigneeId, t.QueueId
        """);

    public static readonly Sql OpenByPerson = Sql.Portable(
        $"select t.AssigneeId as Id, count(*) as Number from Tickets t where {TicketSql.Unsolved} group by t.AssigneeId");

    public static readonly Sql OpenByQueue = Sql.Portable(
        $"""
        select t.QueueId as Id, count(*) as Number, sum(case when t.AssigneeId is null then 1 else 0 end) as Unassigned,
            min(t.CreatedAt) as Oldest
        from Tickets t where {TicketSql.Unsolved} group by t.QueueId
        """);

    /// <summary>Removed ones too: their tickets may still be open.</summary>
    public static readonly Sql Queues = Sql.Portable("""
        select q.Id, q.Name, (select count(*) from QueueMembers m where m.QueueId = q.Id) as Members, case when q.RemovedAt is null then 0
            else 1 end as IsRemoved from Queues q order by q.Name {sorted}, q.Id
        """);

    public static readonly Sql People = Sql.Portable("select Id, Name from Users order by Name, Id");

    public static readonly Sql Queue = Sql.Portable(
        $"""
        select t.Status, t.Priority, count(*) as Number, min(t.CreatedAt) as Oldest from Tickets t
        where {TicketSql.Unsolved} group by t.Status, t.Priority
        """);

    public static readonly Sql Unanswered = Sql.Portable(
        $$"""
        select t.Id, t.Number, t.Subject, t.Status, c.Name as ClientName, a.Name as AccountName, u.Name as AssigneeName,
            tt.LastInboundAt as Since
        from Tickets t join TicketTimes tt on tt.TicketId = t.Id join Clients c on c.Id = t.ClientId join Accounts a on a.Id = t.AccountId
        left join Users u on u.Id = t.AssigneeId
        where {{TicketSql.Unsolved}} and tt.LastInboundAt is not null
            and (tt.LastOutboundAt is null or tt.LastOutboundAt < tt.LastInboundAt)
        order by tt.LastInboundAt, t.Id {page}
        """);

    public static readonly Sql PostsByAccount = Sql.Portable(
        """
        select d.AccountId as Id, count(*) as Number from Deliveries d
        where d.Kind = 'post' and d.Part = 1 and d.State in ('Published', 'Withdrawn') and d.PublishedAt >= @From and d.PublishedAt < @To
        group by d.AccountId
        """);

    public static readonly Sql CostByAccount = Sql.Portable(
        "select AccountId as Id, sum(Amount) as Number from Spending where SpentAt >= @From and SpentAt < @To group by AccountId");

    /// <summary>Each post of an account with a link, and its visits in its first week: the day it went out and seven more (UTC).</summary>
    public static readonly Sql FirstWeeks = Sql.For(
        sqlServer:
        """
        select d.Id, d.PublishedAt, coalesce(sum(v.People), 0) as Visits
        from Deliveries d join TrackedLinks l on l.DeliveryId = d.Id
        left join VisitDays v on v.Code = l.Code and v.Day >= datediff(day, '19700101', d.PublishedAt)
            and v.Day <= datediff(day, '19700101', d.PublishedAt) + 7
        where d.AccountId = @AccountId and d.Kind = 'post' and d.Part = 1 and d.State in ('Published', 'Withdrawn')
            and d.PublishedAt >= @From and d.PublishedAt < @To
        group by d.Id, d.PublishedAt
        """,
        sqlite:
        """
        select d.Id, d.PublishedAt, coalesce(sum(v.People), 0) as Visits
        from Deliveries d join TrackedLinks l on l.DeliveryId = d.Id
        left join VisitDays v on v.Code = l.Code and v.Day >= strftime('%s', d.PublishedAt) / 86400
            and v.Day <= strftime('%s', d.PublishedAt) / 86400 + 7
        where d.AccountId = @AccountId and d.Kind = 'post' and d.Part = 1 and d.State in ('Published', 'Withdrawn')
            and d.PublishedAt >= @From and d.PublishedAt < @To
        group by d.Id, d.PublishedAt
        """);
}
