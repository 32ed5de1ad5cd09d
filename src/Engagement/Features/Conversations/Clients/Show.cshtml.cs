using System.Text.Json;
using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Web;
using Engagement.Web.Api;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Clients;

/// <summary>One person, on all networks they write to us from.</summary>
internal sealed class ShowModel(
    Db db, ListTickets listTickets, ListClients listClients, SuggestMatches suggest,
    EditClient edit, AddClientNote addNote, MatchClients match, BlockClient block, EraseClient erase, ExportClient export) : PageModel
{
    private const int PageSize = 20;

    private static readonly Sql ReadMessages = Sql.Portable(
        """
        select t.Number, t.Network, m.Kind, m.AuthorName, m.Body, m.SaidAt from Messages m join Tickets t on t.Id = m.TicketId
        where t.ClientId in (select c.Id from Clients c where c.Id = @Id union all select c.Id from Clients c where c.MatchedIntoId = @Id)
        order by m.SaidAt desc, m.Seq desc {page}
        """);

    private static readonly Sql ReadKept = Sql.Portable(
        """
        select a.Network, i.ItemJson, i.Outcome, i.ReceivedAt
        from Handles h join Accounts a on a.Network = h.Network join InboundItems i on i.AccountId = a.Id and i.AuthorId = h.RemoteId
        where h.ClientId in (select c.Id from Clients c where c.Id = @Id union all select c.Id from Clients c where c.MatchedIntoId = @Id)
            and i.State = 'Ignored'
        order by i.ReceivedAt desc, i.Id desc {page}
        """);

    public ClientRow Client { get; private set; } = null!;

    /// <summary>The form as it was filled in, or as it is kept.</summary>
    public ClientRow Input { get; private set; } = null!;

    public int Version { get; private set; }

    public bool IsBlocked { get; private set; }

    public Page<TicketView> Tickets { get; private set; } = new([], null);

    public IReadOnlyList<SaidRow> Messages { get; private set; } = [];

    public IReadOnlyList<KeptRow> Blocked { get; private set; } = [];

    public IReadOnlyList<ClientHandle> Handles { get; private set; } = [];

    public IReadOnlyList<ClientMatchRow> Matches { get; private set; } = [];

    public IReadOnlyList<SuggestMatches.Suggestion> Suggestions { get; private set; } = [];

    public IReadOnlyList<ClientListRow> Found { get; private set; } = [];

    public IReadOnlyList<ClientNoteRow> Notes { get; private set; } = [];

    public IReadOnlyList<ClientEventRow> Log { get; private set; } = [];

    public string? NoteText { get; private set; }

    [BindProperty(SupportsGet = true)]
    public string? Find { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, string? after, CancellationToken ct)
    {
        if (!Cursor.TryParse(after, out var cursor))
        {
            return Redirect($"/clients/{id}");
        }

        if (!await LoadAsync(id, cursor, ct))
        {
            return NotFound();
        }

        // Links to somebody who was matched lead to whom they count as.
        return Client.Id == id ? Page() : Redirect($"/clients/{Client.Id}");
    }

    public async Task<IActionResult> OnPostEditAsync(
        Guid id, int version, string? name, string? company, string? website,
        bool isVip, ConsentState consent, string? consentNote, CancellationToken ct)
    {
        if (!await LoadAsync(id, null, ct))
        {
            return NotFound();
        }

        Input = Client with { Name = name ?? "", Company = company, Website = website,
            IsVip = isVip, Consent = consent, ConsentNote = consentNote };
        Version = version;
        var answer = await edit.RunAsync(
            new(id, version, name ?? "", company, website, isVip, consent, consentNote, User.DisplayName(), User.UserId()), ct);
        return Back(answer, id, "Saved.");
    }

    public async Task<IActionResult> OnPostNoteAsync(Guid id, string? text, CancellationToken ct)
    {
        if (!await LoadAsync(id, null, ct))
        {
            return NotFound();
        }

        NoteText = text;
        return Back(await addNote.RunAsync(new(id, text, User.DisplayName(), User.UserId()), ct), id, "The note is added.");
    }

    public Task<IActionResult> OnPostRemoveNoteAsync(Guid id, Guid note, CancellationToken ct) =>
        AfterAsync(() => addNote.DeleteAsync(id, note, User.DisplayName(), User.UserId(), ct), id, "The note is removed.", ct);

    public Task<IActionResult> OnPostMatchAsync(Guid id, Guid other, CancellationToken ct) =>
        AfterAsync(() => match.RunAsync(new(other, id, User.DisplayName(), User.UserId()), ct),
            id, "Matched. All of it stands here now.", ct);

    public Task<IActionResult> OnPostUnmatchAsync(Guid id, [FromForm(Name = "match")] Guid matchId, CancellationToken ct) =>
        AfterAsync(() => match.UndoAsync(matchId, User.DisplayName(), User.UserId(), ct),
            id, "They are two again, each with what was theirs.", ct);

    public Task<IActionResult> OnPostBlockAsync(Guid id, bool blocked, CancellationToken ct) => AfterAsync(
        () => block.RunAsync(new(id, blocked, User.DisplayName(), User.UserId()), ct), id,
        blocked ? "Blocked. What they write from now on is kept here and makes no ticket." : "What they write makes tickets again.", ct);

    public async Task<IActionResult> OnPostExportAsync(Guid id, CancellationToken ct) =>
        await export.RunAsync(id, User.DisplayName(), User.UserId(), ct) is Result<ExportClient.Archive>.Done { Value: var archive }
            ? File(archive.Zip, "application/zip", archive.FileName)
            : NotFound();

    public async Task<IActionResult> OnPostEraseAsync(Guid id, string? typed, CancellationToken ct)
    {
        if (!await LoadAsync(id, null, ct))
        {
            return NotFound();
        }

        var answer = await erase.RunAsync(new(id, typed, User.DisplayName(), User.UserId()), ct);
        return Back(answer, id, "Their personal data is erased.");
    }

    /// <summary>A change in words.</summary>
    public static string Say(ClientEventRow e) => e.Kind switch
    {
        "changed" => "Details changed",
        "vip" => e.Detail == "yes" ? "Made a VIP" : "No VIP any more",
        "consent" => $"Consent: {e.Detail}",
        "blocked" => "Blocked",
        "unblocked" => "Unblocked",
        "matched" => "Matched with somebody",
        "unmatched" => "A match taken back",
        "exported" => "Exported",
        "erased" => "Personal data erased",
        "note removed" => "A note removed",
        _ => e.Kind,
    };

    private async Task<IActionResult> AfterAsync<T>(Func<Task<Result<T>>> work, Guid id, string said, CancellationToken ct) =>
        await LoadAsync(id, null, ct) ? Back(await work(), id, said) : NotFound();

    private IActionResult Back<T>(Result<T> answer, Guid id, string said)
    {
        if (answer is not Result<T>.Done)
        {
            return this.Refuse(answer);
        }

        this.Say(said);
        return Redirect($"/clients/{id}");
    }

    private async Task<bool> LoadAsync(Guid id, Cursor? after, CancellationToken ct)
    {
        if (await db.OneAsync<ClientRow>(ClientSql.ReadPerson, new { Id = id }, ct) is not { } client)
        {
            return false;
        }

        (Client, Input, Version) = (client, client, client.Version);
        IsBlocked = (await db.QueryAsync<ClientRow>(ClientSql.Group, new { client.Id }, ct)).Any(c => c.BlockedAt is not null);
        Tickets = await listTickets.RunAsync(new TicketFilter { ClientId = client.Id }, after, PageSize, ct);
        Messages = await db.QueryAsync<SaidRow>(ReadMessages, new { client.Id, Take = PageSize }, ct);
        Blocked = await db.QueryAsync<KeptRow>(ReadKept, new { client.Id, Take = PageSize }, ct);
        Handles = await db.QueryAsync<ClientHandle>(ClientHandle.OfPerson, new { client.Id }, ct);
        Matches = await db.QueryAsync<ClientMatchRow>(MatchClients.OfPerson, new { client.Id }, ct);
        Suggestions = client.ErasedAt is null ? await suggest.RunAsync(client, Handles, ct) : [];
        Found = string.IsNullOrWhiteSpace(Find)
            ? []
            : [.. (await listClients.RunAsync(new ClientFilter(Find), null, 6, ct)).Items
                .Where(c => c.Id != client.Id && c.ErasedAt is null)];
        Notes = await db.QueryAsync<ClientNoteRow>(AddClientNote.OfPerson, new { client.Id }, ct);
        Log = await db.QueryAsync<ClientEventRow>(ClientLog.OfPerson, new { client.Id, Take = 50 }, ct);
        return true;
    }

    internal sealed record SaidRow
    {
        public long Number { get; init; }

        public string Network { get; init; } = "";

        public string Kind { get; init; } = "";

        public string AuthorName { get; init; } = "";

        public string Body { get; init; } = "";

        public DateTimeOffset SaidAt { get; init; }
    }

    /// <summary>What was received of them and made into no ticket.</summary>
    internal sealed record KeptRow
    {
        public string Network { get; init; } = "";

        public string ItemJson { get; init; } = "";

        public string? Outcome { get; init; }

        public DateTimeOffset ReceivedAt { get; init; }

        public string Text => Json.Read<JsonElement>(ItemJson).TryGetProperty("text", out var text) ? text.GetString() ?? "" : "";
    }
}
