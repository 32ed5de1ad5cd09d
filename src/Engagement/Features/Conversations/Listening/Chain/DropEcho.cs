using Engagement.Data;

namespace Engagement.Features.Conversations.Listening.Chain;

/// <summary>Our own words are no client's: dropped by their author, and by the id they got when we sent them.</summary>
internal sealed class DropEcho : IInboundStep
{
    /// <summary>What is said of them, and what counts of messages leave them out by.</summary>
    public const string Reason = "These are our own words.";

    public string Name => "Our own words";

    public Task RunAsync(Tx tx, InboundContext context, CancellationToken ct)
    {
        if (context.Known.IsOurs(context.Account, context.Item.Author.RemoteId)
            || context.Known.Delivery(context.Account.Id, context.Item.RemoteId) is not null)
        {
            context.Ignored = Reason;
        }

        return Task.CompletedTask;
    }
}
