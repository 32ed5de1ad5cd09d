using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Accounts.Removal;

/// <summary>Says what removing an account does, and does it.</summary>
internal sealed class RemoveModel(ReadRemoval read, RemoveAccount remove) : PageModel
{
    public RemovalPlan Plan { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!User.May(Area.Accounts))
        {
            return Forbid();
        }

        switch (await read.RunAsync(id, ct))
        {
            case Result<RemovalPlan>.Done { Value: var plan }:
                Plan = plan;
                return Page();
            case Result<RemovalPlan>.Conflict { Why: var why }:
                this.Say(why);
                return Redirect("/accounts");
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        switch (await remove.RunAsync(new(id, User.DisplayName()), ct))
        {
            case Result<RemoveAccount.Removed>.Done { Value: { AccessGivenBack: false } removed }:
                TempData["Trouble"] = removed.Words;
                return Redirect("/accounts");
            case Result<RemoveAccount.Removed>.Done { Value: var removed }:
                this.Say(removed.Words);
                return Redirect("/accounts");
            case Result<RemoveAccount.Removed>.Conflict { Why: var why }:
                this.Say(why);
                return Redirect("/accounts");
            default:
                return NotFound();
        }
    }
}
