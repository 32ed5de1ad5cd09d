using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Publishing.Deliveries;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary>Programs elsewhere are told of what went out, and of what does not.</summary>
internal sealed class OnDeliveryMoved(EmitEvent emit) : IHandle<DeliveryMoved>
{
    public async Task HandleAsync(Tx tx, DeliveryMoved what, CancellationToken ct)
    {
        var type = what.Move.To switch
        {
            DeliveryState.Published => WebhookEvents.DeliveryPublished,
            DeliveryState.Failed or DeliveryState.Held or DeliveryState.Missed => WebhookEvents.DeliveryFailed,
            _ => null,
        };
        if (type is not null && await EmitEvent.IsWantedAsync(tx, type, ct))
        {
            await emit.RunAsync(tx, type, what.DeliveryId, (await MovedDelivery.ReadAsync(tx, what.DeliveryId, ct)).Shape, ct);
        }
    }
}
