using Engagement.Data;
using Engagement.Features.Team;

namespace Engagement.Features.SignIn;

/// <summary>
/// Is this who they say? Five wrong passwords lock the person out for a quarter of an hour, and the answer never tells whether the
/// address, the password or the lock was the matter.
/// </summary>
internal sealed class CheckPassword(Db db, TimeProvider clock)
{
    private const int MostFailures = 5;
    private static readonly TimeSpan LockFor = TimeSpan.FromMinutes(15);

    public async Task<UserRow?> RunAsync(string email, string password, CancellationToken ct)
    {
        var now = clock.Now();
        var user = await db.OneAsync<UserRow>(UserSql.ByEmail, new { Email = email.Trim().ToLowerInvariant() }, ct);
        if (user is null || user.DisabledAt is not null)
        {
            Passwords.PretendToCheck(password);
            return null;
        }

        if (user.LockedUntil > now)
        {
            Passwords.PretendToCheck(password);
            return null;
        }

        await db.ExecuteAsync(UserSql.LockEnded, new { user.Id, Now = now }, ct);
        if (!Passwords.Matches(user.PasswordHash, password))
        {
            await db.ExecuteAsync(UserSql.SignInFailed, new { user.Id, Most = MostFailures, LockedUntil = now + LockFor }, ct);
            return null;
        }

        await db.ExecuteAsync(UserSql.SignedIn, new { user.Id, Now = now }, ct);
        return user;
    }
}
