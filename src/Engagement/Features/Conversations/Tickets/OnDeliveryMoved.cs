using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Publishing.Deliveries;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>
/// What became of an answer, in the transaction of its delivery's move. Once the network has a person's, the client is answered.
/// One that does not go out puts its ticket back among those that wait for us: the client has heard nothing, and the promise runs on.
/// </summary>
internal sealed class OnDeliveryMoved(TicketLog log, TimeProvider clock) : IHandle<DeliveryMoved>
{
    private static readonly Sql ReplyOf = Sql.Portable(
        """
        select d.TicketId, d.MessageId, d.PublishedAt, (select t.MergedIntoId from Tickets t where t.Id = d.TicketId) as MergedIntoId,
            case when exists (
            select 1 from TicketEvents e where e.TicketId = d.TicketId and e.Kind = 'acknowledged' and e.AfterId = d.MessageId) then 1
                else 0 end as IsAutomatic
        from Deliveries d where d.Id = @Id and d.Kind = 'reply'
        """);

    private sealed record Reply
    {
        public Guid? TicketId { get; init; }

        public Guid? MessageId { get; init; }

        public DateTimeOffset? PublishedAt { get; init; }

        public Guid? MergedIntoId { get; init; }

        public bool IsAutomatic { get; init; }
    }

    public async Task HandleAsync(Tx tx, DeliveryMoved what, CancellationToken ct)
    {
        var (deliveryId, move) = what;
        if (move.To == DeliveryState.Published)
        {
            await PublishedAsync(tx, deliveryId, move.Actor, ct);
        }

        if (LegalMoves.IsStuck(move.From) != LegalMoves.IsStuck(move.To))
        {
            await StuckAsync(tx, deliveryId, isComing: LegalMoves.IsStuck(move.From), move.Reason, move.Actor, ct);
        }
    }

    // isComing: it is on its way again; otherwise it is not going out by itself.
    private async Task StuckAsync(Tx tx, Guid deliveryId, bool isComing, string reason, string actor, CancellationToken ct)
    {
        if (await tx.OneAsync<Reply>(ReplyOf, new { Id = deliveryId }, ct) is not { TicketId: { } ticketId } reply
            || await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = ticketId }, ct) is not { } ticket)
        {
            return;
        }

        var who = new Actor(actor, null, clock.Now());
        var kind = !isComing ? TicketLog.Unsent : reply.IsAutomatic ? TicketLog.Acknowledged : MessageKind.Outbound;
        await log.AnswerAsync(tx, ticketId, reply.MessageId, kind, reason, who, ct);

        // Nobody had answered with it, so nobody has to answer again.
        if (!isComing && !reply.IsAutomatic && ticket.Status != TicketStatus.Closed)
        {
            await log.WakeAsync(tx, ticket, who, ct);
        }
    }

    // The network has it, since the delivery's PublishedAt.
    private async Task PublishedAsync(Tx tx, Guid deliveryId, string actor, CancellationToken ct)
    {
        if (await tx.OneAsync<Reply>(ReplyOf, new { Id = deliveryId }, ct)
            is { TicketId: { } ticketId, PublishedAt: { } at, IsAutomatic: false } reply)
        {
            await log.AnswerAsync(tx, ticketId, reply.MessageId, TicketLog.Answered, reason: null, new Actor(actor, null, at), ct);
            if (reply.MergedIntoId is { } into)
            {
                await tx.ExecuteAsync(TicketSql.ClocksFallBehind, new { Id = into }, ct);
            }
        }
    }
}
