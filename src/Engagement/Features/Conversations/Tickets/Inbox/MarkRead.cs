using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets.Inbox;

/// <summary>What each person has read: a ticket is unread by them until they have opened it since the client's newest words.</summary>
internal sealed class MarkRead(Db db, Soon soon)
{
    private static readonly Sql Update = Sql.Portable(
        "update TicketReads set ReadAt = @ReadAt where UserId = @UserId and TicketId = @TicketId and ReadAt < @ReadAt");

    private static readonly Sql Insert = Sql.Portable(
        """
        insert into TicketReads (UserId, TicketId, ReadAt) select @UserId, @TicketId, @ReadAt
        where not exists (select 1 from TicketReads where UserId = @UserId and TicketId = @TicketId)
        """);

    private static readonly Sql Delete = Sql.Portable("delete from TicketReads where UserId = @UserId and TicketId = @TicketId");

    private static readonly Sql ReadAtOf = Sql.Portable("select ReadAt from TicketReads where UserId = @UserId and TicketId = @TicketId");

    /// <summary>They see it now. Writes only where that is news.</summary>
    public async Task RunAsync(TicketRow ticket, Guid userId, CancellationToken ct)
    {
        if (await NewsAsync(ticket, userId, ct) is { } newest)
        {
            await WriteAsync(ticket.Id, userId, newest, ct);
        }
    }

    /// <summary>When they read it last, together with other reads: it is there once those have been read.</summary>
    public static Read<DateTimeOffset?> In(Reads reads, Guid ticketId, Guid? userId) =>
        reads.Add<DateTimeOffset?>(ReadAtOf, new { UserId = userId ?? Guid.Empty, TicketId = ticketId });

    /// <summary>The same of a page that is only looked at, which waits for no writer.</summary>
    /// <param name="ticket">As its page shows it.</param>
    /// <param name="userId">Who looks.</param>
    /// <param name="readAt">When they read it last; null: never.</param>
    public async Task SoonAsync(TicketRow ticket, Guid userId, DateTimeOffset? readAt)
    {
        if (NewsOf(ticket, readAt) is { } newest)
        {
            await soon.WriteAsync(Key(ticket.Id, userId), () => WriteAsync(ticket.Id, userId, newest, CancellationToken.None));
        }
    }

    /// <summary>To be looked at again.</summary>
    public Task UnreadAsync(Guid ticketId, Guid userId, CancellationToken ct)
    {
        soon.Forget(Key(ticketId, userId));
        return db.ExecuteAsync(Delete, new { UserId = userId, TicketId = ticketId }, ct);
    }

    private static object Key(Guid ticketId, Guid userId) => ("read", ticketId, userId);

    private async Task<DateTimeOffset?> NewsAsync(TicketRow ticket, Guid userId, CancellationToken ct) =>
        NewsOf(ticket, await db.ScalarAsync<DateTimeOffset?>(ReadAtOf, new { UserId = userId, TicketId = ticket.Id }, ct));

    private static DateTimeOffset? NewsOf(TicketRow ticket, DateTimeOffset? readAt) =>
        ticket.LastInboundAt is { } newest && (readAt is not { } read || read < newest) ? newest : null;

    private Task WriteAsync(Guid ticketId, Guid userId, DateTimeOffset readAt, CancellationToken ct)
    {
        var row = new { UserId = userId, TicketId = ticketId, ReadAt = readAt };
        return db.InTransactionAsync(async tx =>
        {
            if (await tx.ExecuteAsync(Update, row, ct) == 0)
            {
                await tx.ExecuteAsync(Insert, row, ct);
            }
        }, ct);
    }
}
