using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary>Each line of a ticket's log is an event to programs elsewhere, with the ticket as it is after it.</summary>
internal sealed class OnTicketLogged(EmitEvent emit) : IHandle<TicketLogged>
{
    public async Task HandleAsync(Tx tx, TicketLogged what, CancellationToken ct)
    {
        var type = what.Kind switch
        {
            "created" => WebhookEvents.TicketCreated,
            MessageKind.Inbound or MessageKind.Outbound or MessageKind.Note => null, // told by OnMessageAdded, with its words
            _ => WebhookEvents.TicketChanged,
        };
        if (type is not null && await EmitEvent.IsWantedAsync(tx, type, ct))
        {
            var ticket = await TicketsApi.ReadShapeAsync(tx, what.TicketId, ct);
            await emit.RunAsync(tx, type, what.TicketId, type == WebhookEvents.TicketCreated
                ? (object)new { ticket }
                : new { ticket, change = new { what = what.Kind, before = what.Before, after = what.After, by = what.Actor } }, ct);
        }
    }
}
