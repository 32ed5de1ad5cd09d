using System.ComponentModel.DataAnnotations;
using Engagement.Data;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.People.Team;

/// <summary>Keys for programs.</summary>
internal sealed class ApiKeysModel(Db db, AddApiKey add, RevokeApiKey revoke) : PageModel
{
    [BindProperty]
    [Display(Name = "What for")]
    public string? Name { get; set; }

    [BindProperty]
    public string Role { get; set; } = nameof(Web.Security.Role.Editor);

    public IReadOnlyList<ApiKeyRow> Keys { get; private set; } = [];

    /// <summary>A key just made; shown once.</summary>
    public string? Added { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => Keys = await db.QueryAsync<ApiKeyRow>(ApiKeySql.All, ct: ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var answer = await add.RunAsync(new(Name ?? "", Role, User.UserId()), ct);
        if (answer is Result<string>.Done { Value: var key })
        {
            Added = key;
            ModelState.Clear();
            Name = null;
        }

        await OnGetAsync(ct);
        return answer is Result<string>.Done ? Page() : this.Refuse(answer);
    }

    public async Task<IActionResult> OnPostRevokeAsync(Guid id, CancellationToken ct)
    {
        if (await revoke.RunAsync(id, ct) is not Result<Guid>.Done)
        {
            return NotFound();
        }

        this.Say("The key opens nothing any more.");
        return Redirect("/settings/api-keys");
    }
}
