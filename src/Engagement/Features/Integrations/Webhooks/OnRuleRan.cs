using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Rules;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary>A rule that calls webhooks has run.</summary>
internal sealed class OnRuleRan(EmitEvent emit) : IHandle<RuleRan>
{
    public async Task HandleAsync(Tx tx, RuleRan what, CancellationToken ct)
    {
        var (rule, ticket) = (what.Rule, what.Ticket);
        if (what.TellsPrograms)
        {
            await emit.RunAsync(tx, WebhookEvents.RuleRan, ticket.Id,
                new { ticketId = ticket.Id, number = ticket.Number, rule = rule.Name, ruleId = rule.Id, did = what.Did }, ct);
        }
    }
}
