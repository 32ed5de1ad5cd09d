using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Web.Api;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Listening.Accounting;

/// <summary>Was every reply heard? Post by post.</summary>
internal sealed class IndexModel(Db db, ListPosts list) : PageModel
{
    public Page<PostReplies> Posts { get; private set; } = new([], null);

    public IReadOnlyList<AccountRow> Accounts { get; private set; } = [];

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Account { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Gaps { get; set; }

    public bool IsNarrowed => Q is not null || Account is not null || Gaps;

    public Func<string?, string> Link =>
        next => $"/listening?q={Uri.EscapeDataString(Q ?? "")}&account={Account}&gaps={(Gaps ? "true" : "false")}&after={next}";

    public async Task OnGetAsync(string? after, CancellationToken ct)
    {
        Accounts = await db.QueryAsync<AccountRow>(AccountSql.ReadEvery, ct: ct);
        Posts = await list.RunAsync(new(Account, Q, Gaps), Cursor.TryParse(after, out var cursor) ? cursor : null, Cursor.DefaultTake, ct);
    }
}
