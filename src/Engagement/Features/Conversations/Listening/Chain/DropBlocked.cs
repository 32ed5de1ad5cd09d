using Engagement.Data;

namespace Engagement.Features.Conversations.Listening.Chain;

/// <summary>What a blocked client writes is kept, and makes no ticket. Blocking holds for the person, whichever handle they use.</summary>
internal sealed class DropBlocked : IInboundStep
{
    public string Name => "Blocked clients";

    public Task RunAsync(Tx tx, InboundContext context, CancellationToken ct)
    {
        if (context.Client.IsBlocked)
        {
            context.Ignored = "Its author is blocked.";
        }

        return Task.CompletedTask;
    }
}
