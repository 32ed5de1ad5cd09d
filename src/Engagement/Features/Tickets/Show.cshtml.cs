using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Channels;
using Engagement.Features.Channels.Limits;
using Engagement.Features.Live;
using Engagement.Features.Sla;
using Engagement.Features.Team;
using Engagement.Features.Templates;
using Engagement.Features.Tickets.Inbox;
using Engagement.Features.Tickets.Joining;
using Engagement.Features.Tickets.Queues;
using Engagement.Web.Security;
using Engagement.Web.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Tickets;

/// <summary>One conversation with a client, beside the list it was opened from. What is done to it stands in Show.Changes.cs.</summary>
internal sealed partial class ShowModel(
    Db db, ChannelCatalog channels, SaveReplyDraft saveDraft, Prices prices,
    ReadClocks readClocks, ListTickets list, MarkRead markRead, Presence presence, TicketActs acts, TimeProvider clock) : PageModel
{
    private const int ListLength = 25;
    private const int MostEvents = 100;

    private static readonly Sql ReadHandles = Sql.Portable(
        """
        select Network, Handle, ProfileUrl from Handles
        where ClientId in (select c.Id from Clients c where c.Id = @ClientId or c.MatchedIntoId = @ClientId
            or c.Id = (select o.MatchedIntoId from Clients o where o.Id = @ClientId))
        order by Network, Handle
        """);

    private static readonly Sql ReadBeside = Sql.Portable("""
        select (select coalesce(p.Company, c.Company) from Clients c left join Clients p on p.Id = c.MatchedIntoId
            where c.Id = @ClientId) as Company, (select Summary from Articles where Id = @ArticleId) as Summary
        """);

    private AccountRow _account = null!;

    public TicketView Ticket { get; private set; } = null!;

    /// <summary>The list it was opened from.</summary>
    public InboxQuery Inbox { get; private set; } = new();

    public IReadOnlyList<TicketView> List { get; private set; } = [];

    public string ViewName { get; private set; } = "";

    /// <summary>The newest messages, or the part that was asked for.</summary>
    public MessagePart Part { get; private set; } = new([], false, false);

    public IReadOnlyList<MessageRow> Messages => Part.Items;

    /// <summary>They were fetched into a page that shows later ones: whoever asked goes on reading at the first of them.</summary>
    public bool IsStepBack { get; private set; }

    /// <summary>The newest of its log, the newest first.</summary>
    public IReadOnlyList<TicketEventRow> Events { get; private set; } = [];

    public bool HasOlderEvents { get; private set; }

    /// <summary>What stands between the messages of mails that came.</summary>
    public IReadOnlyList<TicketEventRow> MailEvents { get; private set; } = [];

    public IReadOnlyList<UserRow> People { get; private set; } = [];

    public IReadOnlyList<QueueRow> Queues { get; private set; } = [];

    public IReadOnlyList<TicketField> Fields { get; private set; } = [];

    /// <summary>Fields as they were filled in, when they were not accepted.</summary>
    public IReadOnlyDictionary<Guid, string?>? TypedFields { get; private set; }

    public IReadOnlyList<string> Tags { get; private set; } = [];

    public IReadOnlyList<string> AllTags { get; private set; } = [];

    public IReadOnlyList<LinkedTicket> Beside { get; private set; } = [];

    public IReadOnlyList<HandleRow> Handles { get; private set; } = [];

    public IReadOnlyList<Presence.Somebody> Others { get; private set; } = [];

    public string? Company { get; private set; }

    public string? ArticleSummary { get; private set; }

    public ChannelFacts Facts => channels[Ticket.Network].Facts;

    public ClocksView Clocks { get; private set; } = null!;

    /// <summary>The half-written reply.</summary>
    public string Text { get; private set; } = "";

    public string? Note { get; private set; }

    /// <summary>The newest message this page shows: an answer written below it goes out only when nothing has come since.</summary>
    public long Seen { get; private set; }

    /// <summary>What had been seen when an answer was refused; what came after it is marked.</summary>
    public long? SeenBefore { get; private set; }

    public bool IsDirect => DirectId.Parse(Ticket.ThreadId) is not null;

    /// <summary>Why nothing can be sent from here; null: it can.</summary>
    public string? NoAnswer => _account.State == AccountState.Removed
        ? Sentence.Of($"{_account.Name} was removed. Connect it again to answer.")
        : channels.Find(Ticket.Network) is null ? GoneChannel.Words(Ticket.Network) : null;

    /// <summary>What answering costs; null where nothing is billed.</summary>
    public string? Cost => prices.OfSending(Ticket.Network, Text, isReply: true) is { } price ? $"Costs {price}." : null;

    public TextMeasure Measure =>
        channels[Ticket.Network].MeasurePart(Text.Trim(), part: null, contentWarning: null, RenderTemplate.AccountForMeasure(_account));

    /// <summary>The numbers before and after this one in the list.</summary>
    public (long? Previous, long? Next) Neighbours
    {
        get
        {
            var at = List.ToList().FindIndex(t => t.Number == Ticket.Number);
            return at < 0
                ? (null, List.Count > 0 ? List[0].Number : null)
                : (at > 0 ? List[at - 1].Number : null, at + 1 < List.Count ? List[at + 1].Number : null);
        }
    }

    /// <summary>Where a form of this page goes: here, with the list kept.</summary>
    public string Action(string handler) => $"/tickets/{Ticket.Number}{Inbox.With("handler", handler)}";

    public bool IsNewer(MessageRow message) => SeenBefore is { } seen && message.Seq > seen && message.Kind != MessageKind.Note;

    public bool MaySplit(MessageRow message) => User.May(Area.Tickets)
        && message.Kind == MessageKind.Inbound && message.TicketId == Ticket.Id
        && message.RemoteId is not null
            && (Part.HasEarlier || Part.HasLater || Messages.Count(m => m.Kind == MessageKind.Inbound && m.TicketId == Ticket.Id) > 1);

    /// <param name="number">The ticket's.</param>
    /// <param name="message">The page that has this message.</param>
    /// <param name="before">The page of those before this message.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<IActionResult> OnGetAsync(long number, Guid? message, Guid? before, CancellationToken ct)
    {
        if (!await LoadAsync(number, ct) || !await ReadPartAsync(message, before, ct))
        {
            return NotFound();
        }

        if (User.UserId() is { } me)
        {
            await markRead.SoonAsync(Ticket, me, ct);
            if (User.May(Area.Tickets))
            {
                await presence.CameAsync(Ticket.Id, me);
            }
        }

        return Page();
    }

    /// <summary>What was said, as it stands now. Whoever has the page open sees it.</summary>
    public async Task<IActionResult> OnGetConversationAsync(long number, long? seen, Guid? earliest, CancellationToken ct)
    {
        if (!await LoadAsync(number, ct))
        {
            return NotFound();
        }

        // What the reader went back to stays in sight; whoever is further back than is shown at once is left to read.
        if (earliest is { } first)
        {
            if (await ReadMessages.SinceAsync(db, Ticket.Id, first, ct) is not { } part)
            {
                return new NoContentResult();
            }

            Part = part;
        }


        SeenBefore = seen;
        if (User.UserId() is { } me)
        {
            await markRead.SoonAsync(Ticket, me, ct);
        }

        return Partial("_Conversation", this);
    }

    /// <summary>The part before this message, for a page that shows what follows it.</summary>
    public async Task<IActionResult> OnGetEarlierAsync(long number, Guid before, CancellationToken ct)
    {
        IsStepBack = true;
        return await LoadAsync(number, ct) && await ReadPartAsync(null, before, ct) ? Partial("_Messages", this) : NotFound();
    }

    private async Task<bool> ReadPartAsync(Guid? message, Guid? before, CancellationToken ct)
    {
        var part = message is { } one ? await ReadMessages.AroundAsync(db, Ticket.Id, one, ct)
            : before is { } later ? await ReadMessages.BeforeAsync(db, Ticket.Id, later, ReadMessages.Part, ct)
            : Part;
        Part = part ?? Part;
        Seen = Messages.Count == 0 ? 0 : Messages.Max(m => m.Seq);
        return part is not null;
    }

    public async Task<IActionResult> OnGetListAsync(long number, CancellationToken ct) => await LoadAsync(number, ct)
        ? Partial("_ListPane", this) : NotFound();

    private async Task<bool> LoadAsync(long number, CancellationToken ct)
    {
        if (await db.OneAsync<TicketView>(TicketSql.ViewByNumber, new { Number = number }, ct) is not { } ticket)
        {
            return false;
        }

        Ticket = ticket;
        Inbox = InboxQuery.Of(Request.Query);
        ViewName = Inbox.View == "queue" ? "Queue" : InboxQuery.Views.Single(v => v.View == Inbox.View).Name;
        List = (await list.RunAsync(Inbox.Filter(User.UserId(), clock.Now()), null, ListLength, ct)).Items;
        _account = (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = ticket.AccountId }, ct))!;
        Part = await ReadMessages.NewestAsync(db, ticket.Id, ReadMessages.Part, ct);
        Seen = Messages.Count == 0 ? 0 : Messages.Max(m => m.Seq);
        var events = await db.QueryAsync<TicketEventRow>(TicketSql.NewestEvents, new { ticket.Id, Take = MostEvents + 1 }, ct);
        (Events, HasOlderEvents) = ([.. events.Take(MostEvents)], events.Count > MostEvents);
        MailEvents = await db.QueryAsync<TicketEventRow>(TicketSql.MailEvents, new { ticket.Id }, ct);
        var books = await SlaBooks.ReadAsync(db, ct);
        Clocks = new ClocksView(ticket.Number, await readClocks.RunAsync(db, ticket, books, ct), books.Count > 0, clock.Now());
        Handles = await db.QueryAsync<HandleRow>(ReadHandles, new { ticket.ClientId }, ct);
        Queues = await db.QueryAsync<QueueRow>(QueueSql.Names, ct: ct);
        Fields = await db.QueryAsync<TicketField>(QueueSql.FieldsOfTicket, new { ticket.Id }, ct);
        Tags = await db.QueryAsync<string>(TagWords.OfTicket, new { ticket.Id }, ct);
        AllTags = await db.QueryAsync<string>(TagWords.All, new { Take = 50 }, ct);
        Beside = await db.QueryAsync<LinkedTicket>(LinkTickets.Beside, new { ticket.Id }, ct);
        (Company, ArticleSummary) = (await db.OneAsync<AboutRow>(ReadBeside, new { ticket.ClientId, ticket.ArticleId }, ct))!;
        People = [.. (await db.QueryAsync<UserRow>(UserSql.All, ct: ct)).Where(u => u.DisabledAt is null || u.Id == ticket.AssigneeId)];
        Others = await presence.AtAsync(ticket.Id, User.UserId(), ct);
        Text = await DraftAsync("reply", ct) ?? "";
        Note = await DraftAsync("note", ct);
        return true;
    }

    private Task<string?> DraftAsync(string kind, CancellationToken ct) =>
        db.ScalarAsync<string>(TicketSql.ReadDraft, new { TicketId = Ticket.Id, UserId = User.UserId(), Kind = kind }, ct);

    private sealed record AboutRow
    {
        public string? Company { get; init; }

        public string? Summary { get; init; }

        public void Deconstruct(out string? company, out string? summary) => (company, summary) = (Company, Summary);
    }
}

internal sealed record HandleRow
{
    public string Network { get; init; } = "";

    public string Handle { get; init; } = "";

    public string? ProfileUrl { get; init; }
}
