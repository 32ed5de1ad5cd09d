using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Opportunities;
using Engagement.Features.Conversations.Realtime;
using Engagement.Features.Conversations.Sla;
using Engagement.Features.Conversations.Tickets.Answers;
using Engagement.Features.Conversations.Tickets.Inbox;
using Engagement.Features.Conversations.Tickets.Joining;
using Engagement.Features.Conversations.Tickets.Queues;
using Engagement.Features.People.Team;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>
/// What a ticket's page shows, and no more than that: the whole of it, or one of its parts. Most does not wait for one another's answer and
/// is asked for in one go.
/// </summary>
internal sealed class ReadTicketPage(
    Db db, ListTickets list, ReadClocks clocks, SuggestArticles suggest, Presence presence, TimeProvider clock)
{
    private const int ListLength = 25;
    private const int MostEvents = 100;
    private const int MostTags = 50;

    private static readonly Sql Handles = Sql.Portable(
        """
        select Network, Handle, ProfileUrl from Handles
        where ClientId in (select c.Id from Clients c where c.Id = @ClientId or c.MatchedIntoId = @ClientId
            or c.Id = (select o.MatchedIntoId from Clients o where o.Id = @ClientId))
        order by Network, Handle
        """);

    private static readonly Sql About = Sql.Portable("""
        select (select coalesce(p.Company, c.Company) from Clients c left join Clients p on p.Id = c.MatchedIntoId
            where c.Id = @ClientId) as Company, (select Summary from Articles where Id = @ArticleId) as Summary
        """);

    private static readonly Sql IdOf = Sql.Portable("select Id from Tickets where Number = @Number");

    private static readonly Sql Count = Sql.Portable("select count(*) from Tickets where Id = @Id");

    public Task<TicketView?> TicketAsync(long number, CancellationToken ct) =>
        db.OneAsync<TicketView>(TicketSql.ViewByNumber, new { Number = number }, ct);

    public async Task<bool> ExistsAsync(Guid id, CancellationToken ct) => await db.ScalarAsync<int>(Count, new { Id = id }, ct) > 0;

    /// <summary>The list it was opened from.</summary>
    public async Task<IReadOnlyList<TicketView>> ListAsync(TicketFilter filter, CancellationToken ct) =>
        (await list.RunAsync(filter, null, ListLength, ct)).Items;

    /// <summary>What was said last.</summary>
    public async Task<TicketTalk> TalkAsync(Guid ticketId, Guid? me, CancellationToken ct)
    {
        var reads = new Reads();
        var talk = TalkIn(reads, ticketId, me);
        await db.ReadAsync(reads, ct);
        return talk();
    }

    /// <inheritdoc cref="ReadMessages.SinceAsync"/>
    public Task<MessagePart?> SinceAsync(Guid ticketId, Guid messageId, CancellationToken ct) =>
        ReadMessages.SinceAsync(db, ticketId, messageId, ct);

    /// <inheritdoc cref="ReadMessages.BeforeAsync(DbSession, Guid, Guid, int, CancellationToken)"/>
    public Task<MessagePart?> BeforeAsync(Guid ticketId, Guid messageId, CancellationToken ct) =>
        ReadMessages.BeforeAsync(db, ticketId, messageId, ReadMessages.Part, ct);

    /// <inheritdoc cref="ReadMessages.AroundAsync(DbSession, Guid, Guid, MessagePart, CancellationToken)"/>
    public Task<MessagePart?> AroundAsync(Guid ticketId, Guid messageId, MessagePart newest, CancellationToken ct) =>
        ReadMessages.AroundAsync(db, ticketId, messageId, newest, ct);

    /// <summary>Where words are kept as they are typed; null: there is no such ticket.</summary>
    public async Task<DraftPlace?> DraftPlaceAsync(long number, Guid me, CancellationToken ct)
    {
        var reads = new Reads();
        var id = reads.Add<Guid?>(IdOf, new { Number = number });
        var account = reads.Add<AccountRow>(AccountSql.OfTicket, new { Number = number });
        var kinds = reads.Add<string>(TicketSql.DraftKinds, new { Number = number, UserId = me });
        await db.ReadAsync(reads, ct);
        return id.One is { } ticket ? new(ticket, account.One!, kinds.Rows) : null;
    }

    /// <summary>The whole page beside the ticket itself.</summary>
    /// <param name="ticket">As it was just read.</param>
    /// <param name="me">The reader.</param>
    /// <param name="answers">They may answer: what helps with that is read too.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<TicketPage> RunAsync(TicketView ticket, Guid? me, bool answers, CancellationToken ct)
    {
        var reads = new Reads();
        var talk = TalkIn(reads, ticket.Id, me);
        var account = reads.Add<AccountRow>(AccountSql.Read, new { Id = ticket.AccountId });
        var events = reads.Add<TicketEventRow>(TicketSql.NewestEvents, new { ticket.Id, Take = MostEvents + 1 });
        var books = SlaBooks.In(reads);
        var clocksBy = clocks.In(reads, ticket);
        var handles = reads.Add<HandleRow>(Handles, new { ticket.ClientId });
        var about = reads.Add<AboutRow>(About, new { ticket.ClientId, ticket.ArticleId });
        var queues = reads.Add<QueueRow>(QueueSql.Names);
        var fields = reads.Add<TicketField>(QueueSql.FieldsOfTicket, new { ticket.Id });
        var tags = reads.Add<string>(TagWords.OfTicket, new { ticket.Id });
        var allTags = reads.Add<string>(TagWords.All, new { Take = MostTags });
        var beside = reads.Add<LinkedTicket>(LinkTickets.Beside, new { ticket.Id });
        var people = reads.Add<UserRow>(UserSql.All);
        var others = presence.In(reads, ticket.Id, me);
        var drafts = reads.Add<DraftRow>(TicketSql.Drafts, new { TicketId = ticket.Id, UserId = me ?? Guid.Empty });
        var chances = reads.Add<Opportunity>(OpportunitySql.OfTicket, new { TicketId = ticket.Id });
        var macros = answers ? reads.Add<Macro>(MacroSql.All) : null;
        var suggested = suggest.In(reads, ticket);
        await db.ReadAsync(reads, ct);

        var inForce = books();
        return new TicketPage
        {
            Talk = talk(),
            Account = account.One!,
            Events = [.. events.Rows.Take(MostEvents)],
            HasOlderEvents = events.Rows.Count > MostEvents,
            Clocks = new ClocksView(ticket.Number, clocksBy(inForce), inForce.Count > 0, clock.Now()),
            Handles = handles.Rows,
            Company = about.One?.Company,
            ArticleSummary = about.One?.Summary,
            Queues = queues.Rows,
            Fields = fields.Rows,
            Tags = tags.Rows,
            AllTags = allTags.Rows,
            Beside = beside.Rows,
            People = [.. people.Rows.Where(u => u.DisabledAt is null || u.Id == ticket.AssigneeId)],
            Others = others.Rows,
            Reply = drafts.Rows.FirstOrDefault(d => d.Kind == SaveReplyDraft.Reply)?.Body,
            Note = drafts.Rows.FirstOrDefault(d => d.Kind == SaveReplyDraft.Note)?.Body,
            Chances = new(ticket.Number, chances.Rows),
            Macros = [.. (macros?.Rows ?? []).Where(m => m.QueueId is null || m.QueueId == ticket.QueueId)
                .OrderBy(m => m.QueueId is null).ThenBy(m => m.Name)],
            Suggested = await suggested(ct),
        };
    }

    private static Func<TicketTalk> TalkIn(Reads reads, Guid ticketId, Guid? me)
    {
        var part = ReadMessages.NewestIn(reads, ticketId, ReadMessages.Part);
        var mails = reads.Add<TicketEventRow>(TicketSql.MailEvents, new { Id = ticketId });
        var readAt = MarkRead.In(reads, ticketId, me);
        return () => new(part(), mails.Rows, readAt.One);
    }

    private sealed record AboutRow
    {
        public string? Company { get; init; }

        public string? Summary { get; init; }
    }

    private sealed record DraftRow
    {
        public string Kind { get; init; } = "";

        public string Body { get; init; } = "";
    }
}
