using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Deliveries.Guards;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Settings;

/// <summary>What posts are guarded against, and when each account is quiet.</summary>
internal sealed class GuardsModel(Db db, SaveGuards save, SetQuietHours quiet) : PageModel
{
    [BindProperty]
    public int? DuplicateDays { get; set; }

    [BindProperty]
    public int? ArticleDays { get; set; }

    [BindProperty]
    public int? PostsPerHour { get; set; }

    public IReadOnlyList<AccountRow> Accounts { get; private set; } = [];

    public IReadOnlyDictionary<Guid, QuietHours> Quiet { get; private set; } = new Dictionary<Guid, QuietHours>();

    /// <summary>The account whose quiet hours were refused, and as they were typed.</summary>
    public SetQuietHours.Command? Refused { get; private set; }

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(settings: true, ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var answer = await save.RunAsync(new(DuplicateDays, ArticleDays, PostsPerHour, User.DisplayName()), ct);
        if (answer is not Result<GuardSettings>.Done)
        {
            await LoadAsync(settings: false, ct);
            return this.Refuse(answer);
        }

        this.Say("Saved. It holds from the next post on.");
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostQuietAsync(
        Guid account, string? startsAt, string? endsAt, string? timeZone, CancellationToken ct)
    {
        ModelState.Clear();
        var command = new SetQuietHours.Command(account, startsAt, endsAt, timeZone);
        var answer = await quiet.RunAsync(command, ct);
        if (answer is not Result<Guid>.Done)
        {
            Refused = command;
            await LoadAsync(settings: true, ct);
            return this.Refuse(answer);
        }

        this.Say(command.IsNone ? "Saved. Its posts may go out at any hour."
            : "Saved. Posts that fall into these hours go out when they end.");
        return RedirectToPage();
    }

    private async Task LoadAsync(bool settings, CancellationToken ct)
    {
        if (settings)
        {
            var saved = await GuardSettings.ReadAsync(db, ct);
            (DuplicateDays, ArticleDays, PostsPerHour) = (saved.DuplicateDays, saved.ArticleDays, saved.PostsPerHour);
        }

        Accounts = await db.QueryAsync<AccountRow>(AccountSql.ReadAll, ct: ct);
        Quiet = (await db.QueryAsync<QuietHours>(QuietHours.All, ct: ct)).ToDictionary(q => q.AccountId);
    }
}
