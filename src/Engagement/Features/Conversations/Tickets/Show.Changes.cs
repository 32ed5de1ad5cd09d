using System.Globalization;
using Engagement.Features.Conversations.Tickets.Inbox;
using Engagement.Features.Publishing.Posts;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;

namespace Engagement.Features.Conversations.Tickets;

internal sealed partial class ShowModel
{
    public async Task<IActionResult> OnPostReplyAsync(
        long number, string? text, bool solve, bool confirmPersonal, long? seen, CancellationToken ct)
    {
        if (await acts.Reply.SeeAsync(number, ct) is not { } of)
        {
            return NotFound();
        }

        // Whoever works through a list goes on with it, and with the one that stands after this before it is solved.
        Inbox = InboxQuery.Of(Request.Query);
        var goesOn = solve && Inbox.IsNamed;
        if (goesOn)
        {
            await ListAsync(ct);
        }

        var next = NeighboursOf(number).Next;
        var answer = await acts.Reply.RunAsync(of, new(of.Ticket.Id, text ?? "", User.DisplayName(), User.UserId(), Solve: solve)
            { SeenSeq = seen, ConfirmPersonal = confirmPersonal }, ct);
        if (answer is Result<ReplyToTicket.Sent>.Done)
        {
            this.Say(solve ? $"The reply is on its way, and #{number} is solved." : "The reply is on its way.");
            return Redirect(!goesOn ? Here(number) : next is null ? $"/tickets{Inbox}" : $"/tickets/{next}{Inbox}");
        }

        if (!await LoadAsync(number, ct))
        {
            return NotFound();
        }

        var isNew = Shows.Reply is null;
        Text = text ?? "";
        SeenBefore = answer is Result<ReplyToTicket.Sent>.Conflict ? seen : null;
        if (User.UserId() is { } me)
        {
            await saveDraft.RunAsync(Ticket.Id, me, SaveReplyDraft.Reply, Text, isNew, ct);
        }

        return this.Refuse(answer);
    }

    public async Task<IActionResult> OnPostNoteAsync(long number, string? text, CancellationToken ct)
    {
        if (!await FindAsync(number, ct))
        {
            return NotFound();
        }

        var answer = await acts.Note.RunAsync(new(Ticket.Id, text ?? "", User.DisplayName(), User.UserId()), ct);
        var result = await BackAsync(answer, "The note is added.", ct);
        Note = text ?? "";
        return result;
    }

    public Task<IActionResult> OnPostChangeAsync(
        long number, int version, TicketStatus? status, TicketPriority? priority, Guid? assignee, Guid? queue, CancellationToken ct) =>
        DoAsync(number, () => acts.Change.RunAsync(
            new(Ticket.Id, version, status, priority, assignee, Unassign: assignee is null, User.DisplayName(), User.UserId())
                { QueueId = queue, Unqueue = queue is null }, ct), "Saved.", ct);

    public Task<IActionResult> OnPostSnoozeAsync(long number, string? until, DateTime? at, CancellationToken ct)
    {
        var zone = User.TimeZone();
        var today = LocalDay.Of(clock.GetUtcNow(), zone);
        DateTimeOffset Morning(LocalDay day) => LocalMoment.At(day.Date.ToDateTime(new TimeOnly(9, 0)), zone).Instant;
        var time = until switch
        {
            "hours" => clock.GetUtcNow().AddHours(3),
            "tomorrow" => Morning(today.Next(1)),
            "monday" => Morning(today.Monday.Next(7)),
            "wake" => (DateTimeOffset?)null,
            _ => at is { } local ? LocalMoment.At(local, zone).Instant : DateTimeOffset.MinValue,
        };
        return DoAsync(number, () => acts.Change.RunAsync(
            new(Ticket.Id, null, null, null, null, Unassign: false, User.DisplayName(), User.UserId())
                { SnoozeUntil = time, Wake = time is null }, ct),
            time is null ? "It is in sight again." : "Out of sight until then, or until they write.", ct);
    }

    public async Task<IActionResult> OnPostFieldsAsync(long number, int version, Dictionary<string, string?>? fields, CancellationToken ct)
    {
        var values = new Dictionary<Guid, string?>();
        foreach (var (key, value) in fields?.AsEnumerable() ?? [])
        {
            if (Guid.TryParse(key, out var id))
            {
                values[id] = value;
            }
        }

        TypedFields = values;
        return await DoAsync(
            number, () => acts.Fields.RunAsync(new(Ticket.Id, version, values, User.DisplayName(), User.UserId()), ct), "Saved.", ct);
    }

    public Task<IActionResult> OnPostTagAsync(long number, string? add, string? remove, CancellationToken ct) =>
        DoAsync(number, () => acts.Tag.RunAsync(new(Ticket.Id, add, remove, User.DisplayName(), User.UserId()), ct), "Tagged.", ct);

    public Task<IActionResult> OnPostMergeAsync(long number, string? other, CancellationToken ct) =>
        DoAsync(number, () => acts.Merge.RunAsync(new(Ticket.Id, Number(other), User.DisplayName(), User.UserId()), ct),
            "Merged. It can be taken back.", ct);

    public Task<IActionResult> OnPostUnmergeAsync(long number, Guid ticket, CancellationToken ct) =>
        DoAsync(number, () => acts.Merge.UndoAsync(ticket, User.DisplayName(), User.UserId(), ct),
            "It stands by itself again, as it was.", ct);

    public Task<IActionResult> OnPostLinkAsync(long number, string? other, CancellationToken ct) =>
        DoAsync(number, () => acts.Link.RunAsync(new(Ticket.Id, Number(other), User.DisplayName(), User.UserId()), ct), "Linked.", ct);

    public Task<IActionResult> OnPostUnlinkAsync(long number, string? other, CancellationToken ct) =>
        DoAsync(number, () => acts.Link.RunAsync(new(Ticket.Id, Number(other), User.DisplayName(), User.UserId(), Unlink: true), ct),
            "No longer linked.", ct);

    public async Task<IActionResult> OnPostSplitAsync(long number, Guid message, CancellationToken ct) =>
        await FindAsync(number, ct)
            ? await GoAsync(await acts.Split.RunAsync(new(Ticket.Id, message, User.DisplayName(), User.UserId()), ct),
                "It has a ticket of its own: this one.", ct)
            : NotFound();

    public async Task<IActionResult> OnPostFollowUpAsync(long number, string? why, CancellationToken ct) =>
        await FindAsync(number, ct)
            ? await GoAsync(await acts.FollowUp.RunAsync(new(Ticket.Id, why, User.DisplayName(), User.UserId()), ct),
                "This goes on where the other ended.", ct)
            : NotFound();

    public Task<IActionResult> OnPostSpamAsync(long number, string? what, CancellationToken ct) =>
        DoAsync(number,
            () => acts.Spam.RunAsync(new(Ticket.Id, what is "spam" or "block", what == "block", User.DisplayName(), User.UserId()), ct),
            what == "none" ? "Not spam after all."
                : what == "block" ? "Spam. What they write from now on is kept and makes no ticket."
                : "Spam.", ct);

    public async Task<IActionResult> OnPostUnreadAsync(long number, CancellationToken ct)
    {
        if (!await FindAsync(number, ct))
        {
            return NotFound();
        }

        await markRead.UnreadAsync(Ticket.Id, User.UserId()!.Value, ct);
        this.Say($"#{number} is unread.");
        return Redirect($"/tickets{Inbox}");
    }

    /// <summary>Keeps the reply as it is typed, and answers with its length.</summary>
    public async Task<IActionResult> OnPostDraftAsync(long number, string? text, CancellationToken ct) =>
        await KeepAsync(number, SaveReplyDraft.Reply, text, ct) is { } place
            ? Partial("_ReplyLength", MeasureFor(place.Account)) : NotFound();

    public async Task<IActionResult> OnPostNoteDraftAsync(long number, string? text, CancellationToken ct) =>
        await KeepAsync(number, SaveReplyDraft.Note, text, ct) is null ? NotFound() : new NoContentResult();

    private async Task<DraftPlace?> KeepAsync(long number, string kind, string? text, CancellationToken ct)
    {
        var me = User.UserId()!.Value;
        if (await read.DraftPlaceAsync(number, me, ct) is not { } place)
        {
            return null;
        }

        Text = text ?? "";
        await saveDraft.RunAsync(place.TicketId, me, kind, Text, isNew: !place.Kinds.Contains(kind), ct);
        return place;
    }

    /// <summary>This page is open, and whether somebody writes in it; answers with who else is here.</summary>
    public async Task<IActionResult> OnPostPresenceAsync(Guid ticket, string? state, CancellationToken ct)
    {
        var me = User.UserId()!.Value;
        if (state == "left")
        {
            await presence.LeaveAsync(ticket, me, ct);
            return new NoContentResult();
        }

        if (!await read.ExistsAsync(ticket, ct))
        {
            return NotFound();
        }

        await presence.SayAsync(ticket, me, state == "writing", ct);
        return Partial("_Presence", await presence.AtAsync(ticket, me, ct));
    }

    private static long Number(string? typed) =>
        long.TryParse(typed?.Trim().TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private string Here(long number) => $"/tickets/{number}{Inbox}";

    private async Task<IActionResult> DoAsync<T>(long number, Func<Task<Result<T>>> work, string said, CancellationToken ct) =>
        await FindAsync(number, ct) ? await BackAsync(await work(), said, ct) : NotFound();

    private Task<IActionResult> BackAsync<T>(Result<T> answer, string said, CancellationToken ct) =>
        LeadAsync(answer, said, _ => Here(Ticket.Number), ct);

    private Task<IActionResult> GoAsync(Result<TicketRow> answer, string said, CancellationToken ct) =>
        LeadAsync(answer, said, to => $"/tickets/{to.Number}{Inbox}", ct);

    // The page is read only where it is shown again, and then as it stands now.
    private async Task<IActionResult> LeadAsync<T>(Result<T> answer, string said, Func<T, string> where, CancellationToken ct)
    {
        if (answer is not Result<T>.Done { Value: var done })
        {
            return await LoadAsync(Ticket.Number, ct) ? this.Refuse(answer) : NotFound();
        }

        this.Say(said);
        return Redirect(where(done));
    }
}
