using Engagement.Features.People.SignIn.Sessions;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.People.SignIn;

internal sealed class OutModel(SessionBook sessions) : PageModel
{
    public IActionResult OnGet() => Redirect("/");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (User.UserId() is { } person && User.SessionId() is { } session)
        {
            await sessions.EndAsync(person, session, ct);
        }

        await HttpContext.SignOutAsync();
        return Redirect("/sign-in");
    }
}
