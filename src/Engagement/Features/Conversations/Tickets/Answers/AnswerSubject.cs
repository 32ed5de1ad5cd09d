using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Content.Templates;

namespace Engagement.Features.Conversations.Tickets.Answers;

/// <summary>What a reply's template may say: the client, the ticket, and the article it is about or another that helps.</summary>
internal sealed class AnswerSubject(Db db, ChannelCatalog channels, RenderTemplate render)
{
    private static readonly Sql LastWords = Sql.Portable(
        """
        select m.Body, coalesce(h.Handle, '') as Handle from Messages m left join Handles h on h.Id = m.HandleId
        where m.TicketId = @Id and m.Kind = 'inbound' order by m.SaidAt desc, m.Seq desc {page}
        """);

    /// <param name="articleId">In the place of the one the ticket came from.</param>
    /// <param name="linkOf">What stands for the article's address; null: there is none.</param>
    public async Task<TemplateSubject> OfAsync(
        TicketView ticket, Guid? articleId, string agent, TimeZoneInfo zone, Func<ArticleFields, string?> linkOf, CancellationToken ct)
    {
        var account = (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = ticket.AccountId }, ct))!;
        var article = (articleId ?? ticket.ArticleId) is { } id ? await render.ArticleAsync(id, ct) : null;
        var last = await db.OneAsync<Said>(LastWords, new { ticket.Id, Take = 1 }, ct) ?? new Said();
        var subject = await render.SubjectAsync(article ?? new ArticleFields(), channels[ticket.Network], account, ct);
        return subject with
        {
            Kind = TemplateKinds.Reply,
            HasArticle = article is not null,
            Link = article is null ? null : linkOf(article),
            Client = new(ticket.ClientName, last.Handle),
            Ticket = new(ticket.Number, ticket.Subject, ticket.CreatedAt, last.Body),
            AgentName = agent,
            Zone = zone,
            PostKey = ticket.Id,
        };
    }

    private sealed record Said
    {
        public string Body { get; init; } = "";

        public string Handle { get; init; } = "";
    }
}
