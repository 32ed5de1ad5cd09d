using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Web.Api;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Publishing.Deliveries.Foresight;

/// <summary>What will fail, before it does.</summary>
internal sealed class IndexModel(Db db, Foresee foresee) : PageModel
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true)]
    public Guid? Account { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Reason { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public Foresight Seen { get; private set; } = Foresight.Empty;

    public IReadOnlyList<Foreseen> Items { get; private set; } = [];

    public IReadOnlyList<AccountRow> Accounts { get; private set; } = [];

    public bool IsFiltered => Account is not null || !string.IsNullOrEmpty(Reason) || !string.IsNullOrWhiteSpace(Q);

    /// <summary>The rest of this list; null: this is all.</summary>
    public string? Later { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? after, CancellationToken ct)
    {
        if (!Cursor.TryParse(after, out var cursor))
        {
            return Redirect("/posts/foresight");
        }

        Accounts = await db.QueryAsync<AccountRow>(AccountSql.ReadAll, ct: ct);
        Seen = await foresee.RunAsync(Account, int.MaxValue, ct);
        var fitting = Seen.Items
            .Where(f => string.IsNullOrEmpty(Reason) || f.Reasons.Any(r => r.Code == Reason))
            .Where(f => string.IsNullOrWhiteSpace(Q) || f.Title.Contains(Q.Trim(), StringComparison.OrdinalIgnoreCase))
            .Where(f => cursor is null || f.DueAt > cursor.Time
                || (f.DueAt == cursor.Time && string.CompareOrdinal(f.Id.ToString(), cursor.Id.ToString()) > 0))
            .Take(PageSize + 1).ToList();
        Items = [.. fitting.Take(PageSize)];
        Later = fitting.Count > PageSize
            ? QueryString.Create(Request.Query.Where(q => q.Key != "after")
                .SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v)))
                .Append(new("after", new Cursor(Items[^1].DueAt, Items[^1].Id).ToString()))).ToString()
            : null;
        return Page();
    }
}
