using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts.Limits;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Accounts;

/// <summary>Can we speak and hear? A card for each account.</summary>
internal sealed class IndexModel(Db db, ChannelCatalog channels, ChangeAccount change,
    TestAccount test, FindInactiveAccounts silence, Spending spending, TimeProvider clock) : PageModel
{
    private static readonly Sql CountWaiting = Sql.Portable("""
        select AccountId, State, count(*) as Number from Deliveries where State in ('Scheduled', 'Held', 'Uncertain')
        group by AccountId, State
        """);

    private static readonly Sql CountAfter = Sql.Portable(
        "select count(*) from Deliveries where State = 'Scheduled' and DueAt > @Ends and AccountId = @AccountId");

    public IReadOnlyList<AccountCard> Accounts { get; private set; } = [];

    /// <summary>What was removed, and whether its network can be connected to again.</summary>
    public IReadOnlyList<(AccountRow Account, bool CanConnect)> Removed { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var waiting = (await db.QueryAsync<Waiting>(CountWaiting, ct: ct)).ToDictionary(w => (w.AccountId, w.State), w => w.Number);
        var silent = await silence.RunAsync(ct);
        var cards = new List<AccountCard>();
        var every = await db.QueryAsync<AccountRow>(AccountSql.ReadEvery, ct: ct);
        Removed = [.. every.Where(a => a.State == AccountState.Removed).Select(a => (a, channels.Find(a.Network) is IConnect))];
        foreach (var account in every.Where(a => a.State != AccountState.Removed))
        {
            var card = new AccountCard(account, channels.Find(account.Network),
                AccountHealth.Of(account, clock.GetUtcNow(), isGone: channels.Find(account.Network) is null))
            {
                Month = await spending.MonthAsync(db, account, ct),
                Silence = silent.GetValueOrDefault(account.Id),
                Scheduled = waiting.GetValueOrDefault((account.Id, "Scheduled")),
                Held = waiting.GetValueOrDefault((account.Id, "Held")),
                Uncertain = waiting.GetValueOrDefault((account.Id, "Uncertain")),
            };
            cards.Add(card.AccessEnds is { } ends
                ? card with { AfterEnd = await db.ScalarAsync<int>(CountAfter, new { AccountId = account.Id, Ends = ends }, ct) }
                : card);
        }

        Accounts = [.. cards.OrderByDescending(c => c.Health.NeedsAttention || c.Silence is not null)
            .ThenBy(c => c.Account.Name, StringComparer.CurrentCultureIgnoreCase)];
    }

    public async Task<IActionResult> OnPostTestAsync(Guid id, CancellationToken ct) =>
        await test.RunAsync(id, User.DisplayName(), ct) is Result<TestAccount.Result>.Done { Value: var result }
            ? Said(result.Words, result.Works) : NotFound();

    public async Task<IActionResult> OnPostPauseAsync(Guid id, CancellationToken ct) =>
        await change.PauseAsync(id, ct) is Result<string>.Done { Value: var name }
            ? Said($"{name} is paused: nothing is sent or read until it is resumed.")
            : NotFound();

    public async Task<IActionResult> OnPostResumeAsync(Guid id, CancellationToken ct) =>
        await change.ResumeAsync(id, User.DisplayName(), ct) is Result<int>.Done { Value: var released }
            ? Said($"Resumed.{ReleasedWords.Of(released)}") : NotFound();

    private RedirectResult Said(string words, bool well = true)
    {
        if (well)
        {
            this.Say(words);
        }
        else
        {
            TempData["Trouble"] = words;
        }

        return Redirect("/accounts");
    }

    private sealed record Waiting
    {
        public Guid AccountId { get; init; }

        public string State { get; init; } = "";

        public int Number { get; init; }
    }
}

/// <summary>
/// An account with what its card says. <paramref name="Channel"/> is null when this program has no adapter for its network.
/// </summary>
internal sealed record AccountCard(AccountRow Account, IChannel? Channel, AccountHealth Health)
{
    /// <summary>Set when nothing comes in and that is not as usual.</summary>
    public Silence? Silence { get; init; }

    /// <summary>What it has cost this month; null where nothing is billed.</summary>
    public SpentMonth? Month { get; init; }

    public int Scheduled { get; init; }

    public int Held { get; init; }

    public int Uncertain { get; init; }

    /// <summary>Scheduled for after <see cref="AccessEnds"/>.</summary>
    public int AfterEnd { get; init; }

    /// <summary>
    /// When a person must connect it again; null when never, or not told. Access that renews itself ends only where its renewal does.
    /// </summary>
    public DateTimeOffset? AccessEnds => Account.RefreshEndsAt ?? (Channel is IRefreshTokens ? null : Account.AccessExpiresAt);
}
