using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Settings;

internal sealed class ApprovalModel(Db db, SaveApproval save) : PageModel
{
    private static readonly Sql CountApprovers = Sql.Portable(
        "select count(*) from Users where Role in ('Approver', 'Administrator') and DisabledAt is null");

    [BindProperty]
    public bool Required { get; set; }

    [BindProperty]
    public bool FourEyes { get; set; }

    /// <summary>People who may approve.</summary>
    public int Approvers { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        (Required, FourEyes) = await ApprovalSettings.ReadAsync(db, ct);
        Approvers = await db.ScalarAsync<int>(CountApprovers, ct: ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var letGo = await save.RunAsync(new(Required, FourEyes, User.DisplayName(), User.UserId()), ct);
        this.Say(letGo == 0 ? "Saved." : $"Saved. {letGo} scheduled {(letGo == 1 ? "post stays" : "posts stay")} scheduled.");
        return RedirectToPage();
    }
}
