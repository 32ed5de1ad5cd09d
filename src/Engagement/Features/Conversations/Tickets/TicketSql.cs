using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets;

internal static class TicketSql
{
    public const string Columns =
        """
        t.Id, t.Number, t.Subject, t.Status, t.Priority, t.ClientId, t.AccountId, t.Network, t.ThreadId, t.DeliveryId, t.PostId,
            t.ArticleId,
        t.AssigneeId, t.FollowUpOfId, t.Version, t.CreatedAt, t.LastActivityAt, t.SolvedAt, t.ClosedAt, t.QueueId, t.SnoozedUntil,
            t.MergedIntoId,
        t.SpamAt, t.LastInboundAt
        """;

    private const string ViewColumns =
        $"""
        {Columns}, coalesce(p.Name, c.Name) as ClientName, coalesce(p.IsVip, c.IsVip) as IsVip, a.Name as AccountName,
            ar.Title as ArticleTitle, u.Name as AssigneeName, f.Number as FollowUpOfNumber, q.Name as QueueName,
            mi.Number as MergedIntoNumber,
            (select min(k.DueAt) from TicketClocks k where k.TicketId = t.Id and k.EndedAt is null and k.IsPaused = 0) as DueAt
        """;

    private const string Beside =
        """
        join Clients c on c.Id = t.ClientId
        left join Clients p on p.Id = c.MatchedIntoId
        join Accounts a on a.Id = t.AccountId
        left join Articles ar on ar.Id = t.ArticleId
        left join Users u on u.Id = t.AssigneeId
        left join Tickets f on f.Id = t.FollowUpOfId
        left join Queues q on q.Id = t.QueueId
        left join Tickets mi on mi.Id = t.MergedIntoId
        """;

    /// <summary>
    /// Of a ticket <c>t</c>. Word for word as the indexes <c>IX_Tickets_Unsolved…</c> say it: SQLite takes them for no other
    /// wording of the same.
    /// </summary>
    public const string Unsolved = "t.Status <> 'Solved' and t.Status <> 'Closed'";

    private const string View = $"select {ViewColumns} from Tickets t {Beside}";

    private const string Unread = "t.LastInboundAt is not null and (r.ReadAt is null or r.ReadAt < t.LastInboundAt)";

    public static readonly Sql Read = Sql.Portable($"select {Columns} from Tickets t where t.Id = @Id");

    public static readonly Sql ReadByNumber = Sql.Portable($"select {Columns} from Tickets t where t.Number = @Number");

    public static readonly Sql ReadView = Sql.Portable($"{View} where t.Id = @Id");

    public static readonly Sql ViewByNumber = Sql.Portable($"{View} where t.Number = @Number");

    // The page first and then what stands beside its tickets: joined before, a view of twenty thousand is looked up whole to show fifty.
    public static readonly Sql List = Sql.Portable(
        $$"""
        select {{ViewColumns}}, t.IsUnread
        from (
            select {{Columns}}, case when {{Unread}} then 1 else 0 end as IsUnread
            from Tickets t left join TicketReads r on r.UserId = @Reader and r.TicketId = t.Id
            {where} order by t.LastActivityAt desc, t.Id desc {page}
        ) t
        {{Beside}}
        order by t.LastActivityAt desc, t.Id desc
        """);

    public static readonly Sql IsUnread = Sql.Portable(Unread);

    public static readonly Sql HasPriority = Sql.Portable("t.Priority = @Priority");

    public static readonly Sql InQueue = Sql.Portable("t.QueueId = @QueueId");

    public static readonly Sql HasTag = Sql.Portable("exists (select 1 from TicketTags g where g.TicketId = t.Id and g.Tag = @Tag)");

    public static readonly Sql IsSnoozed = Sql.Portable("t.SnoozedUntil is not null");

    public static readonly Sql IsAwake = Sql.Portable("t.SnoozedUntil is null");

    public static readonly Sql Mentions = Sql.Portable("t.Id in (select g.TicketId from TicketMentions g where g.UserId = @MentionsOf)");

    public static readonly Sql IsDue = Sql.Portable(
        "t.Id in (select k.TicketId from TicketClocks k where k.EndedAt is null and k.DueAt is not null and k.DueAt <= @DueBefore)");

    public static readonly Sql Before = Sql.Portable(
        "t.LastActivityAt <= @AfterTime and (t.LastActivityAt < @AfterTime or t.Id < @AfterId)");

    public static readonly Sql IsUnsolved = Sql.Portable(Unsolved);

    public static readonly Sql HasStatus = Sql.Portable("t.Status = @Status");

    public static readonly Sql IsAssignedTo = Sql.Portable("t.AssigneeId = @AssigneeId");

    public static readonly Sql IsUnassigned = Sql.Portable("t.AssigneeId is null");

    public static readonly Sql OnNetwork = Sql.Portable("t.Network = @Network");

    public static readonly Sql OfArticle = Sql.Portable("t.ArticleId = @ArticleId");

    public static readonly Sql OfClient = Sql.Portable("""
        t.ClientId in (select g.Id from Clients g where g.Id = @ClientId union all select g.Id from Clients g
            where g.MatchedIntoId = @ClientId)
        """);

    public static readonly Sql HasNumber = Sql.Portable("t.Number = @Number");

    /// <summary>The values are those of a <see cref="Search.MessageQuery"/>.</summary>
    public static readonly Sql HasWords = Sql.For(
        sqlServer: """
            t.Id in (select m.TicketId from Messages m where m.Seq in (
                select top (@MostMessages) w.Seq from MessageWords w
                where w.Word >= @First and w.Word < @FirstEnd and not exists (
                    select 1 from openjson(@OthersJson) with (v nvarchar(100) '$') o
                    where not exists (select 1 from MessageWords x where x.Seq = w.Seq and x.Word like o.v {exact} escape '\'))
                order by w.Seq desc))
            """,
        sqlite: """
            t.Id in (select m.TicketId from Messages m where m.Seq in (
                select rowid from MessageSearch where MessageSearch match @Match order by rowid desc limit @MostMessages))
            """);

    /// <summary>Of each of these tickets the newest message that has the words.</summary>
    public static readonly Sql NewestWithWords = Sql.For(
        sqlServer: """
            select m.TicketId, m.Id from Messages m where m.Seq in (
                select max(f.Seq) from Messages f where f.TicketId in {ids Tickets} and f.Seq in (
                select top (@MostMessages) w.Seq from MessageWords w
                where w.Word >= @First and w.Word < @FirstEnd and not exists (
                    select 1 from openjson(@OthersJson) with (v nvarchar(100) '$') o
                    where not exists (select 1 from MessageWords x where x.Seq = w.Seq and x.Word like o.v {exact} escape '\'))
                order by w.Seq desc) group by f.TicketId)
            """,
        sqlite: """
            select m.TicketId, m.Id from Messages m where m.Seq in (
                select max(f.Seq) from Messages f where f.TicketId in {ids Tickets} and f.Seq in (
                    select rowid from MessageSearch where MessageSearch match @Match order by rowid desc limit @MostMessages)
                group by f.TicketId)
            """);

    /// <summary>How many messages have the words, <c>MostMessages</c> at most.</summary>
    public static readonly Sql CountWords = Sql.For(
        sqlServer: """
            select count(*) from (
                select top (@MostMessages) w.Seq from MessageWords w
                where w.Word >= @First and w.Word < @FirstEnd and not exists (
                    select 1 from openjson(@OthersJson) with (v nvarchar(100) '$') o
                    where not exists (select 1 from MessageWords x where x.Seq = w.Seq and x.Word like o.v {exact} escape '\'))) f
            """,
        sqlite: "select count(*) from (select rowid from MessageSearch where MessageSearch match @Match limit @MostMessages)");

    public static readonly Sql OpenedBefore = Sql.Portable("t.CreatedAt <= @OpenedBefore");

    public static readonly Sql Events = Sql.Portable(
        """
        select e.Kind, e.Before, e.After, e.BeforeId, e.AfterId, w.Before as WordsBefore, w.After as WordsAfter, e.Actor, e.ActorId,
            e.OccurredAt
        from TicketEvents e left join TicketEventWords w on w.EventId = e.Id
        where e.TicketId = @Id order by e.Seq
        """);

    /// <summary>A part of them.</summary>
    public static readonly Sql EventPage = Sql.Portable(
        """
        select e.Id, e.Kind, e.Before, e.After, e.BeforeId, e.AfterId, w.Before as WordsBefore, w.After as WordsAfter, e.Actor, e.ActorId,
            e.OccurredAt
        from TicketEvents e left join TicketEventWords w on w.EventId = e.Id
        {where} order by e.Seq {page}
        """);

    public static readonly Sql EventsOf = Sql.Portable("e.TicketId = @Id");

    public static readonly Sql EventsAfter = Sql.Portable("e.Seq > @AfterSeq");

    public static readonly Sql EventPlace = Sql.Portable("select Seq from TicketEvents where Id = @EventId and TicketId = @Id");

    /// <summary>What is said of mails, in its conversation and those merged into it. They are few (RecordMail.MostLines).</summary>
    public static readonly Sql MailEvents = Sql.Portable(
        """
        select e.Kind, e.Before, e.After, e.BeforeId, e.AfterId, w.Before as WordsBefore, w.After as WordsAfter, e.Actor, e.ActorId,
            e.OccurredAt
        from TicketEvents e left join TicketEventWords w on w.EventId = e.Id
        where e.TicketId in (select s.Id from Tickets s where s.Id = @Id union all select s.Id from Tickets s where s.MergedIntoId = @Id)
            and e.Kind = 'mail'
        order by e.Seq
        """);

    /// <summary>The newest first, as its page shows them.</summary>
    public static readonly Sql NewestEvents = Sql.Portable(
        """
        select e.Kind, e.Before, e.After, e.BeforeId, e.AfterId, w.Before as WordsBefore, w.After as WordsAfter, e.Actor, e.ActorId,
            e.OccurredAt
        from TicketEvents e left join TicketEventWords w on w.EventId = e.Id
        where e.TicketId = @Id order by e.Seq desc {page}
        """);

    public static readonly Sql LastInbound = Sql.Portable(
        """
        select m.RemoteId from Messages m
        where m.TicketId in (select s.Id from Tickets s where s.Id = @Id union all select s.Id from Tickets s where s.MergedIntoId = @Id)
            and m.Kind = 'inbound'
        order by m.SaidAt desc, m.Seq desc {page}
        """);

    public static readonly Sql TouchInbound = Sql.Portable(
        "update Tickets set LastActivityAt = @Now, LastInboundAt = @Now, UpdatedAt = @Now where Id = @Id");

    /// <summary>A change of what has no column on the ticket is one all the same to whoever saw it as it was.</summary>
    public static readonly Sql NewVersion = Sql.Portable(
        "update Tickets set Version = Version + 1, UpdatedAt = @Now where Id = @Id and Version = @Version");

    public static readonly Sql Change = Sql.Portable(
        """
        update Tickets set Status = @Status, Priority = @Priority, AssigneeId = @AssigneeId, Version = Version + 1, UpdatedAt = @Now,
            SolvedAt = @SolvedAt, ClosedAt = @ClosedAt, QueueId = @QueueId, SnoozedUntil = @SnoozedUntil, MergedIntoId = @MergedIntoId,
            SpamAt = @SpamAt
        where Id = @Id and Version = @Version
        """);

    /// <summary>Its clocks are to be worked out again: its log has grown.</summary>
    public static readonly Sql ClocksFallBehind = Sql.Portable("update Tickets set ClocksBehind = ClocksBehind + 1 where Id = @Id");

    public static readonly Sql ReadMessageOf = Sql.Portable(
        "select Id, DeliveryId, Body, Kind from Messages where Id = @Id and TicketId = @TicketId");

    public static readonly Sql ReadDraft = Sql.Portable(
        "select Body from ReplyDrafts where TicketId = @TicketId and UserId = @UserId and Kind = @Kind");

    /// <summary>Both kinds.</summary>
    public static readonly Sql Drafts = Sql.Portable("select Kind, Body from ReplyDrafts where TicketId = @TicketId and UserId = @UserId");

    /// <summary>The kinds of which they have one, by the ticket's number.</summary>
    public static readonly Sql DraftKinds = Sql.Portable(
        "select d.Kind from ReplyDrafts d join Tickets t on t.Id = d.TicketId where t.Number = @Number and d.UserId = @UserId");

    public static readonly Sql UpdateDraft = Sql.Portable(
        "update ReplyDrafts set Body = @Body, UpdatedAt = @Now where TicketId = @TicketId and UserId = @UserId and Kind = @Kind");

    /// <summary>Where there is none.</summary>
    public static readonly Sql InsertDraft = Sql.Portable(
        """
        insert into ReplyDrafts (TicketId, UserId, Kind, Body, UpdatedAt) select @TicketId, @UserId, @Kind, @Body, @Now
        where not exists (select 1 from ReplyDrafts where TicketId = @TicketId and UserId = @UserId and Kind = @Kind)
        """);

    public static readonly Sql DeleteDraft = Sql.Portable(
        "delete from ReplyDrafts where TicketId = @TicketId and UserId = @UserId and Kind = @Kind");
}
