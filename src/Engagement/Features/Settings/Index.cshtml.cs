using Engagement.Data;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Settings;

internal sealed class IndexModel(Db db, SaveOrganisation save) : PageModel
{
    [BindProperty]
    public string? Organisation { get; set; }

    public async Task OnGetAsync(CancellationToken ct) =>
        Organisation = await db.ScalarAsync<string>(AppSettings.Read, new { Name = AppSettings.Organisation }, ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var answer = await save.RunAsync(new(Organisation, User.DisplayName()), ct);
        if (answer is not Answer<string>.Done)
        {
            return this.Refuse(answer);
        }

        this.Say("Saved. New posts use it; scheduled ones keep their words.");
        return RedirectToPage();
    }
}
