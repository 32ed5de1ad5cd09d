using Engagement.Data;
using Engagement.Features.People.SignIn.Sessions;
using Engagement.Features.People.Team;
using FluentValidation;

namespace Engagement.Features.People.SignIn;

/// <summary>
/// A person sets a password of their own. Ends all their sessions; the caller starts a new one. Wrong tries lock as at the sign-in.
/// </summary>
internal sealed class ChangePassword(Db db, CheckPassword check, SessionBook sessions)
{
    private static readonly Validator Rules = new();

    internal sealed record Command(Guid UserId, string Current, string New, string Again);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.New).MinimumLength(Passwords.MinLength)
                .WithMessage($"At least {Passwords.MinLength} characters; a short sentence does well.")
                .MaximumLength(256)
                .NotEqual(c => c.Current).WithMessage("Choose one that differs from the current one.");
            RuleFor(c => c.Again).Equal(c => c.New).WithMessage("The two do not match.");
        }
    }

    /// <returns>The person, to be signed in anew.</returns>
    public async Task<Result<UserRow>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<UserRow>.From(findings);
        }

        var user = await db.OneAsync<UserRow>(UserSql.Read, new { Id = command.UserId }, ct);
        if (user is null || !await check.IsRightAsync(user, command.Current, ct))
        {
            return Result<UserRow>.Wrong(nameof(command.Current),
                "That is not the current password. After five wrong tries it is locked for 15 minutes.");
        }

        await db.ExecuteAsync(UserSql.TrySucceeded, new { user.Id }, ct);
        if (Passwords.IsCommon(command.New, user.Name, user.Email))
        {
            return Result<UserRow>.Wrong(nameof(command.New), Passwords.CommonMessage);
        }

        var hash = await Passwords.HashAsync(command.New, ct);
        await db.InTransactionAsync(async tx =>
        {
            await tx.ExecuteAsync(UserSql.SetPassword, new
            {
                user.Id,
                PasswordHash = hash,
                MustChangePassword = false,
                PasswordExpiresAt = (DateTimeOffset?)null,
            }, ct);
            await sessions.EndAllAsync(tx, user.Id, ct);
        }, ct);
        return (await db.OneAsync<UserRow>(UserSql.Read, new { user.Id }, ct))!;
    }
}
