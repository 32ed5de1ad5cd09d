using System.ComponentModel.DataAnnotations;
using Engagement.Data;
using Engagement.Features.People.SignIn.Sessions;
using Engagement.Features.People.Team;
using Engagement.Web;
using Engagement.Web.Security;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.People.Profile;

internal sealed class IndexModel(SaveProfile save, SessionBook sessions) : PageModel
{
    public static IReadOnlyList<string> Zones { get; } =
        [.. TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id)
            .Where(id => id.Contains('/', StringComparison.Ordinal) || id == "UTC").Order(StringComparer.Ordinal)];

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    [Display(Name = "Time zone")]
    public string? Zone { get; set; }

    [BindProperty]
    public string? Theme { get; set; }

    public void OnGet() => (Name, Zone, Theme) = (User.DisplayName(), User.TimeZone().Id, User.FindFirst(Me.Theme)?.Value ?? "auto");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var answer = await save.RunAsync(new(User.UserId()!.Value, Name ?? "", Zone ?? "", Theme ?? ""), ct);
        if (answer is not Result<UserRow>.Done { Value: var user })
        {
            return this.Refuse(answer);
        }

        sessions.Refresh(user.Id);
        this.Say("Saved.");
        return RedirectToPage();
    }
}

/// <summary>A person's own name, zone and theme.</summary>
internal sealed class SaveProfile(Db db)
{
    private static readonly Validator Rules = new();

    internal sealed record Command(Guid UserId, string Name, string Zone, string Theme);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().WithMessage("Give your name, as clients' histories will show it.").MaximumLength(200);
            RuleFor(c => c.Zone).Must(zone => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
                .WithMessage("That is not a time zone, e.g. Europe/Berlin.");
            RuleFor(c => c.Theme).Must(theme => theme is "auto" or "light" or "dark").WithMessage("Choose one of the three.");
        }
    }

    public async Task<Result<UserRow>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<UserRow>.From(findings);
        }

        await db.ExecuteAsync(
            UserSql.SetOwn, new { Id = command.UserId, Name = command.Name.Trim(), TimeZone = command.Zone, command.Theme }, ct);
        return await db.OneAsync<UserRow>(UserSql.Read, new { Id = command.UserId }, ct) is { } user
            ? user : new Result<UserRow>.Missing("That person.");
    }
}
