using Engagement.Common.Text;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Content.Templates;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Web;
using Engagement.Web.Api;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Publishing.Deliveries.Changes;

/// <summary>What waits and must not go out before somebody compared its words with the changed article.</summary>
internal sealed class HeldModel(Db db, RenewWords renew, DecideChanged decide) : PageModel
{
    // Each is rendered anew to be compared.
    private const int PageSize = 12;

    [BindProperty(SupportsGet = true)]
    public Guid? Account { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public Page<ComparedDelivery> Held { get; private set; } = new([], null);

    public int Count { get; private set; }

    public IReadOnlyList<AccountRow> Accounts { get; private set; } = [];

    /// <summary>Those of the last click that could not be decided, and why.</summary>
    public IReadOnlyDictionary<Guid, string> Refused { get; private set; } = new Dictionary<Guid, string>();

    public bool IsFiltered => Account is not null || !string.IsNullOrWhiteSpace(Q);

    public async Task<IActionResult> OnGetAsync(string? after, CancellationToken ct)
    {
        if (!Cursor.TryParse(after, out var cursor))
        {
            return Redirect("/posts/changed");
        }

        await LoadAsync(cursor, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(List<string> deliveries, ChangeChoice choice, CancellationToken ct)
    {
        var answer = await decide.RunAsync(
            new([.. deliveries.Select(SeenDelivery.Parse).OfType<SeenDelivery>()], choice, User.DisplayName(), User.UserId()), ct);
        if (answer is Result<DecideChanged.Decided>.Done { Value: var decided })
        {
            var what = choice switch { ChangeChoice.Renew => "renewed", ChangeChoice.Keep => "kept as they are", _ => "cancelled" };
            this.Say(decided.Refused.Count == 0
                ? $"{decided.Done} {what}."
                : $"{decided.Done} {what}, {decided.Refused.Count} not: {decided.Refused[0].Why}");
            return RedirectToPage(new { Account, Q });
        }

        await LoadAsync(null, ct);
        return this.Refuse(answer);
    }

    private async Task LoadAsync(Cursor? cursor, CancellationToken ct)
    {
        Accounts = await db.QueryAsync<AccountRow>(AccountSql.ReadAll, ct: ct);
        Count = await db.ScalarAsync<int>(ChangedSql.CountHeld, ct: ct);
        List<Sql> conditions = [ChangedSql.HeldOnes];
        if (Account is not null)
        {
            conditions.Add(ChangedSql.OfAccount);
        }

        if (!string.IsNullOrWhiteSpace(Q))
        {
            conditions.Add(ChangedSql.HasTitle);
        }

        if (cursor is not null)
        {
            conditions.Add(ChangedSql.AfterDue);
        }

        var rows = await db.QueryAsync<ChangedDelivery>(ChangedSql.Held.Where(conditions),
            new { Take = PageSize + 1, AccountId = Account, Like = LikePattern.Containing(Q),
                AfterTime = cursor?.Time, AfterId = cursor?.Id }, ct);
        var page = Page<ChangedDelivery>.Of(rows, PageSize, r => r, r => new Cursor(r.DueAt, r.Id));
        var compared = new List<ComparedDelivery>();
        foreach (var row in page.Items)
        {
            compared.Add(await ComparedDelivery.OfAsync(db, renew, row, ct));
        }

        Held = new(compared, page.Next);
    }
}

/// <summary>A delivery's words, and what they would be now.</summary>
/// <param name="Runs">The difference; empty where there are no new words.</param>
/// <param name="Problem">Why there are none.</param>
internal sealed record ComparedDelivery(ChangedDelivery Row, IReadOnlyList<DiffRun> Runs, string? Problem)
{
    public bool SaysTheSame => Problem is null && Runs.All(r => r.Kind == PieceKind.Same);

    public string Seen => $"{Row.Id}:{Row.Version}";

    public static async Task<ComparedDelivery> OfAsync(Db db, RenewWords renew, ChangedDelivery row, CancellationToken ct)
    {
        var renewed = await renew.RunAsync((await db.OneAsync<Delivery>(LedgerSql.Read, new { row.Id }, ct))!, ct);
        return new(row, renewed.Words is null ? [] : TextDiff.Between(row.Body, renewed.Words.Body), renewed.Problem);
    }
}
