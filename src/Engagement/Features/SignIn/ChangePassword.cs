using Engagement.Data;
using Engagement.Features.Team;
using FluentValidation;

namespace Engagement.Features.SignIn;

/// <summary>A person sets a password of their own. Ends their sessions elsewhere.</summary>
internal sealed class ChangePassword(Db db)
{
    private static readonly Validator Rules = new();

    internal sealed record Command(Guid UserId, string Current, string New, string Again);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.New).MinimumLength(Passwords.MinLength).WithMessage($"At least {Passwords.MinLength} characters; a short sentence does well.")
                .MaximumLength(256)
                .NotEqual(c => c.Current).WithMessage("Choose one that differs from the present one.");
            RuleFor(c => c.Again).Equal(c => c.New).WithMessage("The two do not match.");
        }
    }

    /// <returns>The person with the new stamp, to be signed in anew.</returns>
    public async Task<Answer<UserRow>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Answer<UserRow>.From(findings);
        }

        var user = await db.OneAsync<UserRow>(UserSql.Read, new { Id = command.UserId }, ct);
        if (user is null || !Passwords.Matches(user.PasswordHash, command.Current))
        {
            return Answer<UserRow>.Wrong(nameof(command.Current), "That is not the present password.");
        }

        await db.ExecuteAsync(UserSql.SetPassword, new
        {
            user.Id,
            PasswordHash = Passwords.Hash(command.New),
            SecurityStamp = Passwords.NewStamp(),
            MustChangePassword = false,
        }, ct);
        return (await db.OneAsync<UserRow>(UserSql.Read, new { user.Id }, ct))!;
    }
}
