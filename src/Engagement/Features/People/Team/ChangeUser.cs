using Engagement.Data;
using Engagement.Features.People.SignIn.Sessions;
using Engagement.Web.Security;
using FluentValidation;

namespace Engagement.Features.People.Team;

/// <summary>
/// An administrator changes what a person is called, does, and whether they may sign in. Another role or none ends their sessions.
/// There is always one administrator left.
/// </summary>
internal sealed class ChangeUser(Db db, SessionBook sessions, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    private static readonly Sql Unlock = Sql.Portable("update Users set FailedSignIns = 0, LockedUntil = null where Id = @Id");

    // Taken first by everybody who changes people, so that two administrators cannot remove each other at the same moment.
    private static readonly Sql LockAdministrators = Sql.Portable("update Users set Role = Role where Role = 'Administrator'");

    internal sealed record Command(Guid Id, string Name, string Role, bool Enabled);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().WithMessage("Give their name, as clients' histories will show it.").MaximumLength(200);
            RuleFor(c => c.Role).IsEnumName(typeof(Role)).WithMessage("The role is Agent, Editor, Approver or Administrator.");
        }
    }

    public async Task<Result<UserRow>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<UserRow>.From(findings);
        }

        return await db.InTransactionAsync<Result<UserRow>>(async tx =>
        {
            await tx.ExecuteAsync(LockAdministrators, ct: ct);
            if (await tx.OneAsync<UserRow>(UserSql.Read, new { command.Id }, ct) is not { } user)
            {
                return new Result<UserRow>.Missing("That person.");
            }

            var remains = command.Enabled && command.Role == nameof(Role.Administrator);
            if (!remains && user.Role == Role.Administrator
                && await tx.ScalarAsync<int>(UserSql.OtherAdministrators, new { command.Id }, ct) == 0)
            {
                return new Result<UserRow>.Conflict($"{user.Name} is the only administrator. Make somebody else one first.");
            }

            await tx.ExecuteAsync(UserSql.Change, new
            {
                command.Id,
                Name = command.Name.Trim(),
                command.Role,
                DisabledAt = command.Enabled ? (DateTimeOffset?)null : user.DisabledAt ?? clock.Now(),
            }, ct);
            if (user.Role.ToString() != command.Role || (user.DisabledAt is null) != command.Enabled)
            {
                await sessions.EndAllAsync(tx, command.Id, ct);
            }

            return (await tx.OneAsync<UserRow>(UserSql.Read, new { command.Id }, ct))!;
        }, ct);
    }

    /// <summary>Ends a lock after wrong passwords before its time.</summary>
    public async Task<Result<Guid>> UnlockAsync(Guid id, CancellationToken ct) =>
        await db.ExecuteAsync(Unlock, new { Id = id }, ct) == 1 ? id : new Result<Guid>.Missing("That person.");
}
