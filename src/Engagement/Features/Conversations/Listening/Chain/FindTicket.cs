using Engagement.Data;
using Engagement.Features.Content.Templates.Functions;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Listening.Chain;

/// <summary>
/// Where it belongs: the client's ticket in which what it answers stands, else that of its thread, or a new one. Who asks again under the
/// post itself asks something else, and gets a ticket for it (<see cref="OwnQuestions"/>). A reply within fourteen days of solving
/// reopens; later, or after closing, it opens a follow-up that is linked to the old one.
/// </summary>
internal sealed class FindTicket(TicketLog log) : IInboundStep
{
    public static readonly TimeSpan ReopensFor = TimeSpan.FromDays(14);

    public string Name => "Find the ticket";

    public async Task RunAsync(Tx tx, InboundContext context, CancellationToken ct)
    {
        // The newest ticket of this client in the thread of the ticket that the message it answers stands in. A follow-up has its
        // predecessor's thread; a question of its own is the first message of one.
        var (known, account, answered) = (context.Known, context.Account.Id, context.Item.InReplyToId);
        var threads = answered is null ? [] : await known.ThreadsOfAsync(tx, account, answered, ct);
        var found = await known.NewestAsync(tx, context.Client.ClientId, account, threads, ct);
        var isAnswer = found is not null;
        found ??= await known.NewestAsync(tx, context.Client.ClientId, account, [context.ThreadId], ct);
        var ticket = found?.MergedIntoId is { } into ? await known.TicketAsync(tx, into, ct) : found;
        var asksAgain = ticket is { SpamAt: null } && !isAnswer && answered is not null
            && known.Delivery(account, answered) is { Kind: "post" } && await OwnQuestions.ReadOnceAsync(tx, ct);
        var client = new Actor(TicketLog.Client, null, context.Now);
        context.Ticket = ticket is not null && !asksAgain && Takes(ticket, context.Now)
            ? await log.WakeAsync(tx, ticket, client, ct)
            : await log.OpenAsync(tx, new NewTicket(
                SubjectOf(context.Item.Text), context.Client.ClientId, account, context.Account.Network,
                asksAgain ? context.Item.RemoteId : context.ThreadId,
                context.DeliveryId, context.PostId, context.ArticleId, FollowUpOf: asksAgain ? null : ticket)
            { QueueId = context.Account.DefaultQueueId }, context.Client.IsVip, client, ct);
        known.Put(context.Ticket);
    }

    private static bool Takes(TicketRow ticket, DateTimeOffset now) => ticket.Status switch
    {
        _ when ticket.SpamAt is not null => true, // more of the same: kept there, and nobody is told
        TicketStatus.Closed => false,
        TicketStatus.Solved => ticket.SolvedAt is { } solved && now - solved <= ReopensFor,
        _ => true,
    };

    private static string SubjectOf(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0 ? "(no words)" : ShortenWords.ByCharacters(line, 90);
    }
}
