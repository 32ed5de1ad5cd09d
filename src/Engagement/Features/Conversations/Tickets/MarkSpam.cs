using Engagement.Data;
using Engagement.Features.Conversations.Clients;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>
/// Says that a ticket is spam, or that it is none after all. Spam is closed and in no view; what comes after it in its thread is kept
/// there.
/// </summary>
internal sealed class MarkSpam(Db db, TicketLog log, BlockClient block, TimeProvider clock)
{
    /// <param name="Block">And take in nothing more of this client as a ticket.</param>
    internal sealed record Command(Guid TicketId, bool IsSpam, bool Block, string By, Guid? ById);

    public Task<Result<Guid>> RunAsync(Command command, CancellationToken ct) => db.DecideAsync<Guid>(async tx =>
    {
        if (await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = command.TicketId }, ct) is not { } ticket)
        {
            return new Result<Guid>.Missing("There is no such ticket.");
        }

        if (ticket.MergedIntoId is not null)
        {
            return new Result<Guid>.Conflict($"#{ticket.Number} was merged into another ticket. Take that back first.");
        }

        var actor = new Actor(command.By, command.ById, clock.Now());
        var to = TicketChange.Of(ticket) with
        {
            IsSpam = command.IsSpam,
            Status = command.IsSpam ? TicketStatus.Closed : ticket.SpamAt is null ? ticket.Status : TicketStatus.Open,
            SnoozedUntil = null,
        };
        if (!await log.ChangeAsync(tx, ticket, to, actor, ct))
        {
            return new Result<Guid>.Conflict("Somebody changed the ticket meanwhile. Look at it again as it is now.");
        }

        if (command is { IsSpam: true, Block: true })
        {
            await block.RunAsync(tx, ticket.ClientId, blocked: true, actor, ct);
        }

        return ticket.Id;
    }, ct);
}
