using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Channels;
using Engagement.Features.Channels.Limits;
using Engagement.Features.Sla;
using Engagement.Features.Team;
using Engagement.Features.Templates;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Tickets;

/// <summary>One conversation with a client.</summary>
internal sealed class ShowModel(
    Db db, ChannelCatalog channels, ReplyToTicket reply, AddNote note, ChangeTicket change, SaveReplyDraft saveDraft, Prices prices,
    ReadClocks readClocks, TimeProvider clock) : PageModel
{
    private static readonly Sql ReadHandles = Sql.Portable("select Network, Handle, ProfileUrl from Handles where ClientId = @ClientId order by Network, Handle");

    private AccountRow _account = null!;

    public TicketView Ticket { get; private set; } = null!;

    public IReadOnlyList<MessageRow> Messages { get; private set; } = [];

    public IReadOnlyList<TicketEventRow> Events { get; private set; } = [];

    public IReadOnlyList<UserRow> People { get; private set; } = [];

    public IReadOnlyList<HandleRow> Handles { get; private set; } = [];

    public ChannelFacts Facts => channels[Ticket.Network].Facts;

    public ClocksView Clocks { get; private set; } = null!;

    /// <summary>The half-written reply.</summary>
    public string Text { get; private set; } = "";

    public string? Note { get; private set; }

    public bool IsDirect => DirectId.Parse(Ticket.ThreadId) is not null;

    /// <summary>What answering costs; null where nothing is billed.</summary>
    public string? Cost => prices.OfSending(Ticket.Network, Text, isReply: true) is { } price ? $"Costs {price}." : null;

    public TextMeasure Measure => channels[Ticket.Network].Measure(Text.Trim(), RenderTemplate.AccountForMeasure(_account));

    public async Task<IActionResult> OnGetAsync(long number, CancellationToken ct) => await LoadAsync(number, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostReplyAsync(long number, string? text, bool solve, bool confirmPersonal, CancellationToken ct)
    {
        if (!await LoadAsync(number, ct))
        {
            return NotFound();
        }

        var answer = await reply.RunAsync(new(Ticket.Id, text ?? "", User.DisplayName(), User.UserId(), Solve: solve) { ConfirmPersonal = confirmPersonal }, ct);
        if (answer is Answer<ReplyToTicket.Sent>.Done)
        {
            this.Say(solve ? "The reply is on its way, and the ticket is solved." : "The reply is on its way.");
            return Redirect($"/tickets/{number}");
        }

        Text = text ?? "";
        return this.Refuse(answer);
    }

    public async Task<IActionResult> OnPostNoteAsync(long number, string? text, CancellationToken ct)
    {
        if (!await LoadAsync(number, ct))
        {
            return NotFound();
        }

        var answer = await note.RunAsync(new(Ticket.Id, text ?? "", User.DisplayName(), User.UserId()), ct);
        if (answer is Answer<Guid>.Done)
        {
            this.Say("The note is added.");
            return Redirect($"/tickets/{number}");
        }

        Note = text ?? "";
        return this.Refuse(answer);
    }

    public async Task<IActionResult> OnPostChangeAsync(
        long number, int version, TicketStatus? status, TicketPriority? priority, Guid? assignee, CancellationToken ct)
    {
        if (!await LoadAsync(number, ct))
        {
            return NotFound();
        }

        var answer = await change.RunAsync(new(
            Ticket.Id, version, status, priority, assignee, Unassign: assignee is null, User.DisplayName(), User.UserId()), ct);
        if (answer is Answer<Guid>.Done)
        {
            this.Say("Saved.");
            return Redirect($"/tickets/{number}");
        }

        return this.Refuse(answer);
    }

    /// <summary>Keeps the reply as it is typed, and answers with its length.</summary>
    public async Task<IActionResult> OnPostDraftAsync(long number, string? text, CancellationToken ct)
    {
        if (!await LoadAsync(number, ct))
        {
            return NotFound();
        }

        Text = text ?? "";
        await saveDraft.RunAsync(Ticket.Id, User.UserId()!.Value, "reply", Text, ct);
        return Partial("_ReplyLength", Measure);
    }

    /// <summary>An event in words.</summary>
    public static string Say(TicketEventRow e) => e.Kind switch
    {
        "created" => e.After is null ? "Ticket opened" : $"Ticket opened. {e.After}",
        "status" => $"Status: {e.Before} → {e.After}",
        "priority" => $"Priority: {e.Before} → {e.After}",
        "assignee" => $"Assignee: {e.Before ?? "nobody"} → {e.After ?? "nobody"}",
        MessageKind.Inbound => e.After is null ? "The client wrote" : $"The client wrote ({e.After.ToLowerInvariant()})",
        MessageKind.Outbound => e.After is null ? "Answered" : $"The answer is on its way again. {e.After}",
        TicketLog.Unsent => $"The answer did not go out. {e.After}",
        MessageKind.Note => "Note added",
        _ => e.Kind,
    };

    private async Task<bool> LoadAsync(long number, CancellationToken ct)
    {
        if (await db.OneAsync<TicketView>(TicketSql.ViewByNumber, new { Number = number }, ct) is not { } ticket)
        {
            return false;
        }

        Ticket = ticket;
        _account = (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = ticket.AccountId }, ct))!;
        Messages = await db.QueryAsync<MessageRow>(TicketSql.Messages, new { ticket.Id }, ct);
        Events = await db.QueryAsync<TicketEventRow>(TicketSql.Events, new { ticket.Id }, ct);
        var books = await SlaBooks.ReadAsync(db, ct);
        Clocks = new ClocksView(ticket.Number, await readClocks.RunAsync(db, ticket, books, ct), books.Count > 0, clock.Now());
        Handles = await db.QueryAsync<HandleRow>(ReadHandles, new { ticket.ClientId }, ct);
        People = [.. (await db.QueryAsync<UserRow>(UserSql.All, ct: ct)).Where(u => u.DisabledAt is null || u.Id == ticket.AssigneeId)];
        Text = await db.ScalarAsync<string>(TicketSql.ReadDraft, new { TicketId = ticket.Id, UserId = User.UserId(), Kind = "reply" }, ct) ?? "";
        return true;
    }
}

internal sealed record HandleRow
{
    public string Network { get; init; } = "";

    public string Handle { get; init; } = "";

    public string? ProfileUrl { get; init; }
}
