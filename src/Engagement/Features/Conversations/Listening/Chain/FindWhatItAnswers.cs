using Engagement.Data;

namespace Engagement.Features.Conversations.Listening.Chain;

/// <summary>
/// Which of our posts, and so which article, the client is answering: the message answered itself, else the start of its thread.
/// </summary>
internal sealed class FindWhatItAnswers : IInboundStep
{
    public string Name => "Find what it answers";

    public async Task RunAsync(Tx tx, InboundContext context, CancellationToken ct)
    {
        foreach (var remoteId in new[] { context.Item.InReplyToId, context.Item.ThreadRootId }.OfType<string>().Distinct())
        {
            var ours = context.Known.Delivery(context.Account.Id, remoteId);

            // A reply of ours, or another client's words, stand in a ticket that knows the post.
            var ticketId = ours is null ? context.Known.TicketOfMessage(context.Account.Id, remoteId) : ours.TicketId;
            var found = ticketId is { } id && await context.Known.TicketAsync(tx, id, ct) is { } ticket
                ? (ticket.DeliveryId, ticket.PostId, ticket.ArticleId)
                : (ours?.Id, ours?.PostId, ours?.ArticleId);
            if (found.Item1 is not null)
            {
                (context.DeliveryId, context.PostId, context.ArticleId) = found;
                return;
            }
        }
    }
}
