using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Conversations.Realtime;
using Engagement.Features.Conversations.Tickets.Inbox;
using Engagement.Web.Security;
using Engagement.Web.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>One conversation with a client, beside the list it was opened from. What is done to it stands in Show.Changes.cs.</summary>
internal sealed partial class ShowModel(
    ReadTicketPage read, ChannelCatalog channels, SaveReplyDraft saveDraft, Prices prices,
    MarkRead markRead, Presence presence, TicketActs acts, TimeProvider clock) : PageModel
{
    public TicketView Ticket { get; private set; } = null!;

    /// <summary>The list it was opened from.</summary>
    public InboxQuery Inbox { get; private set; } = new();

    public IReadOnlyList<TicketView> List { get; private set; } = [];

    public string ViewName => Inbox.View == "queue" ? "Queue" : InboxQuery.Views.Single(v => v.View == Inbox.View).Name;

    /// <summary>The newest messages, or the part that was asked for.</summary>
    public MessagePart Part { get; private set; } = new([], false, false);

    public IReadOnlyList<MessageRow> Messages => Part.Items;

    /// <summary>They were fetched into a page that shows later ones: whoever asked goes on reading at the first of them.</summary>
    public bool IsStepBack { get; private set; }

    /// <summary>What stands between the messages of mails that came.</summary>
    public IReadOnlyList<TicketEventRow> MailEvents { get; private set; } = [];

    /// <summary>All else of the whole page.</summary>
    public TicketPage Shows { get; private set; } = null!;

    /// <summary>Fields as they were filled in, when they were not accepted.</summary>
    public IReadOnlyDictionary<Guid, string?>? TypedFields { get; private set; }

    public ChannelFacts Facts => channels[Ticket.Network].Facts;

    /// <summary>The half-written reply.</summary>
    public string Text { get; private set; } = "";

    public string? Note { get; private set; }

    /// <summary>The newest message this page shows: an answer written below it goes out only when nothing has come since.</summary>
    public long Seen { get; private set; }

    /// <summary>What had been seen when an answer was refused; what came after it is marked.</summary>
    public long? SeenBefore { get; private set; }

    public bool IsDirect => DirectId.Parse(Ticket.ThreadId) is not null;

    /// <summary>Why nothing can be sent from here; null: it can.</summary>
    public string? NoAnswer => Shows.Account.State == AccountState.Removed
        ? Sentence.Of($"{Shows.Account.Name} was removed. Connect it again to answer.")
        : channels.Find(Ticket.Network) is null ? GoneChannel.Words(Ticket.Network) : null;

    /// <summary>What answering costs; null where nothing is billed.</summary>
    public string? Cost => prices.OfSending(Ticket.Network, Text, isReply: true) is { } price ? $"Costs {price}." : null;

    public TextMeasure Measure => MeasureFor(Shows.Account);

    /// <summary>The numbers before and after this one in the list.</summary>
    public (long? Previous, long? Next) Neighbours => NeighboursOf(Ticket.Number);

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
            await markRead.SoonAsync(Ticket, me, Shows.ReadAt);
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
        if (!await FindAsync(number, ct))
        {
            return NotFound();
        }

        var talk = await TalkAsync(ct);

        // What the reader went back to stays in sight; whoever is further back than is shown at once is left to read.
        if (earliest is { } first)
        {
            if (await read.SinceAsync(Ticket.Id, first, ct) is not { } part)
            {
                return new NoContentResult();
            }

            Part = part;
        }

        SeenBefore = seen;
        if (User.UserId() is { } me)
        {
            await markRead.SoonAsync(Ticket, me, talk.ReadAt);
        }

        return Partial("_Conversation", this);
    }

    /// <summary>The part before this message, for a page that shows what follows it.</summary>
    public async Task<IActionResult> OnGetEarlierAsync(long number, Guid before, CancellationToken ct)
    {
        IsStepBack = true;
        if (!await FindAsync(number, ct))
        {
            return NotFound();
        }

        await TalkAsync(ct);
        return await ReadPartAsync(null, before, ct) ? Partial("_Messages", this) : NotFound();
    }

    public async Task<IActionResult> OnGetListAsync(long number, CancellationToken ct)
    {
        if (!await FindAsync(number, ct))
        {
            return NotFound();
        }

        await ListAsync(ct);
        return Partial("_ListPane", this);
    }

    private async Task<bool> ReadPartAsync(Guid? message, Guid? before, CancellationToken ct)
    {
        var part = message is { } one ? await read.AroundAsync(Ticket.Id, one, Part, ct)
            : before is { } later ? await read.BeforeAsync(Ticket.Id, later, ct)
            : Part;
        Part = part ?? Part;
        Seen = Messages.Count == 0 ? 0 : Messages.Max(m => m.Seq);
        return part is not null;
    }

    private TextMeasure MeasureFor(AccountRow account) =>
        channels[account.Network].MeasurePart(Text.Trim(), part: null, contentWarning: null, account.ForMeasure());

    private (long? Previous, long? Next) NeighboursOf(long number)
    {
        var at = List.ToList().FindIndex(t => t.Number == number);
        return at < 0
            ? (null, List.Count > 0 ? List[0].Number : null)
            : (at > 0 ? List[at - 1].Number : null, at + 1 < List.Count ? List[at + 1].Number : null);
    }

    // The ticket alone: all that is needed to do something to it and lead on.
    private async Task<bool> FindAsync(long number, CancellationToken ct)
    {
        Inbox = InboxQuery.Of(Request.Query);
        Ticket = (await read.TicketAsync(number, ct))!;
        return Ticket is not null;
    }

    private async Task ListAsync(CancellationToken ct) =>
        List = await read.ListAsync(Inbox.Filter(User.UserId(), clock.Now()), ct);

    private async Task<TicketTalk> TalkAsync(CancellationToken ct)
    {
        var talk = await read.TalkAsync(Ticket.Id, User.UserId(), ct);
        (Part, MailEvents) = (talk.Part, talk.MailEvents);
        return talk;
    }

    // The whole page.
    private async Task<bool> LoadAsync(long number, CancellationToken ct)
    {
        if (!await FindAsync(number, ct))
        {
            return false;
        }

        await ListAsync(ct);
        Shows = await read.RunAsync(Ticket, User.UserId(), User.May(Area.Tickets), ct);
        (Part, MailEvents) = (Shows.Talk.Part, Shows.Talk.MailEvents);
        Seen = Messages.Count == 0 ? 0 : Messages.Max(m => m.Seq);
        Text = Shows.Reply ?? "";
        Note = Shows.Note;
        return true;
    }
}
