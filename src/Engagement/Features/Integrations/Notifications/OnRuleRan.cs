using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Rules;

namespace Engagement.Features.Integrations.Notifications;

/// <summary>Whom the rule names is told of the ticket, once until they have read it.</summary>
internal sealed class OnRuleRan(RaiseNotice raise) : IHandle<RuleRan>
{
    public async Task HandleAsync(Tx tx, RuleRan what, CancellationToken ct)
    {
        var (rule, ticket) = (what.Rule, what.Ticket);
        if (what.Tells.Count > 0)
        {
            await raise.RunAsync(tx, new Notice(
                NoticeKinds.TicketRule, $"#{ticket.Number}: {rule.Name}", $"The rule “{rule.Name}” tells you of this ticket.",
                $"/tickets/{ticket.Number}", $"ticket-rule:{rule.Id:N}:{ticket.Id:N}") { ToUserIds = what.Tells, IsLatest = true }, ct);
        }
    }
}
