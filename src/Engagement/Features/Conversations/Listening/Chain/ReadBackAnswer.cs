using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Publishing.Deliveries;

namespace Engagement.Features.Conversations.Listening.Chain;

/// <summary>
/// Our own answer to a client that stands at the network and that nothing here knows of: sent after the copy was made that this database
/// is, or written at the network itself. It goes onto the ticket of what it answers, and the same words that wait to be sent are not sent
/// again.
/// </summary>
internal sealed class ReadBackAnswer(Ledger ledger, TicketLog log) : IInboundStep
{
    private static readonly Sql IsKnown = Sql.Portable(
        """
        select (select count(*) from Deliveries where AccountId = @AccountId and RemoteId = @RemoteId)
            + (select count(*) from Messages where AccountId = @AccountId and RemoteId = @RemoteId)
        """);

    private static readonly Sql TicketOfParent = Sql.Portable(
        """
        select coalesce(t.MergedIntoId, t.Id) from Tickets t where t.Id = coalesce(
            (select max(m.TicketId) from Messages m where m.AccountId = @AccountId and m.RemoteId = @InReplyToId),
            (select max(d.TicketId) from Deliveries d where d.AccountId = @AccountId and d.RemoteId = @InReplyToId and d.Kind = 'reply'))
        """);

    private static readonly Sql ParentWaits = Sql.Portable(
        "select count(*) from InboundItems where AccountId = @AccountId and RemoteId = @InReplyToId and State = 'New'");

    private static readonly Sql NotOut = Sql.Portable(
        """
        select Id, State, Version, Body from Deliveries
        where TicketId = @TicketId and AccountId = @AccountId and Kind = 'reply' and State not in ('Published', 'Withdrawn', 'Cancelled')
        """);

    private static readonly Sql SaidSince = Sql.Portable(
        "select count(*) from Messages where TicketId = @TicketId and Kind = 'inbound' and SaidAt > @SaidAt");

    public string Name => "Read back our answer";

    public async Task RunAsync(Tx tx, InboundContext context, CancellationToken ct)
    {
        var (item, account) = (context.Item, context.Account);
        if (item.Author.RemoteId != account.RemoteId || item.Deleted || item.InReplyToId is null)
        {
            return;
        }

        var where = new { AccountId = account.Id, item.RemoteId, item.InReplyToId };
        if (await tx.ScalarAsync<int>(IsKnown, where, ct) > 0)
        {
            return;
        }

        if (await tx.ScalarAsync<Guid?>(TicketOfParent, where, ct) is not { } ticketId)
        {
            // Read in the same breath, and about to become a message: this item comes back after it.
            if (await tx.ScalarAsync<int>(ParentWaits, where, ct) > 0)
            {
                throw new InvalidOperationException("What it answers has not been made into a message yet.");
            }

            return; // it answers nobody we know
        }

        var found = new FoundAnswer(item.RemoteId, Fit.Web(item.Url), item.CreatedAt);
        var waiting = (await tx.QueryAsync<Delivery>(NotOut, new { TicketId = ticketId, AccountId = account.Id }, ct))
            .FirstOrDefault(d => SameWords.Are(d.Body, item.Text));
        context.Known.Forget();
        if (waiting is null)
        {
            await RecordAsync(tx, context, ticketId, found, ct);
        }
        else if (waiting.State != DeliveryState.Publishing)
        {
            // One that is being sent at this moment hears of it from the network's answer.
            await ledger.IsOutAsync(tx, waiting.Id, waiting.State, waiting.Version, found, ct);
        }
    }

    private async Task RecordAsync(Tx tx, InboundContext context, Guid ticketId, FoundAnswer found, CancellationToken ct)
    {
        var (item, account) = (context.Item, context.Account);
        var ticket = (await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = ticketId }, ct))!;
        var messageId = Ids.New(context.Now);
        var answer = new NewDelivery("reply", account.Id, account.Network,
            item.Text, item.CreatedAt, DeliveryState.Scheduled, Ledger.System)
        {
            TicketId = ticketId,
            MessageId = messageId,
            ArticleId = ticket.ArticleId,
            InReplyToRemoteId = item.InReplyToId,
        };
        var deliveryId = await ledger.CreateReadBackAsync(tx, answer, ct);
        await log.AddMessageAsync(tx, new NewMessage(messageId, ticketId, MessageKind.Outbound, account.Name, item.Text, item.CreatedAt)
        {
            AccountId = account.Id,
            InReplyToRemoteId = item.InReplyToId,
            DeliveryId = deliveryId,
            Detail = "Read back from the network",
        }, context.Now, ct);
        await ledger.IsOutAsync(tx, deliveryId, DeliveryState.Scheduled, version: 1, found, ct);

        // It is the client's turn, unless they have said more since.
        if (ticket.Status is TicketStatus.New or TicketStatus.Open
            && await tx.ScalarAsync<int>(SaidSince, new { TicketId = ticketId, SaidAt = item.CreatedAt }, ct) == 0)
        {
            ticket = (await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = ticketId }, ct))!;
            await log.ChangeAsync(tx, ticket, TicketChange.Of(ticket) with { Status = TicketStatus.Pending },
                new Actor(Ledger.System, null, context.Now), ct);
        }
    }
}
