using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Integrations.Notifications;

/// <summary>
/// Whoever was given a ticket is told, unless they took it themselves; what is somebody else's or settled needs no telling any more.
/// </summary>
internal sealed class OnTicketChanged(RaiseNotice raise, ResolveNotice resolve) : IHandle<TicketChanged>
{
    public async Task HandleAsync(Tx tx, TicketChanged what, CancellationToken ct)
    {
        var (ticket, to, actor) = what;
        var isSettled = to.Status is TicketStatus.Solved or TicketStatus.Closed;
        var isGiven = to.AssigneeId != ticket.AssigneeId;
        if (ticket.AssigneeId is not null && (isGiven || isSettled && ticket.Status != to.Status))
        {
            await resolve.RunAsync(tx, Key(ticket.Id), ct);
        }

        if (isGiven && !isSettled && to.AssigneeId is { } assignee && assignee != actor.Id)
        {
            await raise.RunAsync(tx, new Notice(
                NoticeKinds.TicketAssigned, $"#{ticket.Number} is yours", $"{actor.Name} gave it to you.",
                $"/tickets/{ticket.Number}", Key(ticket.Id), assignee), ct);
        }
    }

    private static string Key(Guid ticketId) => $"ticket-assigned:{ticketId:N}";
}
