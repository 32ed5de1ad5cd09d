using System.Globalization;
using Engagement.Common.Links;
using Engagement.Data;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Settings.Retention;

internal sealed class IndexModel(Db db, SaveRetention save) : PageModel
{
    /// <summary>By rule, as typed; empty: for ever.</summary>
    [BindProperty]
    public Dictionary<string, string?> Days { get; set; } = [];

    /// <summary>Set on the page of links.</summary>
    public int VisitDays { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        var kept = await RetentionRule.ReadAsync(db, ct);
        Days = kept.ToDictionary(k => k.Key, k => k.Value?.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await save.RunAsync(new(Days, User.DisplayName()), ct) is not Result<int>.Done and var answer)
        {
            await LoadAsync(ct);
            return this.Refuse(answer);
        }

        this.Say("Saved. It applies from the next night on.");
        return RedirectToPage();
    }

    private async Task LoadAsync(CancellationToken ct) => VisitDays = (await LinkSettings.ReadAsync(db, ct)).KeepDays;
}
