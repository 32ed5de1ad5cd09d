using Engagement.Data;

namespace Engagement.Features.Conversations.Listening.Chain;

/// <summary>
/// Accounts that say of themselves that they are automated wait for no answer. What they say is kept in view, and a person can let it in.
/// </summary>
internal sealed class DropBots : IInboundStep
{
    public const string Reason = "Its author says of itself that it is automated.";

    public string Name => "Automated accounts";

    public Task RunAsync(Tx tx, InboundContext context, CancellationToken ct)
    {
        if (context.Item.Author.IsBot == true && !context.IsLetIn)
        {
            context.Ignored = Reason;
        }

        return Task.CompletedTask;
    }
}
