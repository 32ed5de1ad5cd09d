using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Listening.Chain;

/// <summary>
/// Whoever has the ticket is told that its client wrote: one notice a ticket, however much they write until it is read. Programs elsewhere
/// are told by the ticket's log, of each message.
/// </summary>
internal sealed class NotifyAssignee(DomainEvents events) : IInboundStep
{
    public string Name => "Tell people";

    public Task RunAsync(Tx tx, InboundContext context, CancellationToken ct) => Task.CompletedTask;

    // When all are through: rules may have given it to somebody since it was found. In one order, so that of two nodes with the same
    // tickets none waits for the other in a circle.
    public async Task EndAsync(Tx tx, IReadOnlyList<InboundContext> taken, CancellationToken ct)
    {
        var tickets = taken.Where(c => c.Ticket is not null).Select(c => c.Known.Ticket(c.Ticket!.Id)).OfType<TicketRow>()
            .Where(t => t is { AssigneeId: not null, SpamAt: null }).DistinctBy(t => t.Id).OrderBy(t => t.Number).ToList();
        foreach (var ticket in tickets)
        {
            await events.RaiseAsync(tx, new NoticeDue(new Notice(
                NoticeKinds.TicketMessage, $"The client wrote on #{ticket.Number}", "", $"/tickets/{ticket.Number}",
                    $"ticket-message:{ticket.Id:N}", ticket.AssigneeId)
            { IsLatest = true }), ct);
        }
    }
}
