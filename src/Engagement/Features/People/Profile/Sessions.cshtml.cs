using Engagement.Features.People.SignIn.Sessions;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.People.Profile;

/// <summary>Where a person is signed in, and the way to end it there.</summary>
internal sealed class SessionsModel(SessionBook sessions) : PageModel
{
    public IReadOnlyList<SessionRow> Sessions { get; private set; } = [];

    public Guid? Current => User.SessionId();

    public async Task OnGetAsync(CancellationToken ct) => Sessions = await sessions.ListAsync(User.UserId()!.Value, ct);

    public async Task<IActionResult> OnPostEndAsync(Guid id, CancellationToken ct)
    {
        if (!await sessions.EndAsync(User.UserId()!.Value, id, ct))
        {
            return NotFound();
        }

        this.Say("Signed out there.");
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostEverywhereAsync(CancellationToken ct)
    {
        await sessions.EndAllAsync(User.UserId()!.Value, ct);
        await HttpContext.SignOutAsync();
        return Redirect("/sign-in");
    }
}
