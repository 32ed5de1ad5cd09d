using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary>A message on a ticket is an event to programs elsewhere, with its words.</summary>
internal sealed class OnMessageAdded(EmitEvent emit) : IHandle<MessageAdded>
{
    public async Task HandleAsync(Tx tx, MessageAdded what, CancellationToken ct)
    {
        var message = what.Message;
        var type = message.Kind switch
        {
            MessageKind.Inbound => WebhookEvents.MessageReceived,
            MessageKind.Outbound => WebhookEvents.MessageSent,
            _ => WebhookEvents.NoteAdded,
        };
        if (await EmitEvent.IsWantedAsync(tx, type, ct))
        {
            await emit.RunAsync(tx, type, message.Id, new
            {
                ticket = await TicketsApi.ReadShapeAsync(tx, message.TicketId, ct),
                message = new { id = message.Id, kind = message.Kind, author = message.AuthorName,
                    text = message.Body, url = message.Url, deliveryId = message.DeliveryId, saidAt = message.SaidAt },
            }, ct);
        }
    }
}
