using Engagement.Data;
using Engagement.Features.People.SignIn.Sessions;
using Engagement.Web.Security;
using FluentValidation;

namespace Engagement.Features.People.Team;

/// <summary>
/// Makes a person who can sign in. Without a password of their own they get a one-time one, to be changed at the first sign-in.
/// </summary>
internal sealed class AddUser(Db db, SessionLimits options, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    /// <param name="Password">Null: a one-time password is made.</param>
    internal sealed record Command(string Email, string Name, string Role, string? Password = null, string TimeZone = "UTC");

    /// <param name="OneTimePassword">To be handed over once; null when they chose their own.</param>
    internal sealed record Added(Guid Id, string? OneTimePassword);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Email).NotEmpty().WithMessage("Give the e-mail address they sign in with.").MaximumLength(200)
                .EmailAddress().WithMessage("That is not an e-mail address.");
            RuleFor(c => c.Name).NotEmpty().WithMessage("Give their name, as clients' histories will show it.").MaximumLength(200);
            RuleFor(c => c.Role).IsEnumName(typeof(Role)).WithMessage("The role is Agent, Editor, Approver or Administrator.");
            RuleFor(c => c.Password).MinimumLength(Passwords.MinLength)
                .WithMessage($"At least {Passwords.MinLength} characters; a short sentence does well.")
                .MaximumLength(256)
                .Must((c, password) => password is null || !Passwords.IsCommon(password, c.Name, c.Email))
                .WithMessage(Passwords.CommonMessage);
            RuleFor(c => c.TimeZone).Must(zone => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
                .WithMessage("That is not a time zone, e.g. Europe/Berlin.");
        }
    }

    public async Task<Result<Added>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<Added>.From(findings);
        }

        var email = command.Email.Trim().ToLowerInvariant();
        if (await db.OneAsync<UserRow>(UserSql.ByEmail, new { Email = email }, ct) is not null)
        {
            return Result<Added>.Wrong(nameof(command.Email), "Somebody already signs in with that address.");
        }

        var oneTime = command.Password is null ? Passwords.NewOneTime() : null;
        var id = Ids.New(clock);
        await db.ExecuteAsync(UserSql.Insert, new
        {
            Id = id,
            Email = email,
            Name = command.Name.Trim(),
            command.Role,
            PasswordHash = await Passwords.HashAsync(command.Password ?? oneTime!, ct),
            MustChangePassword = oneTime is not null,
            PasswordExpiresAt = oneTime is null ? (DateTimeOffset?)null : clock.Now() + options.OneTimePassword,
            command.TimeZone,
            Now = clock.Now(),
        }, ct);
        return new Added(id, oneTime);
    }
}
