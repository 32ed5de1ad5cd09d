using System.Collections.Immutable;
using System.Globalization;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts.Limits;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Accounts;

/// <summary>One account: what it may still do at its network, what it costs, and what a person sets for it.</summary>
internal sealed class AccountModel(Db db, ChannelCatalog channels, SaveAccount save, Spending spending, Prices prices, TimeProvider clock)
    : PageModel
{
    public AccountRow Account { get; private set; } = null!;

    public IChannel? Channel { get; private set; }

    public CallCosts? Costs { get; private set; }

    public SpentMonth? Month { get; private set; }

    public IReadOnlyList<LimitLine> Limits { get; private set; } = [];

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public Direction FirstInLine { get; set; }

    [BindProperty]
    public decimal? MonthlyBudget { get; set; }

    [BindProperty]
    public int ListeningShare { get; set; }

    [BindProperty]
    public bool Streaming { get; set; }

    [BindProperty]
    public Dictionary<string, string?> Settings { get; set; } = [];

    [BindProperty]
    public string? Language { get; set; }

    public bool IsStreaming => Account.StreamLeaseUntil > clock.GetUtcNow();

    public bool SharesLimits => Channel?.Facts.Limits.Any(l => l.By == Draws.Both) == true;

    /// <summary>What was learnt of how the account's server counts; null: nothing.</summary>
    public string? Learned => (Channel as ILearnMeasure)?.Learned(Account.ForMeasure());

    public string? WarningOf(AccountSetting setting) =>
        setting.Warn(int.TryParse(Settings.GetValueOrDefault(setting.Name), NumberStyles.None, CultureInfo.InvariantCulture, out var set)
            ? set : setting.Default, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        Name = Account.Name;
        FirstInLine = Account.FirstInLine;
        MonthlyBudget = Month?.Budget?.Amount;
        ListeningShare = Account.ListeningShare;
        Streaming = Account.Streaming;
        Language = Account.Language;
        Settings = Json.Read<ImmutableDictionary<string, string>>(Account.SettingsJson).ToDictionary(s => s.Key, s => (string?)s.Value);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        if (!ModelState.IsValid)
        {
            return this.Unprocessable();
        }

        var answer = await save.RunAsync(
            new(id, Name, FirstInLine, MonthlyBudget, ListeningShare, Streaming, Settings, User.DisplayName(), Language), ct);
        if (answer is not Result<int>.Done { Value: var released })
        {
            return this.Refuse(answer);
        }

        this.Say($"Saved.{ReleasedWords.Of(released)}");
        return RedirectToPage(new { id });
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = id }, ct) is not { } account)
        {
            return false;
        }

        Account = account;
        Channel = channels.Find(account.Network);
        Costs = prices.Of(account.Network);
        Month = await spending.MonthAsync(db, account, ct);
        var known = (await db.QueryAsync<RateBudgetRow>(RateBudgets.ReadAll, new { AccountId = id }, ct)).ToDictionary(b => b.Bucket);
        var documented = Channel?.Facts.Limits ?? [];
        Limits =
        [
            .. documented.Select(l => new LimitLine(l.Bucket, l, known.GetValueOrDefault(l.Bucket), clock.GetUtcNow())),
            .. known.Values.Where(k => documented.All(l => l.Bucket != k.Bucket))
                .Select(k => new LimitLine(k.Bucket, null, k, clock.GetUtcNow())),
        ];
        return true;
    }
}

/// <summary>One limit on the page.</summary>
internal sealed record LimitLine(string Bucket, DocumentedLimit? Documented, RateBudgetRow? Known, DateTimeOffset Now)
{
    private bool IsRunning => Known?.ResetsAt > Now;

    public int Max => Known?.MaxCalls ?? Documented!.Calls;

    public int Left => IsRunning ? Math.Max(0, Known!.Remaining) : Max;

    public DateTimeOffset? ResetsAt => IsRunning ? Known!.ResetsAt : null;

    public string For => Documented?.By switch
    {
        Draws.Both => "Posts and listening",
        Draws.Sending => "Posts",
        Draws.Listening => "Listening",
        _ => "Other calls",
    };

    public string Source => IsRunning && Known!.IsReported ? "The network's answer" : Known is not null ? "Our count" : "Its documentation";
}
