using Engagement.Data;

namespace Engagement.Features.Listening.Chain;

/// <summary>
/// Which of our posts, and so which article, the client is answering: the message answered itself, else the start of its thread.
/// </summary>
internal sealed class FindWhatItAnswers : IInboundStep
{
    private static readonly Sql ByRemoteId = Sql.Portable(
        """
        select d.Id, d.Kind, d.PostId, d.ArticleId, d.TicketId from Deliveries d
        where d.AccountId = @AccountId and d.RemoteId = @RemoteId
        """);

    private static readonly Sql OfTicket = Sql.Portable("select DeliveryId as Id, PostId, ArticleId from Tickets where Id = @TicketId");

    private static readonly Sql TicketOfMessage = Sql.Portable(
        "select TicketId from Messages where AccountId = @AccountId and RemoteId = @RemoteId");

    public string Name => "Find what it answers";

    public async Task RunAsync(Tx tx, InboundContext context, CancellationToken ct)
    {
        foreach (var remoteId in new[] { context.Item.InReplyToId, context.Item.ThreadRootId }.OfType<string>().Distinct())
        {
            var where = new { AccountId = context.Account.Id, RemoteId = remoteId };
            var ours = await tx.OneAsync<Ours>(ByRemoteId, where, ct);

            // A reply of ours, or another client's words, stand in a ticket that knows the post.
            var ticketId = ours?.TicketId ?? (ours is null ? await tx.ScalarAsync<Guid?>(TicketOfMessage, where, ct) : null);
            if (ticketId is not null)
            {
                ours = await tx.OneAsync<Ours>(OfTicket, new { TicketId = ticketId }, ct);
            }

            if (ours?.Id is not null)
            {
                (context.DeliveryId, context.PostId, context.ArticleId) = (ours.Id, ours.PostId, ours.ArticleId);
                return;
            }
        }
    }

    private sealed record Ours
    {
        public Guid? Id { get; init; }

        public Guid? PostId { get; init; }

        public Guid? ArticleId { get; init; }

        public Guid? TicketId { get; init; }
    }
}
