using Engagement.Data;

namespace Engagement.Features.Tickets.Inbox;

/// <summary>What each person has read: a ticket is unread by them until they have opened it since the client's newest words.</summary>
internal sealed class MarkRead(Db db)
{
    private static readonly Sql Update = Sql.Portable("update TicketReads set ReadAt = @ReadAt where UserId = @UserId and TicketId = @TicketId");

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
        if (ticket.LastInboundAt is not { } newest)
        {
            return;
        }

        var row = new { UserId = userId, TicketId = ticket.Id, ReadAt = newest };
        if (await db.ScalarAsync<DateTimeOffset?>(ReadAtOf, row, ct) is { } read && read >= newest)
        {
            return;
        }

        await db.InTransactionAsync(async tx =>
        {
            if (await tx.ExecuteAsync(Update, row, ct) == 0)
            {
                await tx.ExecuteAsync(Insert, row, ct);
            }
        }, ct);
    }

    /// <summary>To be looked at again.</summary>
    public Task UnreadAsync(Guid ticketId, Guid userId, CancellationToken ct) => db.ExecuteAsync(Delete, new { UserId = userId, TicketId = ticketId }, ct);
}
