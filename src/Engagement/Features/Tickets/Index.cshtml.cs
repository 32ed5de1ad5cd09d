using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Listening;
using Engagement.Features.Team;
using Engagement.Features.Tickets.Inbox;
using Engagement.Features.Tickets.Queues;
using Engagement.Web;
using Engagement.Web.Api;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Tickets;

internal sealed class IndexModel(
    ListTickets list, TicketCounts counts, ChangeMany changeMany, SaveView saveView,
    Db db, ChannelCatalog channels, TimeProvider clock) : PageModel
{
    private const int PageSize = 50;

    private static readonly Sql TitleOf = Sql.Portable("select Title from Articles where Id = @Id");

    private static readonly Sql NameOf = Sql.Portable("select Name from Clients where Id = @Id");

    public static IReadOnlyList<(int Days, string Name)> Ages { get; } = [(1, "A day"), (3, "Three days"), (7, "A week"), (30, "A month")];

    public InboxQuery Inbox { get; private set; } = new();

    public InboxCounts Counts { get; private set; } = new(0, 0, 0, 0, 0, 0, new Dictionary<Guid, int>());

    public IReadOnlyList<UserRow> People { get; private set; } = [];

    public IReadOnlyList<QueueRow> Queues { get; private set; } = [];

    public IReadOnlyList<SavedView> Saved { get; private set; } = [];

    public Guid? SavedId { get; private set; }

    public IReadOnlyList<string> AllTags { get; private set; } = [];

    /// <summary>What the list is narrowed to by a link from elsewhere: an article, a client.</summary>
    public string? Only { get; private set; }

    public Page<TicketView> Tickets { get; private set; } = new([], null);

    /// <summary>Of each ticket the message that has the words that are looked for.</summary>
    public IReadOnlyDictionary<Guid, Guid> Hits { get; private set; } = new Dictionary<Guid, Guid>();

    /// <summary>The ticket, at that message: it may be far back.</summary>
    public string LinkTo(TicketView ticket) => Hits.TryGetValue(ticket.Id, out var message)
        ? $"/tickets/{ticket.Number}{Inbox.With("message", message.ToString())}#message-{message}"
        : $"/tickets/{ticket.Number}{Inbox}";

    public IEnumerable<ChannelFacts> Networks => channels.All.Select(c => c.Facts);

    public int SetAside { get; private set; }

    /// <summary>The change just made to many, to be taken back. An id comes back from the cookie as one, whatever it went in as.</summary>
    public string? Undo => TempData["Undo"]?.ToString();

    public string? UndoSays => TempData["UndoSays"] as string;

    public async Task<IActionResult> OnGetAsync(string? after, CancellationToken ct)
    {
        if (!Cursor.TryParse(after, out var cursor))
        {
            return Redirect("/tickets");
        }

        await LoadAsync(cursor, ct);
        return Page();
    }

    /// <summary>The views with their counts, as they are now.</summary>
    public async Task<IActionResult> OnGetTabsAsync(CancellationToken ct)
    {
        await LoadTabsAsync(ct);
        return Partial("_Tabs", this);
    }

    public async Task<IActionResult> OnPostChangeAsync(
        Guid[] ids, TicketStatus? toStatus, TicketPriority? toPriority,
        string? toAssignee, string? toQueue, string? toTag, CancellationToken ct)
    {
        await LoadAsync(null, ct);
        var what = new ChangeTicket.Command(
            Guid.Empty, null, toStatus, toPriority, Guid.TryParse(toAssignee, out var assignee)
                ? assignee : null, toAssignee == "nobody", User.DisplayName(), User.UserId())
        {
            QueueId = Guid.TryParse(toQueue, out var queue) ? queue : null,
            Unqueue = toQueue == "none",
        };
        var answer = await changeMany.RunAsync(new(ids, what, toTag, User.UserId()!.Value), ct);
        if (answer is not Answer<ChangeMany.Done>.Done { Value: var done })
        {
            return this.Refuse(answer);
        }

        TempData["Undo"] = done.BulkId.ToString();
        TempData["UndoSays"] = Said(done, "changed");
        return Redirect($"/tickets{Inbox}");
    }

    public async Task<IActionResult> OnPostUndoAsync(Guid bulk, CancellationToken ct)
    {
        await LoadAsync(null, ct);
        var answer = await changeMany.UndoAsync(bulk, User.DisplayName(), User.UserId()!.Value, ct);
        if (answer is not Answer<ChangeMany.Done>.Done { Value: var done })
        {
            return this.Refuse(answer);
        }

        this.Say(Said(done, "as before"));
        return Redirect($"/tickets{Inbox}");
    }

    public async Task<IActionResult> OnPostSaveAsync(string? name, bool everybody, CancellationToken ct)
    {
        await LoadAsync(null, ct);
        var answer = await saveView.RunAsync(new(name, Inbox, everybody, User.DisplayName(), User.UserId()!.Value), ct);
        if (answer is not Answer<Guid>.Done { Value: var id })
        {
            return this.Refuse(answer);
        }

        this.Say("Kept. It stands beside the other views.");
        return Redirect($"/tickets{Inbox.With("saved", id.ToString())}");
    }

    public async Task<IActionResult> OnPostForgetAsync(Guid saved, CancellationToken ct)
    {
        await LoadAsync(null, ct);
        var answer = await saveView.RemoveAsync(saved, User.UserId()!.Value, ct);
        if (answer is not Answer<Guid>.Done)
        {
            return this.Refuse(answer);
        }

        this.Say("The view is removed. Its tickets are where they were.");
        return Redirect("/tickets");
    }

    private static string Said(ChangeMany.Done done, string what) =>
        $"{done.Changed} {(done.Changed == 1 ? "ticket" : "tickets")} "
            + $"{what}{(done.LeftAlone == 0 ? "." : $", {done.LeftAlone} left alone.")}";

    private async Task LoadTabsAsync(CancellationToken ct)
    {
        Inbox = InboxQuery.Of(Request.Query) with { IsNamed = true };
        SavedId = Guid.TryParse(Request.Query["saved"], out var saved) ? saved : null;
        Counts = await counts.RunAsync(User.UserId(), ct);
        Queues = await db.QueryAsync<QueueRow>(QueueSql.Names, ct: ct);
        Saved = await db.QueryAsync<SavedView>(SaveView.Of, new { Me = User.UserId() ?? Guid.Empty }, ct);
    }

    private async Task LoadAsync(Cursor? after, CancellationToken ct)
    {
        await LoadTabsAsync(ct);
        Tickets = await list.RunAsync(Inbox.Filter(User.UserId(), clock.Now()), after, PageSize, ct);
        Hits = await list.HitsAsync(Inbox.Q, Tickets.Items, ct);
        SetAside = await db.ScalarAsync<int>(ListeningSql.FailedCount, ct: ct);
        People = [.. (await db.QueryAsync<UserRow>(UserSql.All, ct: ct)).Where(u => u.DisabledAt is null)];
        AllTags = await db.QueryAsync<string>(TagWords.All, new { Take = 50 }, ct);
        Only = Inbox.Article is { } article ? await db.ScalarAsync<string>(TitleOf, new { Id = article }, ct)
            : Inbox.Client is { } client ? await db.ScalarAsync<string>(NameOf, new { Id = client }, ct) : null;
    }
}
