using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Opportunities;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary>Programs elsewhere, a CRM above all, are told of each chance as it is now.</summary>
internal sealed class OnOpportunityChanged(EmitEvent emit) : IHandle<OpportunityChanged>
{
    public Task HandleAsync(Tx tx, OpportunityChanged what, CancellationToken ct) =>
        emit.RunAsync(tx, WebhookEvents.OpportunityChanged, what.Now.Id, OpportunitiesApi.ToResponse(what.Now), ct);
}
