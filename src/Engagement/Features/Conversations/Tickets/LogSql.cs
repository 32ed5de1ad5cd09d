using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>The statements that write tickets, their messages and their log: any number of rows each.</summary>
internal static class LogSql
{
    private const string MessageColumns =
        """
        Id, TicketId, Kind, AuthorId, AuthorName, HandleId, AccountId, RemoteId, InReplyToRemoteId, Body, Url, DeliveryId, InboundItemId,
            SaidAt, CreatedAt
        """;

    private const string MessageRows =
        """
        {rows Rows (N int, Id uniqueidentifier, TicketId uniqueidentifier, Kind nvarchar(20), AuthorId uniqueidentifier,
            AuthorName nvarchar(200), HandleId uniqueidentifier, AccountId uniqueidentifier, RemoteId nvarchar(400),
            InReplyToRemoteId nvarchar(400), Body nvarchar(max), Url nvarchar(1000), DeliveryId uniqueidentifier,
            InboundItemId uniqueidentifier, SaidAt datetime2(3), CreatedAt datetime2(3))}
        """;

    private const string TouchRows =
        "{rows Rows (Id uniqueidentifier, Events int, InboundAt datetime2(3), At datetime2(3))}";

    /// <summary>Numbers for as many tickets; whoever else wants some waits until this is committed.</summary>
    /// <returns>The last of them.</returns>
    /// <remarks>
    /// Read after it is written, under the row's lock: a server that speaks T-SQL over PostgreSQL gives out by <c>output</c> what stood
    /// there before it waited, and two tickets the same number.
    /// </remarks>
    public static readonly Sql TakeNumbers = Sql.For(
        sqlServer: """
            update TicketNumbers set LastNumber = LastNumber + @Count where Name = 'ticket';
            select LastNumber from TicketNumbers where Name = 'ticket'
            """,
        sqlite: "update TicketNumbers set LastNumber = LastNumber + @Count where Name = 'ticket' returning LastNumber");

    public static readonly Sql FirstNumbers = Sql.Portable("insert into TicketNumbers (Name, LastNumber) values ('ticket', @Count)");

    /// <summary>See <see cref="TicketLog.HoldNumbersAsync"/>.</summary>
    public static readonly Sql HoldNumbers = Sql.Portable("update TicketNumbers set LastNumber = LastNumber where Name = 'ticket'");

    public static readonly Sql InsertTickets = Sql.Portable(
        """
        insert into Tickets (Id, Number, Subject, Status, Priority, ClientId, AccountId, Network, ThreadId, DeliveryId, PostId, ArticleId,
            QueueId, FollowUpOfId, Version, CreatedAt, UpdatedAt, LastActivityAt, LastInboundAt, ClocksBehind)
        select r.Id, r.Number, r.Subject, 'New', 'Normal', r.ClientId, r.AccountId, r.Network, r.ThreadId, r.DeliveryId, r.PostId,
            r.ArticleId, r.QueueId, r.FollowUpOfId, 1, r.Now, r.Now, r.Now, r.InboundAt, r.Events + 1
        from {rows Rows (Id uniqueidentifier, Number bigint, Subject nvarchar(400), ClientId uniqueidentifier,
            AccountId uniqueidentifier, Network nvarchar(20), ThreadId nvarchar(400), DeliveryId uniqueidentifier, PostId uniqueidentifier,
            ArticleId uniqueidentifier, QueueId uniqueidentifier, FollowUpOfId uniqueidentifier, InboundAt datetime2(3), Events int,
            Now datetime2(3))} r
        order by r.Number
        """);

    /// <summary>
    /// A message has come. Its clocks are to be worked out again as well: the log grows with it. Locks the tickets, in the order of their
    /// rows.
    /// </summary>
    public static readonly Sql Touch = Sql.For(
        sqlServer: $$"""
            update t set LastActivityAt = r.At, UpdatedAt = r.At, LastInboundAt = coalesce(r.InboundAt, t.LastInboundAt),
                ClocksBehind = t.ClocksBehind + r.Events
            from {{TouchRows}} r join Tickets t on t.Id = r.Id
            """,
        sqlite: $$"""
            update Tickets as t set LastActivityAt = r.At, UpdatedAt = r.At, LastInboundAt = coalesce(r.InboundAt, t.LastInboundAt),
                ClocksBehind = t.ClocksBehind + r.Events
            from {{TouchRows}} r where t.Id = r.Id
            """);

    /// <summary>Their clocks are to be worked out again: their logs have grown.</summary>
    public static readonly Sql FallBehind = Sql.For(
        sqlServer: """
            update t set ClocksBehind = t.ClocksBehind + r.Events
            from {rows Rows (Id uniqueidentifier, Events int)} r join Tickets t on t.Id = r.Id
            """,
        sqlite: """
            update Tickets as t set ClocksBehind = t.ClocksBehind + r.Events
            from {rows Rows (Id uniqueidentifier, Events int)} r where t.Id = r.Id
            """);

    public static readonly Sql InsertMessages = Sql.Portable(
        $$"""
        insert into Messages ({{MessageColumns}})
        select {{MessageColumns}} from {{MessageRows}} r order by r.N
        """);

    // In the order they are given, which is that of their numbers.
    public static readonly Sql InsertEvents = Sql.Portable(
        """
        insert into TicketEvents (Id, TicketId, Kind, Before, After, BeforeId, AfterId, Actor, ActorId, OccurredAt)
        select r.Id, r.TicketId, r.Kind, r.Before, r.After, r.BeforeId, r.AfterId, r.Actor, r.ActorId, r.OccurredAt
        from {rows Rows (N int, Id uniqueidentifier, TicketId uniqueidentifier, Kind nvarchar(40), Before nvarchar(1000),
            After nvarchar(1000), BeforeId uniqueidentifier, AfterId uniqueidentifier, Actor nvarchar(200), ActorId uniqueidentifier,
            OccurredAt datetime2(3))} r
        order by r.N
        """);

    public static readonly Sql InsertWords = Sql.Portable(
        """
        insert into TicketEventWords (EventId, TicketId, Before, After)
        select r.EventId, r.TicketId, r.Before, r.After
        from {rows Rows (EventId uniqueidentifier, TicketId uniqueidentifier, Before nvarchar(max), After nvarchar(max))} r
        """);
}
