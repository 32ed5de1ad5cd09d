using System.ComponentModel.DataAnnotations;
using Engagement.Data;
using Engagement.Features.People.SignIn;
using Engagement.Features.People.Team;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Engagement.Features.People.Setup;

[EnableRateLimiting(SignInLimit.Policy)]
internal sealed class IndexModel(SetupToken token, AddUser add, Db db) : PageModel
{
    [BindProperty]
    [Display(Name = "Token from the console")]
    public string? Token { get; set; }

    [BindProperty]
    [Display(Name = "Your name")]
    public string? Name { get; set; }

    [BindProperty]
    [Display(Name = "E-mail address")]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) =>
        await token.IsNeededAsync(ct) ? Page() : Redirect("/");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await token.IsNeededAsync(ct))
        {
            return Redirect("/");
        }

        if (!token.Matches(Token))
        {
            ModelState.AddModelError(nameof(Token), "That is not the token this process printed.");
            return this.Unprocessable();
        }

        var answer = await add.RunAsync(new AddUser.Command(Email ?? "", Name ?? "", nameof(Role.Administrator), Password ?? ""), ct);
        if (answer is not Result<AddUser.Added>.Done { Value.Id: var id })
        {
            return this.Refuse(answer);
        }

        await HttpContext.SignInAsync((await db.OneAsync<UserRow>(UserSql.Read, new { Id = id }, ct))!);
        return Redirect("/");
    }
}
