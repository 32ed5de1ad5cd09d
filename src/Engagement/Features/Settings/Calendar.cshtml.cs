using Engagement.Data;
using Engagement.Features.Publishing.Calendar;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Settings;

internal sealed class CalendarModel(Db db, SaveCrowding save) : PageModel
{
    [BindProperty]
    public int? AccountMinutes { get; set; }

    [BindProperty]
    public int? ArticleDays { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var rules = await Crowding.ReadAsync(db, ct);
        (AccountMinutes, ArticleDays) = (rules.AccountMinutes, rules.ArticleDays);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await save.RunAsync(new(AccountMinutes, ArticleDays, User.DisplayName()), ct) is not Result<Crowding>.Done and var answer)
        {
            return this.Refuse(answer);
        }

        this.Say("Saved.");
        return RedirectToPage();
    }
}
