using Engagement.Channels;
using Engagement.Data;

namespace Engagement.Features.Accounts;

/// <summary>
/// When an account rests from sending, and when that is over. It is one ladder for an account and an outage, however many rows wait:
/// whatever fails side by side is one step, and after each rest one row tries while the others wait for what comes of it. What works in
/// either direction ends it, and a nearer moment that the network names shortens a farther one.
/// </summary>
internal sealed class AccountRests(TimeProvider clock)
{
    // Written at most once a minute while all is well, and then by itself: a row that every send touches, and keeps until its transaction
    // ends, would be where all senders meet.
    private static readonly Sql SentWell = Sql.Portable(
        """
        update Accounts set PublishLastOkAt = @Now, PublishFailures = 0, PublishRestUntil = null, PublishLastError = null,
            NextListenAt = case when ListenPasses = 1 then @Now else NextListenAt end,
            ListenFailures = case when ListenPasses = 1 then 0 else ListenFailures end,
            ListenRestUntil = case when ListenPasses = 1 then null else ListenRestUntil end,
            ListenLastError = case when ListenPasses = 1 then null else ListenLastError end,
            ListenPasses = 0
        where Id = @Id and (PublishLastOkAt is null or PublishLastOkAt < @MinuteAgo or PublishFailures > 0 or PublishRestUntil is not null
            or ListenPasses = 1)
        """);

    // A limit that was reached is not over because reading works.
    private static readonly Sql OutageEnds = Sql.Portable(
        "update Accounts set PublishFailures = 0, PublishRestUntil = null, PublishLastError = null where Id = @Id and PublishFailures > 0");

    // Of all that found the account as it was, the first one's step counts.
    private static readonly Sql Step = Sql.Portable(
        """
        update Accounts set PublishFailures = PublishFailures + 1, PublishRestUntil = @Until, PublishLastError = @Error
        where Id = @Id and PublishFailures = @Failures
        """);

    private static readonly Sql RestUntil = Sql.Portable(
        "update Accounts set PublishRestUntil = @Until, PublishLastError = @Error where Id = @Id");

    // One of those that waited tries; its lease is the others' rest.
    private static readonly Sql TryOne = Sql.Portable(
        "update Accounts set PublishRestUntil = @Until where Id = @Id and PublishFailures = @Failures and PublishRestUntil <= @Now");

    private static readonly Sql TryEnds = Sql.Portable(
        "update Accounts set PublishRestUntil = @Now where Id = @Id and PublishRestUntil = @Until");

    // What was put off to wait for the account, and not for its own time, its part before, or a guard.
    public static readonly Sql BringForward = Sql.Portable(
        """
        update Outbox set AvailableAt = @At where Kind = 'deliver' and LeaseOwner is null and AvailableAt > @At
            and RefId in (select Id from Deliveries where AccountId = @Id and State = 'Scheduled' and DueAt <= @At
                and (ErrorKind is null or ErrorKind in ('RateLimited', 'Unavailable')))
        """);

    /// <summary>A send worked: that ends an outage in both directions, in the transaction that says so of what was sent.</summary>
    /// <param name="seen">The account as the sender found it.</param>
    public async Task SentAsync(Tx tx, AccountRow seen, CancellationToken ct)
    {
        if (IsWell(seen))
        {
            return;
        }

        await WriteSentWellAsync(tx, seen, ct);
        if (seen.PublishFailures > 0 || seen.PublishRestUntil is not null)
        {
            await tx.ExecuteAsync(BringForward, new { seen.Id, At = clock.Now() }, ct);
        }
    }

    /// <summary>The same after that transaction, of an account on which all was well: now and then when it last worked is noted.</summary>
    /// <param name="seen">The account as the sender found it.</param>
    public async Task StillWellAsync(Db db, AccountRow seen, CancellationToken ct)
    {
        if (IsWell(seen))
        {
            await WriteSentWellAsync(db, seen, ct);
        }
    }

    private Task<int> WriteSentWellAsync(DbSession session, AccountRow seen, CancellationToken ct)
    {
        var now = clock.Now();
        return session.ExecuteAsync(SentWell, new { seen.Id, Now = now, MinuteAgo = now.AddMinutes(-1) }, ct);
    }

    private static bool IsWell(AccountRow seen) => seen is { PublishFailures: 0, PublishRestUntil: null };

    /// <summary>A read worked: that ends an outage of sending too.</summary>
    /// <param name="seen">The account as the reader found it.</param>
    public async Task HeardAsync(Db db, AccountRow seen, CancellationToken ct)
    {
        if (seen.PublishFailures > 0)
        {
            await db.InTransactionAsync(async tx =>
            {
                if (await tx.ExecuteAsync(OutageEnds, new { seen.Id }, ct) == 1)
                {
                    await tx.ExecuteAsync(BringForward, new { seen.Id, At = clock.Now() }, ct);
                }
            }, ct);
        }
    }

    /// <summary>A send was refused by a fault that passes.</summary>
    /// <param name="seen">The account as the sender found it.</param>
    /// <returns>Until when it rests now: when the row is tried again.</returns>
    public async Task<DateTimeOffset> RefusedAsync(Tx tx, AccountRow seen, Refusal refusal, CancellationToken ct)
    {
        var now = clock.Now();
        var error = Fit.Shorten(refusal.Reason, Fit.Error);
        var current = (await tx.OneAsync<AccountRow>(AccountSql.Read, new { seen.Id }, ct))!;
        var asked = refusal.RetryAfter is { } wait ? now + BackOff.After(1, wait) : (DateTimeOffset?)null;

        // Somebody failed while this one was under way, and the account rests already. What the network names is heeded when it is nearer.
        if (current.PublishRestUntil is { } rests && rests > now && IsOthers(seen, current))
        {
            if (!(asked < rests))
            {
                return rests;
            }

            await tx.ExecuteAsync(RestUntil, new { seen.Id, Until = asked, Error = error }, ct);
            await tx.ExecuteAsync(BringForward, new { seen.Id, At = asked }, ct);
            return asked.Value;
        }

        if (refusal.Kind == RefusalKind.RateLimited && asked is { } named)
        {
            // The network's limit is reached: no fault, only a rest.
            await tx.ExecuteAsync(RestUntil, new { seen.Id, Until = named, Error = error }, ct);
            return named;
        }

        var until = now + BackOff.After(current.PublishFailures + 1, refusal.RetryAfter);
        await tx.ExecuteAsync(Step, new { seen.Id, Failures = current.PublishFailures, Until = until, Error = error }, ct);
        return until;
    }

    /// <summary>Nothing is left of a limit that we count ourselves.</summary>
    public Task UsedUpAsync(Tx tx, Guid id, DateTimeOffset until, string error, CancellationToken ct) =>
        tx.ExecuteAsync(RestUntil, new { Id = id, Until = until, Error = error }, ct);

    /// <summary>After a rest one row tries first.</summary>
    /// <param name="until">When it is clear what came of it.</param>
    /// <returns>Null: it may go on. Otherwise until when it waits for another one that tries.</returns>
    public async Task<DateTimeOffset?> WaitAsync(Tx tx, AccountRow seen, DateTimeOffset until, CancellationToken ct)
    {
        var now = clock.Now();
        if (seen.PublishRestUntil is null
            || await tx.ExecuteAsync(TryOne, new { seen.Id, Failures = seen.PublishFailures, Until = until, Now = now }, ct) == 1)
        {
            return null;
        }

        // Where it is over meanwhile nobody waits.
        var current = (await tx.OneAsync<AccountRow>(AccountSql.Read, new { seen.Id }, ct))!;
        return current.PublishRestUntil > now ? current.PublishRestUntil : null;
    }

    /// <summary>It did not try after all, for a reason of its own: the next one may.</summary>
    public Task DidNotTryAsync(Tx tx, AccountRow seen, DateTimeOffset until, CancellationToken ct) =>
        tx.ExecuteAsync(TryEnds, new { seen.Id, Until = until, Now = clock.Now() }, ct);

    // A rest that is the trial's own lease, or the one it was found with, is no other's.
    private static bool IsOthers(AccountRow seen, AccountRow current) =>
        current.PublishFailures > seen.PublishFailures
            || (seen.PublishRestUntil is null && current.PublishFailures == seen.PublishFailures);
}
