using System.ComponentModel.DataAnnotations;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Engagement.Features.People.SignIn;

[EnableRateLimiting(SignInLimit.Policy)]
internal sealed class IndexModel(CheckPassword check) : PageModel
{
    [BindProperty]
    [Display(Name = "E-mail address")]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(string? returnUrl, CancellationToken ct)
    {
        if (await check.RunAsync(Email ?? "", Password ?? "", ct) is not { } user)
        {
            ModelState.AddModelError("", "That did not match. After five wrong tries an address is locked for 15 minutes.");
            return this.Unprocessable();
        }

        await HttpContext.SignInAsync(user);
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl! : "/");
    }
}
