using Engagement.Data;

namespace Engagement.Features.Conversations.Listening.Chain;

/// <summary>What was taken back before we first read it has no words to answer.</summary>
internal sealed class DropDeleted : IInboundStep
{
    public string Name => "Taken back";

    public Task RunAsync(Tx tx, InboundContext context, CancellationToken ct)
    {
        if (context.Item.Deleted)
        {
            context.Ignored = "Its author removed it before we first read it.";
        }

        return Task.CompletedTask;
    }
}
