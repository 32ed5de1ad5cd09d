using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Web;
using Engagement.Web.Api;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Publishing.Deliveries.Changes;

/// <summary>Posts that are out and whose article has changed since: what they say may be wrong now.</summary>
internal sealed class OutdatedModel(Db db, RenewWords renew, AcceptOutdated accept) : PageModel
{
    // Each is rendered anew to be compared.
    private const int PageSize = 12;

    [BindProperty(SupportsGet = true)]
    public Guid? Account { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public Page<ComparedDelivery> Posts { get; private set; } = new([], null);

    public int Count { get; private set; }

    public IReadOnlyList<AccountRow> Accounts { get; private set; } = [];

    public bool IsFiltered => Account is not null || !string.IsNullOrWhiteSpace(Q);

    public async Task<IActionResult> OnGetAsync(string? after, CancellationToken ct)
    {
        if (!Cursor.TryParse(after, out var cursor))
        {
            return Redirect("/posts/outdated");
        }

        await LoadAsync(cursor, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(List<string> deliveries, CancellationToken ct)
    {
        var answer = await accept.RunAsync(new([.. deliveries.Select(SeenDelivery.Parse).OfType<SeenDelivery>()], User.DisplayName()), ct);
        if (answer is Result<int>.Done)
        {
            this.Say("Noted: what it says still holds.");
            return RedirectToPage(new { Account, Q });
        }

        await LoadAsync(null, ct);
        return this.Refuse(answer);
    }

    private async Task LoadAsync(Cursor? cursor, CancellationToken ct)
    {
        Accounts = await db.QueryAsync<AccountRow>(AccountSql.ReadEvery, ct: ct);
        Count = await db.ScalarAsync<int>(ChangedSql.CountOut, ct: ct);
        List<Sql> conditions = [ChangedSql.OutOnes];
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
            conditions.Add(ChangedSql.BeforeOutdated);
        }

        var rows = await db.QueryAsync<ChangedDelivery>(ChangedSql.Out.Where(conditions),
            new { Take = PageSize + 1, AccountId = Account, Like = LikePattern.Containing(Q),
                AfterTime = cursor?.Time, AfterId = cursor?.Id }, ct);
        var page = Page<ChangedDelivery>.Of(rows, PageSize, r => r, r => new Cursor(r.OutdatedAt!.Value, r.Id));
        var compared = new List<ComparedDelivery>();
        foreach (var row in page.Items)
        {
            compared.Add(await ComparedDelivery.OfAsync(db, renew, row, ct));
        }

        Posts = new(compared, page.Next);
    }
}
