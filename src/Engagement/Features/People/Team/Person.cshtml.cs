using Engagement.Data;
using Engagement.Features.People.SignIn;
using Engagement.Features.People.SignIn.Sessions;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.People.Team;

/// <summary>One person: what they do, whether they may sign in, and help when they cannot.</summary>
internal sealed class PersonModel(Db db, ChangeUser change, ResetPassword reset, SessionBook sessions, TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string Role { get; set; } = "";

    [BindProperty]
    public bool Enabled { get; set; }

    public UserRow Person { get; private set; } = new();

    public IReadOnlyList<SessionRow> Sessions { get; private set; } = [];

    public string? OneTimePassword { get; private set; }

    public bool IsLocked => Person.LockedUntil > clock.GetUtcNow();

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct))
        {
            return NotFound();
        }

        (Name, Role, Enabled) = (Person.Name, Person.Role.ToString(), Person.DisabledAt is null);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct))
        {
            return NotFound();
        }

        var answer = await change.RunAsync(new(Id, Name ?? "", Role, Enabled), ct);
        if (answer is not Result<UserRow>.Done { Value: var person })
        {
            return this.Refuse(answer);
        }

        // Whoever changes their own role goes on in a new session.
        if (Id == User.UserId() && Person.Role != person.Role)
        {
            await HttpContext.SignInAsync(person);
        }

        this.Say($"{person.Name} is saved.");
        return Redirect("/settings/people");
    }

    public async Task<IActionResult> OnPostResetAsync(CancellationToken ct)
    {
        var answer = await reset.RunAsync(Id, ct);
        if (answer is not Result<string>.Done { Value: var password } || !await LoadAsync(ct))
        {
            return NotFound();
        }

        OneTimePassword = password;
        ModelState.Clear();
        (Name, Role, Enabled) = (Person.Name, Person.Role.ToString(), Person.DisabledAt is null);
        return Page();
    }

    public async Task<IActionResult> OnPostUnlockAsync(CancellationToken ct)
    {
        if (await change.UnlockAsync(Id, ct) is not Result<Guid>.Done)
        {
            return NotFound();
        }

        this.Say("Unlocked.");
        return Redirect($"/settings/people/{Id}");
    }

    public async Task<IActionResult> OnPostSignOutAsync(CancellationToken ct)
    {
        await sessions.EndAllAsync(Id, ct);
        this.Say("Signed out everywhere.");
        return Redirect($"/settings/people/{Id}");
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        if (await db.OneAsync<UserRow>(UserSql.Read, new { Id }, ct) is not { } person)
        {
            return false;
        }

        Person = person;
        Sessions = await sessions.ListAsync(Id, ct);
        return true;
    }
}
