using System.Collections.Concurrent;
using Engagement.Channels.Text;
using Engagement.Data;
using Engagement.Features.People.Team;

namespace Engagement.Features.People.SignIn.Sessions;

/// <summary>
/// Who is signed in. The rows decide; what they said is believed for ten seconds on this node, so that a page with its pictures and its
/// fragments asks once. What is ended here is ended here at once, and within those ten seconds on every other node.
/// </summary>
internal sealed class SessionBook(Db db, Soon soon, SessionLimits options, TimeProvider clock)
{
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(10);

    // Looking at a page is no reason to write a row each time.
    private static readonly TimeSpan WritesEvery = TimeSpan.FromMinutes(5);

    // Far more than people of one desk; a flood of sign-ins must not fill the memory.
    private const int MaxBelieved = 10_000;

    private readonly ConcurrentDictionary<Guid, Entry> _believed = [];

    private sealed record Entry(UserRow User, DateTimeOffset At);

    /// <param name="device">The request's User-Agent, of any length.</param>
    public async Task<Guid> StartAsync(UserRow user, string device, string address, CancellationToken ct)
    {
        var now = clock.Now();
        var id = Ids.New(now);
        await db.InTransactionAsync(async tx =>
        {
            await tx.ExecuteAsync(SessionSql.DeleteOver, new { UserId = user.Id, Now = now, IdleSince = now - options.Idle }, ct);
            await tx.ExecuteAsync(SessionSql.Insert, new
            {
                Id = id, UserId = user.Id, Device = Graphemes.Start(device, 200),
                Address = Graphemes.Start(address, 64), Now = now, EndsAt = now + options.Longest,
            }, ct);
        }, ct);
        return id;
    }

    /// <summary>The person of a running session as they are now; null when it has ended or they may not sign in any more.</summary>
    public async Task<UserRow?> CheckAsync(Guid id, string address, CancellationToken ct)
    {
        var now = clock.Now();
        if (_believed.TryGetValue(id, out var known) && now - known.At < Believed)
        {
            return known.User;
        }

        _believed.TryRemove(id, out _);
        var reads = new Reads();
        var sessions = reads.Add<SessionRow>(SessionSql.Read, new { Id = id });
        var people = reads.Add<UserRow>(SessionSql.Person, new { Id = id });
        await db.ReadAsync(reads, ct);
        if (sessions.One is not { } session || session.EndsAt <= now || UsedAt(session, known) + options.Idle <= now
            || people.One is not { DisabledAt: null } user)
        {
            return null;
        }

        if (now - session.LastUsedAt > WritesEvery)
        {
            soon.Put(("session", id), () => db.ExecuteAsync(SessionSql.Used,
                new { Id = id, Now = now, Address = Graphemes.Start(address, 64) }));
        }

        if (_believed.Count >= MaxBelieved)
        {
            _believed.Clear();
        }

        _believed[id] = new(user, now);
        return user;
    }

    // The row is written beside the request, and not at all while it cannot be: who works here is not idle.
    private static DateTimeOffset UsedAt(SessionRow session, Entry? known) =>
        known is { At: var at } && at > session.LastUsedAt ? at : session.LastUsedAt;

    public Task<IReadOnlyList<SessionRow>> ListAsync(Guid userId, CancellationToken ct)
    {
        var now = clock.Now();
        return db.QueryAsync<SessionRow>(SessionSql.OfUser, new { UserId = userId, Now = now, IdleSince = now - options.Idle }, ct);
    }

    /// <summary>Ends one session of this person; nobody else's.</summary>
    /// <returns>False when there is none such.</returns>
    public async Task<bool> EndAsync(Guid userId, Guid id, CancellationToken ct)
    {
        var ended = await db.ExecuteAsync(SessionSql.End, new { Id = id, UserId = userId }, ct) > 0;
        _believed.TryRemove(id, out _);
        return ended;
    }

    public Task EndAllAsync(Guid userId, CancellationToken ct) => EndAllAsync(db, userId, ct);

    /// <summary>As part of what made it necessary: a new role, a reset password.</summary>
    public async Task EndAllAsync(DbSession session, Guid userId, CancellationToken ct)
    {
        await session.ExecuteAsync(SessionSql.EndAll, new { UserId = userId }, ct);
        if (session is Tx tx)
        {
            tx.AfterCommit(() => Refresh(userId));
        }
        else
        {
            Refresh(userId);
        }
    }

    /// <summary>The person has changed: what is believed of them is read again.</summary>
    public void Refresh(Guid userId)
    {
        foreach (var (id, entry) in _believed)
        {
            if (entry.User.Id == userId)
            {
                _believed.TryRemove(id, out _);
            }
        }
    }
}
