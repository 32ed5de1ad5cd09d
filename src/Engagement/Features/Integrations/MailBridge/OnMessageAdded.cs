using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Integrations.Mail;

namespace Engagement.Features.Integrations.MailBridge;

/// <summary>What a client wrote goes to the desk beyond the bridge, by mail.</summary>
internal sealed class OnMessageAdded(QueueMail put) : IHandle<MessageAdded>
{
    public async Task HandleAsync(Tx tx, MessageAdded what, CancellationToken ct)
    {
        if (what.Message.Kind == MessageKind.Inbound && await BridgeSettings.IsThereAsync(tx, ct))
        {
            await put.RunAsync(tx, BridgeMail.Kind, null, what.Message.Id, null, ct);
        }
    }
}
