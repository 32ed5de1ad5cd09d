using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Listening.Chain;

/// <summary>The client's words, on the ticket.</summary>
internal sealed class RecordMessage(TicketLog log) : IInboundStep
{
    public string Name => "Record the message";

    public Task RunAsync(Tx tx, InboundContext context, CancellationToken ct)
    {
        context.Known.PutMessage(context.Account.Id, context.Item.RemoteId, context.Ticket!.Id);
        return log.AddMessageAsync(tx, MessageOf(context), context.Now, ct);
    }

    private static NewMessage MessageOf(InboundContext context) => new(
        Ids.New(context.Now), context.Ticket!.Id, MessageKind.Inbound, context.Client.ClientName, context.Item.Text, context.Item.CreatedAt)
    {
        HandleId = context.Client.Id,
        AccountId = context.Account.Id,
        RemoteId = context.Item.RemoteId,
        InReplyToRemoteId = context.Item.InReplyToId,
        Url = Fit.Web(context.Item.Url),
        InboundItemId = context.ItemId,
        Detail = context.Item.Kind switch
        {
            InboundKind.Reply => "Reply",
            InboundKind.Mention => "Mention",
            InboundKind.Quote => "Quote",
            InboundKind.DirectMessage => "Direct message",
        },
    };
}
