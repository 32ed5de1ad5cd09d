using Engagement.Data;
using Engagement.Features.People.Team;

namespace Engagement.Features.People.SignIn;

/// <summary>
/// Is this who they say? Five wrong passwords lock the person out for a quarter of an hour, and the answer never tells whether the
/// address, the password or the lock was the matter. A try is counted before its password is looked at, so that tries at the same moment
/// are no more than tries one after the other; those beyond a lock's number are turned away at once, whoever they are for.
/// </summary>
internal sealed class CheckPassword(Db db, TriesAtOnce tries, TimeProvider clock)
{
    private const int MaxTries = TriesAtOnce.MostOfOne;
    private static readonly TimeSpan LockFor = TimeSpan.FromMinutes(15);

    public async Task<UserRow?> RunAsync(string email, string password, CancellationToken ct)
    {
        var now = clock.Now();
        var name = email.Trim().ToLowerInvariant();
        using var place = tries.PlaceFor(name);
        if (place is null)
        {
            return null;
        }

        var user = await db.OneAsync<UserRow>(UserSql.ByEmail, new { Email = name }, ct);
        if (user is null || !await MayTryAsync(user, ct))
        {
            await Passwords.PretendToCheckAsync(password, ct);
            return null;
        }

        // A one-time password that was never used in time opens nothing, like one that is wrong.
        if (!await Passwords.MatchesAsync(user.PasswordHash, password, ct) || user.PasswordExpiresAt <= now)
        {
            return null;
        }

        await db.ExecuteAsync(UserSql.SignedIn, new { user.Id, Now = now }, ct);
        return user;
    }

    /// <summary>
    /// Counts the try, and looks at the password only if there was one left; otherwise it is refused at once: who is signed in learns
    /// nothing from that. A right one leaves the count to the caller.
    /// </summary>
    public async Task<bool> IsRightAsync(UserRow user, string password, CancellationToken ct)
    {
        using var place = tries.PlaceFor(user.Email);
        return place is not null && await MayTryAsync(user, ct) && await Passwords.MatchesAsync(user.PasswordHash, password, ct);
    }

    private async Task<bool> MayTryAsync(UserRow user, CancellationToken ct)
    {
        // Whether they are locked is known without waiting for whoever writes; only who may not be is counted.
        var now = clock.Now();
        return user.DisabledAt is null && (user.LockedUntil is not { } until || until <= now) && await db.ExecuteAsync(
            UserSql.CountTry, new { user.Id, Max = MaxTries, Now = now, LockedUntil = now + LockFor }, ct) > 0;
    }
}
