using Engagement.Data;
using Engagement.Features.People.SignIn.Sessions;

namespace Engagement.Features.People.Team;

/// <summary>Gives a person a one-time password in place of one they forgot. Ends their sessions and any lock.</summary>
internal sealed class ResetPassword(Db db, SessionBook sessions, SessionLimits options, TimeProvider clock)
{
    /// <returns>The one-time password, to be handed over; it is not kept.</returns>
    public async Task<Result<string>> RunAsync(Guid id, CancellationToken ct)
    {
        var oneTime = Passwords.NewOneTime();
        var hash = await Passwords.HashAsync(oneTime, ct);
        var changed = await db.InTransactionAsync(async tx =>
        {
            var rows = await tx.ExecuteAsync(UserSql.SetPassword, new
            {
                Id = id,
                PasswordHash = hash,
                MustChangePassword = true,
                PasswordExpiresAt = (DateTimeOffset?)(clock.Now() + options.OneTimePassword),
            }, ct);
            await sessions.EndAllAsync(tx, id, ct);
            return rows;
        }, ct);
        return changed == 1 ? oneTime : new Result<string>.Missing("That person.");
    }
}
