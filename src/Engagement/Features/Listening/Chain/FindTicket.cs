using Engagement.Data;
using Engagement.Features.Templates.Functions;
using Engagement.Features.Tickets;

namespace Engagement.Features.Listening.Chain;

/// <summary>
/// Where it belongs: the client's ticket in which what it answers stands, else that of its thread, or a new one. Who asks again under the
/// post itself asks something else, and gets a ticket for it (<see cref="OwnQuestions"/>). A reply within fourteen days of solving
/// reopens; later, or after closing, it opens a follow-up that is linked to the old one.
/// </summary>
internal sealed class FindTicket(TicketLog log) : IInboundStep
{
    public static readonly TimeSpan ReopensFor = TimeSpan.FromDays(14);

    // The newest ticket of this client in the thread of the ticket that the message it answers stands in. A follow-up has its predecessor's
    // thread; a question of its own is the first message of one.
    private static readonly Sql OfParent = Sql.Portable(
        $$"""
        select {{TicketSql.Columns}} from Tickets t
        where t.ClientId = @ClientId and t.AccountId = @AccountId and t.ThreadId in (
            select p.ThreadId from Tickets p
            where p.Id in (select m.TicketId from Messages m where m.AccountId = @AccountId and m.RemoteId = @InReplyToId)
                or p.Id in (select d.TicketId from Deliveries d where d.AccountId = @AccountId and d.RemoteId = @InReplyToId
                    and d.TicketId is not null))
        order by t.Number desc {page}
        """);

    private static readonly Sql OfThread = Sql.Portable(
        $$"""
        select {{TicketSql.Columns}} from Tickets t
        where t.ClientId = @ClientId and t.AccountId = @AccountId and t.ThreadId = @ThreadId order by t.Number desc {page}
        """);

    private static readonly Sql IsPost = Sql.Portable(
        "select count(*) from Deliveries d where d.AccountId = @AccountId and d.RemoteId = @InReplyToId and d.Kind = 'post'");

    public string Name => "Find the ticket";

    public async Task RunAsync(Tx tx, InboundContext context, CancellationToken ct)
    {
        var where = new { context.ClientId, AccountId = context.Account.Id, context.ThreadId, context.Item.InReplyToId, Take = 1 };
        var found = context.Item.InReplyToId is null ? [] : await tx.QueryAsync<TicketRow>(OfParent, where, ct);
        var isAnswer = found.Count > 0;
        found = isAnswer ? found : await tx.QueryAsync<TicketRow>(OfThread, where, ct);
        var ticket = found is [{ MergedIntoId: { } into }] ? await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = into }, ct)
            : found is [var newest] ? newest
            : null;
        var asksAgain = ticket is { SpamAt: null } && !isAnswer && context.Item.InReplyToId is not null
            && await tx.ScalarAsync<int>(IsPost, where, ct) > 0 && await OwnQuestions.ReadAsync(tx, ct);
        var client = new Actor(TicketLog.Client, null, context.Now);
        context.Ticket = ticket is not null && !asksAgain && Takes(ticket, context.Now)
            ? await log.WakeAsync(tx, ticket, client, ct)
            : await log.OpenAsync(tx, new NewTicket(
                SubjectOf(context.Item.Text), context.ClientId, context.Account.Id, context.Account.Network, asksAgain
                    ? context.Item.RemoteId : context.ThreadId,
                context.DeliveryId, context.PostId, context.ArticleId, FollowUpOf: asksAgain ? null : ticket), client, ct);
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
