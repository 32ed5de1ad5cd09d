using Engagement.Data;
using Engagement.Features.Listening.Chain;

namespace Engagement.Features.Rules;

/// <summary>The step of the inbound chain that runs the rules on a client's message, in the message's own transaction.</summary>
internal sealed class RunMessageRules(RunRules run) : IInboundStep
{
    public string Name => "Run the rules";

    public async Task RunAsync(Tx tx, InboundContext context, CancellationToken ct)
    {
        if (context.Ticket is { } ticket && await RunRules.ActiveAsync(tx, RuleMoment.Message, ct) is { Count: > 0 } rules)
        {
            await run.RunAsync(tx, rules, ticket.Id, $"message {context.ItemId:N}", new HashSet<string>(), ct);
        }
    }
}
