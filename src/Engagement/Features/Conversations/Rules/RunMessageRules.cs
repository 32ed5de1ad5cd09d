using Engagement.Data;
using Engagement.Features.Conversations.Listening.Chain;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Rules;

/// <summary>The step of the inbound chain that runs the rules on a client's message, in the message's own transaction.</summary>
internal sealed class RunMessageRules(RunRules run, ReadRuleFacts read) : IInboundStep
{
    public string Name => "Run the rules";

    public async Task RunAsync(Tx tx, InboundContext context, CancellationToken ct)
    {
        if (context.Ticket is not { SpamAt: null, MergedIntoId: null } ticket
            || await RunRules.ActiveOnceAsync(tx, RuleMoment.Message, ct) is not { Count: > 0 } rules)
        {
            return;
        }

        // Most rules hold for few messages. Where none does, none can do anything that another would then hold for.
        var facts = await read.RunAsync(tx, context, ticket, ct);
        if (!rules.Any(rule => rule.Holds(facts)))
        {
            return;
        }

        // Rules write whose turn it is, which other nodes wait for.
        if (context.Known is { IsOfSeveral: true, HoldsNumbers: false })
        {
            await TicketLog.HoldNumbersAsync(tx, ct);
            context.Known.HoldsNumbers = true;
        }

        if (await run.RunAsync(tx, rules, ticket.Id, $"message {context.ItemId:N}", new HashSet<string>(), ct) > 0)
        {
            context.Known.Put((await tx.OneAsync<TicketRow>(TicketSql.Read, new { ticket.Id }, ct))!);
        }
    }
}
