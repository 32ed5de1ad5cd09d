using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Listening.Older;

/// <summary>The last step of connecting: from when on what clients say becomes tickets, with a count of what that would be.</summary>
internal sealed class BeginModel(Db db, ChannelCatalog channels, CountOlder count, ReadOlder read) : PageModel
{
    // As many pages as one sign-in is likely to bring; each is counted.
    private const int Most = 20;

    /// <summary>The accounts that are asked about.</summary>
    [BindProperty(SupportsGet = true)]
    public List<Guid> Ids { get; set; } = [];

    public IReadOnlyList<(AccountRow Account, OlderCount Count)> Accounts { get; private set; } = [];

    public string? ReachesBack(AccountRow account) => (channels.Find(account.Network) as IReadOlder)?.ReachesBack;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!User.May(Area.Accounts))
        {
            return Forbid();
        }

        await LoadAsync(null, ct);
        return Accounts.Count > 0 ? Page() : Redirect("/accounts");
    }

    public async Task<IActionResult> OnPostCountAsync(Guid id, CancellationToken ct)
    {
        await LoadAsync(id, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, int days, CancellationToken ct)
    {
        if (days != 0)
        {
            switch (await read.RunAsync(new(id, days), ct))
            {
                case Result<DateTimeOffset>.Done:
                    break;
                case Result<DateTimeOffset>.Missing:
                    return NotFound();
                case var refused:
                    await LoadAsync(null, ct);
                    return this.Refuse(refused);
            }
        }

        this.Say(days == 0 ? "Messages from now on become tickets."
            : $"Messages of the last {(days == 1 ? "day" : $"{days} days")} become tickets too.");
        var left = Ids.Where(other => other != id).ToList();
        return Redirect(left.Count == 0 ? "/accounts" : Beginning.AddressOf(left));
    }

    private async Task LoadAsync(Guid? paid, CancellationToken ct)
    {
        var found = new List<(AccountRow, OlderCount)>();
        foreach (var id in Ids.Distinct().Take(Most))
        {
            if (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = id }, ct) is { State: AccountState.Active } account
                && await count.RunAsync(id, pays: paid == id, ct) is Result<OlderCount>.Done { Value: var counted })
            {
                found.Add((account, counted));
            }
        }

        Accounts = found;
    }
}
