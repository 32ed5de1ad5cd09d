using Engagement.Data;
using Engagement.Events;

namespace Engagement.Features.Listening.Chain;

/// <summary>
/// Whoever has the ticket is told that its client wrote: one notice a ticket, however much they write until it is read. Programs elsewhere
/// are told by the ticket's log, of each message.
/// </summary>
internal sealed class TellAssignee(DomainEvents events) : IInboundStep
{
    private static readonly Sql ReadNow = Sql.Portable("select AssigneeId from Tickets where Id = @Id and SpamAt is null");

    public string Name => "Tell people";

    public async Task RunAsync(Tx tx, InboundContext context, CancellationToken ct)
    {
        // Rules may have given it to somebody since it was found.
        if (context.Ticket is not { } ticket || await tx.ScalarAsync<Guid?>(ReadNow, new { ticket.Id }, ct) is not { } assignee)
        {
            return;
        }

        await events.RaiseAsync(tx, new NoticeDue(new Notice(
            NoticeKinds.TicketMessage, $"The client wrote on #{ticket.Number}", "", $"/tickets/{ticket.Number}",
                $"ticket-message:{ticket.Id:N}", assignee)
        { IsLatest = true }), ct);
    }
}
