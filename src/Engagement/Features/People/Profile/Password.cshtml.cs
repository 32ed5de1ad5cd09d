using System.ComponentModel.DataAnnotations;
using Engagement.Features.People.SignIn;
using Engagement.Features.People.Team;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.People.Profile;

internal sealed class PasswordModel(ChangePassword change) : PageModel
{
    [BindProperty]
    [Display(Name = "Present password")]
    public string? Current { get; set; }

    [BindProperty]
    [Display(Name = "New password")]
    public string? New { get; set; }

    [BindProperty]
    [Display(Name = "New password again")]
    public string? Again { get; set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var answer = await change.RunAsync(new(User.UserId()!.Value, Current ?? "", New ?? "", Again ?? ""), ct);
        if (answer is not Result<UserRow>.Done { Value: var user })
        {
            return this.Refuse(answer);
        }

        await HttpContext.SignInAsync(user);
        this.Say("Your password is changed. Sessions elsewhere have ended.");
        return Redirect("/");
    }
}
