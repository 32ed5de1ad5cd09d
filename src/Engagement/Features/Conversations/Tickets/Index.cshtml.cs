using Engagement.Channels;
using Engagement.Features.Conversations.Tickets.Inbox;
using Engagement.Web;
using Engagement.Web.Api;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Tickets;

internal sealed class IndexModel(
    ReadInboxPage read, ChangeMany changeMany, SaveView saveView, ChannelCatalog channels) : PageModel
{
    public static IReadOnlyList<(int Days, string Name)> Ages { get; } = [(1, "A day"), (3, "Three days"), (7, "A week"), (30, "A month")];

    public InboxQuery Inbox { get; private set; } = new();

    /// <summary>The views with their counts.</summary>
    public InboxTabs Tabs { get; private set; } = null!;

    public Guid? SavedId { get; private set; }

    /// <summary>All else of the whole page.</summary>
    public InboxPage Shows { get; private set; } = null!;

    /// <summary>The ticket, at that message: it may be far back.</summary>
    public string LinkTo(TicketView ticket) => Shows.Hits.TryGetValue(ticket.Id, out var message)
        ? $"/tickets/{ticket.Number}{Inbox.With("message", message.ToString())}#message-{message}"
        : $"/tickets/{ticket.Number}{Inbox}";

    public IEnumerable<ChannelFacts> Networks => channels.All.Select(c => c.Facts);

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
        LookAt();
        Tabs = await read.TabsAsync(User.UserId(), ct);
        return Partial("_Tabs", this);
    }

    public async Task<IActionResult> OnPostChangeAsync(
        Guid[] ids, TicketStatus? toStatus, TicketPriority? toPriority,
        string? toAssignee, string? toQueue, string? toTag, CancellationToken ct)
    {
        LookAt();
        var what = new ChangeTicket.Command(
            Guid.Empty, null, toStatus, toPriority, Guid.TryParse(toAssignee, out var assignee)
                ? assignee : null, toAssignee == "nobody", User.DisplayName(), User.UserId())
        {
            QueueId = Guid.TryParse(toQueue, out var queue) ? queue : null,
            Unqueue = toQueue == "none",
        };
        var answer = await changeMany.RunAsync(new(ids, what, toTag, User.UserId()!.Value), ct);
        if (answer is not Result<ChangeMany.Done>.Done { Value: var done })
        {
            return await RefuseAsync(answer, ct);
        }

        TempData["Undo"] = done.BulkId.ToString();
        TempData["UndoSays"] = Said(done, "changed");
        return Redirect($"/tickets{Inbox}");
    }

    public async Task<IActionResult> OnPostUndoAsync(Guid bulk, CancellationToken ct)
    {
        LookAt();
        var answer = await changeMany.UndoAsync(bulk, User.DisplayName(), User.UserId()!.Value, ct);
        if (answer is not Result<ChangeMany.Done>.Done { Value: var done })
        {
            return await RefuseAsync(answer, ct);
        }

        this.Say(Said(done, "as before"));
        return Redirect($"/tickets{Inbox}");
    }

    public async Task<IActionResult> OnPostSaveAsync(string? name, bool everybody, CancellationToken ct)
    {
        LookAt();
        var answer = await saveView.RunAsync(new(name, Inbox, everybody, User.DisplayName(), User.UserId()!.Value), ct);
        if (answer is not Result<Guid>.Done { Value: var id })
        {
            return await RefuseAsync(answer, ct);
        }

        this.Say("Kept. It stands beside the other views.");
        return Redirect($"/tickets{Inbox.With("saved", id.ToString())}");
    }

    public async Task<IActionResult> OnPostForgetAsync(Guid saved, CancellationToken ct)
    {
        LookAt();
        var answer = await saveView.RemoveAsync(saved, User.UserId()!.Value, ct);
        if (answer is not Result<Guid>.Done)
        {
            return await RefuseAsync(answer, ct);
        }

        this.Say("The view is removed. Its tickets are where they were.");
        return Redirect("/tickets");
    }

    private static string Said(ChangeMany.Done done, string what) =>
        $"{done.Changed} {(done.Changed == 1 ? "ticket" : "tickets")} "
            + $"{what}{(done.LeftAlone == 0 ? "." : $", {done.LeftAlone} left alone.")}";

    // Which list the address means.
    private void LookAt()
    {
        Inbox = InboxQuery.Of(Request.Query) with { IsNamed = true };
        SavedId = Guid.TryParse(Request.Query["saved"], out var saved) ? saved : null;
    }

    private async Task LoadAsync(Cursor? after, CancellationToken ct)
    {
        LookAt();
        Shows = await read.RunAsync(Inbox, after, User.UserId(), ct);
        Tabs = Shows.Tabs;
    }

    // Only now the page is shown again.
    private async Task<IActionResult> RefuseAsync<T>(Result<T> answer, CancellationToken ct)
    {
        await LoadAsync(null, ct);
        return this.Refuse(answer);
    }
}
