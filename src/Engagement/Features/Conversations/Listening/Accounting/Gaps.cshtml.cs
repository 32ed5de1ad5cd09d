using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Web;
using Engagement.Web.Api;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Listening.Accounting;

internal sealed class GapsModel(Db db, ListMissingReplies list, SettleMissingReplies settle) : PageModel
{
    public Page<MissingReplies> Found { get; private set; } = new([], null);

    public IReadOnlyList<AccountRow> Accounts { get; private set; } = [];

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public GapState? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Account { get; set; }

    /// <summary>Whose note was refused.</summary>
    [BindProperty]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    public Func<string?, string> Link =>
        next => $"/listening/gaps?q={Uri.EscapeDataString(Q ?? "")}&state={State}&account={Account}&after={next}";

    public async Task OnGetAsync(string? after, CancellationToken ct)
    {
        Accounts = await db.QueryAsync<AccountRow>(AccountSql.ReadEvery, ct: ct);
        Found = await list.RunAsync(new(State, Account, Q), Cursor.TryParse(after, out var cursor) ? cursor : null, Cursor.DefaultTake, ct);
    }

    public async Task<IActionResult> OnPostTryAsync(CancellationToken ct)
    {
        var answer = await settle.TryNowAsync(Id, ct);
        this.Say(answer is Result<Guid>.Done ? "It is looked into within a minute." : "It is not open any more.");
        return Redirect("/listening/gaps?state=Open");
    }

    public async Task<IActionResult> OnPostAcceptAsync(CancellationToken ct)
    {
        var answer = await settle.AcceptAsync(new(Id, Note, User.DisplayName()), ct);
        if (answer is Result<Guid>.Done)
        {
            this.Say("Accepted. It opens again if more is missing.");
            return Redirect("/listening/gaps?state=Open");
        }

        State = GapState.Open;
        await OnGetAsync(null, ct);
        return this.Refuse(answer);
    }
}
