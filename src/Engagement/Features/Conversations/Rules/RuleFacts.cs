using Engagement.Data;
using Engagement.Features.Conversations.Listening.Chain;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Rules;

/// <summary>What rules can ask about: a ticket, its client, the words that came, and how its clocks stand.</summary>
internal sealed record RuleFacts(TicketRow Ticket, DateTimeOffset Now)
{
    /// <summary>The client's newest words.</summary>
    public string Words { get; init; } = "";

    /// <summary>As the network says it, e.g. "de"; null where it says nothing.</summary>
    public string? Language { get; init; }

    public string AccountName { get; init; } = "";

    public string ClientName { get; init; } = "";

    public string? Company { get; init; }

    public bool IsVip { get; init; }

    public string? Article { get; init; }

    public IReadOnlyList<string> ArticleTags { get; init; } = [];

    public string? Queue { get; init; }

    public string? Assignee { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Event kinds that a person or program has added; for <see cref="RuleMoment.Change"/>.</summary>
    public IReadOnlySet<string> Changed { get; init; } = new HashSet<string>();

    /// <summary>The first of its running clocks to run out; null: none runs.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When the network had a person's last answer; see <see cref="AnswerSql"/>.</summary>
    public DateTimeOffset? LastOutboundAt { get; init; }
}

/// <summary>Reads them, in the caller's transaction or outside of one.</summary>
internal sealed class ReadRuleFacts(TimeProvider clock)
{
    private static readonly Sql Around = Sql.Portable(
        $"""
        select coalesce(p.Name, c.Name) as ClientName, coalesce(p.Company, c.Company) as Company, coalesce(p.IsVip, c.IsVip) as IsVip,
            a.Name as AccountName, ar.Title as Article, q.Name as Queue, u.Name as Assignee,
            (select min(k.DueAt) from TicketClocks k where k.TicketId = t.Id and k.EndedAt is null and k.DueAt is not null) as DueAt,
            (select max(a.AnsweredAt) from {AnswerSql.Answers} a where a.TicketId = t.Id) as LastOutboundAt
        from Tickets t
        join Clients c on c.Id = t.ClientId
        left join Clients p on p.Id = c.MatchedIntoId
        join Accounts a on a.Id = t.AccountId
        left join Articles ar on ar.Id = t.ArticleId
        left join Queues q on q.Id = t.QueueId
        left join Users u on u.Id = t.AssigneeId
        where t.Id = @Id
        """);

    private static readonly Sql Newest = Sql.Portable("""
        select m.Body, i.ItemJson from Messages m left join InboundItems i on i.Id = m.InboundItemId
        where m.TicketId = @Id and m.Kind = 'inbound' order by m.CreatedAt desc, m.Seq desc {page}
        """);

    private static readonly Sql ArticleTags = Sql.Portable("select Tag from ArticleTags where ArticleId = @ArticleId order by Tag");

    private static readonly Sql ArticleTitle = Sql.Portable("select Title from Articles where Id = @ArticleId");

    private static readonly Sql QueueName = Sql.Portable("select Name from Queues where Id = @QueueId");

    private sealed record AroundRow
    {
        public string ClientName { get; init; } = "";

        public string? Company { get; init; }

        public bool IsVip { get; init; }

        public string AccountName { get; init; } = "";

        public string? Article { get; init; }

        public string? Queue { get; init; }

        public string? Assignee { get; init; }

        public DateTimeOffset? DueAt { get; init; }

        public DateTimeOffset? LastOutboundAt { get; init; }
    }

    private sealed record Said
    {
        public string Body { get; init; } = "";

        public string? ItemJson { get; init; }
    }

    /// <summary>
    /// The same of a client's words on their way in, without writing what waits to be written: of a ticket that is just opened there is
    /// nothing else yet.
    /// </summary>
    public async Task<RuleFacts> RunAsync(Tx tx, InboundContext context, TicketRow ticket, CancellationToken ct)
    {
        // As it will stand with these words on it.
        var facts = new RuleFacts(ticket with { LastInboundAt = context.Now, LastActivityAt = context.Now }, clock.Now())
        {
            Words = context.Item.Text,
            Language = context.Item.Language,
            AccountName = context.Account.Name,
            ClientName = context.Client.ClientName,
            Company = context.Client.Company,
            IsVip = context.Client.IsVip,
            ArticleTags = ticket.ArticleId is null ? [] : await tx.OnceAsync<string>(ArticleTags, new { ticket.ArticleId }, ct),
        };
        if (tx.Waiting<WaitingLog>().Opens(ticket.Id))
        {
            return facts with
            {
                Article = ticket.ArticleId is null ? null
                    : (await tx.OnceAsync<string>(ArticleTitle, new { ticket.ArticleId }, ct)).Single(),
                Queue = ticket.QueueId is null ? null
                    : (await tx.OnceAsync<string>(QueueName, new { ticket.QueueId }, ct)).Single(),
            };
        }

        var around = (await tx.QueryBesideAsync<AroundRow>(Around, new { ticket.Id }, ct)).Single();
        return facts with
        {
            Article = around.Article,
            Queue = around.Queue,
            Assignee = around.Assignee,
            Tags = await tx.QueryBesideAsync<string>(TagWords.OfTicket, new { ticket.Id }, ct),
            DueAt = around.DueAt,
            LastOutboundAt = around.LastOutboundAt,
        };
    }

    /// <returns>Null when there is no such ticket.</returns>
    public async Task<RuleFacts?> RunAsync(DbSession session, Guid ticketId, CancellationToken ct)
    {
        if (await session.OneAsync<TicketRow>(TicketSql.Read, new { Id = ticketId }, ct) is not { } ticket)
        {
            return null;
        }

        var around = (await session.OneAsync<AroundRow>(Around, new { ticket.Id }, ct))!;
        var said = await session.QueryAsync<Said>(Newest, new { ticket.Id, Take = 1 }, ct);
        return new RuleFacts(ticket, clock.Now())
        {
            Words = said is [var newest] ? newest.Body : "",
            Language = said is [{ ItemJson: { } json }] ? Json.Read<Engagement.Channels.InboundItem>(json).Language : null,
            AccountName = around.AccountName,
            ClientName = around.ClientName,
            Company = around.Company,
            IsVip = around.IsVip,
            Article = around.Article,
            ArticleTags = ticket.ArticleId is null ? [] : await session.QueryAsync<string>(ArticleTags, new { ticket.ArticleId }, ct),
            Queue = around.Queue,
            Assignee = around.Assignee,
            Tags = await session.QueryAsync<string>(TagWords.OfTicket, new { ticket.Id }, ct),
            DueAt = around.DueAt,
            LastOutboundAt = around.LastOutboundAt,
        };
    }
}
