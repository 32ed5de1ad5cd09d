using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Changes;
using Engagement.Web.Api;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Publishing.Posts;

internal sealed class IndexModel(Db db) : PageModel
{
    private const int PageSize = 40;

    [BindProperty(SupportsGet = true)]
    public DeliveryState? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Account { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Article { get; set; }

    public Page<PostRow> Posts { get; private set; } = new([], null);

    public ILookup<Guid, PostDelivery> Deliveries { get; private set; } = null!;

    public IReadOnlyList<AccountRow> Accounts { get; private set; } = [];

    /// <summary>Posts somebody has to read before they go out.</summary>
    public int AwaitApproval { get; private set; }

    /// <summary>Waiting posts whose article changed.</summary>
    public int HeldChanged { get; private set; }

    /// <summary>Posts that are out and whose article changed since.</summary>
    public int Outdated { get; private set; }

    public bool IsFiltered => State is not null || Account is not null || Article is not null;

    public async Task<IActionResult> OnGetAsync(string? after, CancellationToken ct)
    {
        if (!Cursor.TryParse(after, out var cursor))
        {
            return Redirect("/posts");
        }

        var rows = await db.QueryAsync<PostRow>(PostSql.List.Where(PostFilter.Conditions(cursor, Article, Account, State)), new
        {
            Take = PageSize + 1,
            AfterTime = cursor?.Time,
            AfterId = cursor?.Id,
            ArticleId = Article,
            AccountId = Account,
            State = State?.ToString(),
        }, ct);
        Posts = Page<PostRow>.Of(rows, PageSize, r => r, r => new Cursor(r.DueAt, r.Id));
        Deliveries = (await db.QueryAsync<PostDelivery>(PostSql.Deliveries, new { Posts = Json.Ids(Posts.Items.Select(p => p.Id)) }, ct))
            .ToLookup(d => d.PostId!.Value);
        HeldChanged = await db.ScalarAsync<int>(ChangedSql.CountHeld, ct: ct);
        Outdated = await db.ScalarAsync<int>(ChangedSql.CountOut, ct: ct);
        AwaitApproval = await db.ScalarAsync<int>(PostSql.CountAwaiting, ct: ct);
        Accounts = await db.QueryAsync<AccountRow>(AccountSql.ReadEvery, ct: ct);
        return Page();
    }
}
