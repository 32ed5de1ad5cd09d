using Engagement.Data;
using Engagement.Features.Content.Templates;
using Engagement.Features.Publishing.Links;

namespace Engagement.Features.Conversations.Tickets.Answers;

/// <summary>A short link that stands in a reply which is being written. It leads nowhere until the reply is sent with it.</summary>
internal sealed record ReplyLink
{
    public string Code { get; init; } = "";

    public Guid ArticleId { get; init; }

    public string Url { get; init; } = "";

    public string Target { get; init; } = "";

    public string Campaign { get; init; } = "";
}

/// <summary>Links of replies, from the reply box to the delivery: a delivery has one that is counted.</summary>
internal sealed class ReplyLinks(MakeLink make, TimeProvider clock)
{
    /// <summary>Of a ticket.</summary>
    public static readonly Sql OfTicket = Sql.Portable(
        "select Code, ArticleId, Url, Target, Campaign from ReplyLinks where TicketId = @Id order by CreatedAt, Code");

    /// <summary>The same by the ticket's number.</summary>
    public static readonly Sql OfNumber = Sql.Portable(
        """
        select l.Code, l.ArticleId, l.Url, l.Target, l.Campaign from ReplyLinks l join Tickets t on t.Id = l.TicketId
        where t.Number = @Number order by l.CreatedAt, l.Code
        """);

    private static readonly Sql Insert = Sql.Portable("""
        insert into ReplyLinks (Code, TicketId, ArticleId, Url, Target, Campaign, CreatedAt)
        values (@Code, @TicketId, @ArticleId, @Url, @Target, @Campaign, @Now)
        """);

    private static readonly Sql Remove = Sql.Portable("delete from ReplyLinks where TicketId = @TicketId");

    public Task KeepAsync(Tx tx, Guid ticketId, DeliveryLink link, ArticleFields article, CancellationToken ct) =>
        tx.ExecuteAsync(Insert,
            new { link.Code, TicketId = ticketId, ArticleId = article.Id, link.Url,
                Target = article.Url, link.Campaign, Now = clock.Now() }, ct);

    /// <summary>Those that stand in the words, in their order there.</summary>
    public static async Task<IReadOnlyList<ReplyLink>> InAsync(DbSession session, Guid ticketId, string text, CancellationToken ct) =>
        Standing(await session.QueryAsync<ReplyLink>(OfTicket, new { Id = ticketId }, ct), text);

    /// <summary>Of a ticket's links those that stand in the words, in their order there.</summary>
    public static IReadOnlyList<ReplyLink> Standing(IEnumerable<ReplyLink> links, string text) =>
        [.. links.Where(l => text.Contains(l.Url, StringComparison.Ordinal)).OrderBy(l => text.IndexOf(l.Url, StringComparison.Ordinal))];

    /// <summary>
    /// The words with the first of them; the others become their articles' own addresses, since a link that was never stored leads nowhere.
    /// </summary>
    public static string WithOne(string text, IReadOnlyList<ReplyLink> links) =>
        links.Skip(1).Aggregate(text, (words, link) => words.Replace(link.Url, link.Target, StringComparison.Ordinal));

    /// <summary>In the transaction that makes the delivery: from now on the link leads to its article, and is counted.</summary>
    public async Task StoreAsync(
        Tx tx, Guid ticketId, IReadOnlyList<ReplyLink> links, Guid deliveryId, string network, CancellationToken ct)
    {
        if (links is [var first, ..])
        {
            await make.StoreAsync(tx, new DeliveryLink(first.Url, first.Code, first.Campaign),
                deliveryId, first.ArticleId, first.Target, network, ct);
            await tx.ExecuteAsync(Remove, new { TicketId = ticketId }, ct);
        }
    }
}
