using Engagement.Data;

namespace Engagement.Features.Tickets;

/// <summary>
/// What became of an agent's answer, told by the ledger in the transaction of its move. One that does not go out puts its ticket back among
/// those that wait for us: the client has heard nothing, and the promise runs on.
/// </summary>
internal sealed class FollowAnswer(TicketLog log, TimeProvider clock)
{
    private static readonly Sql TicketOf = Sql.Portable("select TicketId from Deliveries where Id = @Id and Kind = 'reply'");

    /// <param name="isComing">It is on its way again; otherwise it is not going out by itself.</param>
    /// <param name="reason">Why, in a sentence.</param>
    public async Task RunAsync(Tx tx, Guid deliveryId, bool isComing, string reason, string actor, CancellationToken ct)
    {
        if (await tx.ScalarAsync<Guid?>(TicketOf, new { Id = deliveryId }, ct) is not { } ticketId
            || await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = ticketId }, ct) is not { } ticket)
        {
            return;
        }

        var who = new Actor(actor, null, clock.Now());
        await log.AnswerAsync(tx, ticketId, isComing, reason, who, ct);
        if (!isComing && ticket.Status != TicketStatus.Closed)
        {
            await log.WakeAsync(tx, ticket, who, ct);
        }
    }
}
