using System.ComponentModel.DataAnnotations;
using Engagement.Data;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.People.Team;

/// <summary>Who may sign in.</summary>
internal sealed class PeopleModel(Db db, AddUser add) : PageModel
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    [Display(Name = "E-mail address")]
    public string? Email { get; set; }

    [BindProperty]
    public string Role { get; set; } = nameof(Web.Security.Role.Agent);

    public IReadOnlyList<UserRow> People { get; private set; } = [];

    /// <summary>Somebody just added, with the password to hand over; shown once.</summary>
    public (string Name, string Password)? Added { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => People = await db.QueryAsync<UserRow>(UserSql.All, ct: ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var answer = await add.RunAsync(new(Email ?? "", Name ?? "", Role, TimeZone: User.TimeZone().Id), ct);
        if (answer is Result<AddUser.Added>.Done { Value.OneTimePassword: { } password })
        {
            Added = (Name!, password);
            ModelState.Clear();
            (Name, Email) = (null, null);
        }

        await OnGetAsync(ct);
        return answer is Result<AddUser.Added>.Done ? Page() : this.Refuse(answer);
    }
}
