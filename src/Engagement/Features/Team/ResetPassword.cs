using Engagement.Data;

namespace Engagement.Features.Team;

/// <summary>Gives a person a one-time password in place of one they forgot. Ends their sessions and any lock.</summary>
internal sealed class ResetPassword(Db db)
{
    /// <returns>The one-time password, to be handed over; it is not kept.</returns>
    public async Task<Answer<string>> RunAsync(Guid id, CancellationToken ct)
    {
        var oneTime = Passwords.NewOneTime();
        var changed = await db.ExecuteAsync(UserSql.SetPassword, new
        {
            Id = id,
            PasswordHash = Passwords.Hash(oneTime),
            SecurityStamp = Passwords.NewStamp(),
            MustChangePassword = true,
        }, ct);
        return changed == 1 ? oneTime : new Answer<string>.Missing("That person.");
    }
}
