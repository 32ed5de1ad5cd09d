using Engagement.Data;
using Engagement.Features.People.Team;
using Engagement.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Rules;

/// <summary>Who can do what.</summary>
internal sealed class SkillsModel(Db db, SaveSkills save) : PageModel
{
    private ILookup<Guid, string> _skills = Enumerable.Empty<SkillRow>().ToLookup(s => s.UserId, s => s.Skill);

    public IReadOnlyList<UserRow> People { get; private set; } = [];

    public Guid? WrongFor { get; private set; }

    public string? Wrong { get; private set; }

    public string Of(Guid person) => string.Join(", ", _skills[person]);

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(Guid id, string? skills, CancellationToken ct)
    {
        switch (await save.RunAsync(id, skills, ct))
        {
            case Result<int>.Done:
                this.Say("Saved.");
                return RedirectToPage();
            case Result<int>.Invalid { Errors: [var error, ..] }:
                (WrongFor, Wrong) = (id, error.Message);
                await LoadAsync(ct);
                return this.Unprocessable();
            default:
                return NotFound();
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        People = [.. (await db.QueryAsync<UserRow>(UserSql.All, ct: ct)).Where(u => u.DisabledAt is null)];
        _skills = (await db.QueryAsync<SkillRow>(SaveSkills.All, ct: ct)).ToLookup(s => s.UserId, s => s.Skill);
    }
}
