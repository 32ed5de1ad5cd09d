using Engagement.Common.Retry;
using Engagement.Data;

namespace Engagement.Outbox;

/// <summary>A row somebody has to look after now.</summary>
internal sealed record OutboxClaim
{
    public required string Kind { get; init; }

    public required Guid RefId { get; init; }

    /// <summary>Claims since it last got on; 1 the first time.</summary>
    public required int Attempts { get; init; }
}

/// <summary>
/// Work that is due. Rows are written in the transaction that makes the work, so a commit and its consequence cannot part;
/// Hangfire only runs what is claimed from here.
/// </summary>
internal sealed class OutboxTable(Db db, TimeProvider clock, OutboxSignal signal)
{
    // Work that throws is tried again, ever more slowly, for as long as it takes: giving up silently would lose it.
    private static readonly RetrySchedule PutOffs =
        new([.. new[] { 1, 5, 15, 60, 300, 900 }.Select(seconds => TimeSpan.FromSeconds(seconds))]);

    /// <summary>Something is to be looked after at <paramref name="availableAt"/>; replaces what was said of it before.</summary>
    public async Task PutAsync(DbSession session, string kind, Guid refId, DateTimeOffset availableAt, CancellationToken ct)
    {
        var row = new { Kind = kind, RefId = refId, AvailableAt = availableAt, Now = clock.Now() };
        if (await session.ExecuteAsync(OutboxSql.Reset, row, ct) == 0)
        {
            await session.ExecuteAsync(OutboxSql.InsertIfAbsent, row, ct);
        }

        if (session is Tx tx)
        {
            tx.AfterCommit(signal.Wake);
        }
        else
        {
            signal.Wake();
        }
    }

    /// <summary>The same for many things that have just been made, so that nothing was said of them before.</summary>
    public async Task PutNewAsync(Tx tx, string kind, IReadOnlyCollection<Guid> refIds, DateTimeOffset availableAt, CancellationToken ct)
    {
        if (refIds.Count > 0)
        {
            await tx.ExecuteAsync(OutboxSql.InsertMany,
                new { Kind = kind, IdsJson = Json.Ids(refIds), AvailableAt = availableAt, Now = clock.Now() }, ct);
            tx.AfterCommit(signal.Wake);
        }
    }

    /// <summary>The same together with what is to be looked after.</summary>
    public void PutNew(Tx tx, Writes writes, string kind, IReadOnlyCollection<Guid> refIds, DateTimeOffset availableAt)
    {
        writes.Add(OutboxSql.InsertMany, new { Kind = kind, IdsJson = Json.Ids(refIds), AvailableAt = availableAt, Now = clock.Now() });
        tx.AfterCommit(signal.Wake);
    }

    /// <summary>It needs looking after no more.</summary>
    public Task DropAsync(DbSession session, string kind, Guid refId, CancellationToken ct) =>
        session.ExecuteAsync(OutboxSql.Delete, new { Kind = kind, RefId = refId }, ct);

    /// <summary>When the next row is due, or null when there is none.</summary>
    public Task<DateTimeOffset?> NextAtAsync(CancellationToken ct) => db.ScalarAsync<DateTimeOffset?>(OutboxSql.NextAt, ct: ct);

    /// <summary>The same for one kind.</summary>
    public Task<DateTimeOffset?> NextAtAsync(string kind, CancellationToken ct) =>
        db.ScalarAsync<DateTimeOffset?>(OutboxSql.NextOfKindAt, new { Kind = kind }, ct);

    /// <summary>
    /// Takes up to <paramref name="take"/> due rows of a kind for this node: first what a dead node had in hand, then what has waited
    /// longest.
    /// </summary>
    public async Task<IReadOnlyList<OutboxClaim>> ClaimAsync(string node, string kind, int take, CancellationToken ct)
    {
        var lapsed = await ClaimLapsedAsync(node, kind, take, ct);
        if (lapsed.Count == take)
        {
            return lapsed;
        }

        try
        {
            return [.. lapsed, .. await ClaimAsync(OutboxSql.Claim, node, kind, take - lapsed.Count, ct)];
        }
        catch (Exception e) when (lapsed.Count > 0 && (DbFaults.Passes(e) || e is OperationCanceledException))
        {
            return lapsed; // these are ours, whatever became of the others
        }
    }

    /// <summary>Only what a dead node had in hand: up to <paramref name="take"/> rows of a kind whose leases have ended.</summary>
    public Task<IReadOnlyList<OutboxClaim>> ClaimLapsedAsync(string node, string kind, int take, CancellationToken ct) =>
        ClaimAsync(OutboxSql.ClaimLapsed, node, kind, take, ct);

    private Task<IReadOnlyList<OutboxClaim>> ClaimAsync(Sql claim, string node, string kind, int take, CancellationToken ct)
    {
        var now = clock.Now();
        return db.QueryAsync<OutboxClaim>(
            claim, new { Node = node, Kind = kind, Take = take, Now = now, LeaseUntil = now + Lease.Length }, ct);
    }

    /// <summary>A job begins, perhaps long after its claim and perhaps on another node.</summary>
    /// <returns>False: the claim is not the newest any more, and its row in other hands.</returns>
    public async Task<bool> TakeOverAsync(string node, OutboxClaim claim, CancellationToken ct) =>
        await db.ExecuteAsync(OutboxSql.TakeOver,
            new { claim.Kind, claim.RefId, claim.Attempts, Node = node, LeaseUntil = clock.Now() + Lease.Length }, ct) > 0;

    /// <summary>
    /// The same for many that are run together; those that are in other hands are found done or run twice, which work allows for.
    /// </summary>
    public Task TakeOverAsync(string node, string kind, IReadOnlyCollection<Guid> refIds, CancellationToken ct) =>
        db.ExecuteAsync(OutboxSql.TakeOverMany,
            new { Kind = kind, Ids = Json.Ids(refIds), Node = node, LeaseUntil = clock.Now() + Lease.Length }, ct);

    /// <summary>Keeps rows in this node's hands while their work goes on.</summary>
    public Heartbeat Keep(string node, string kind, IReadOnlyCollection<Guid> refIds)
    {
        var ids = Json.Ids(refIds);
        return Heartbeat.Start(clock,
            async until => await db.ExecuteAsync(OutboxSql.Renew, new { Kind = kind, Ids = ids, Node = node, LeaseUntil = until }) > 0);
    }

    /// <summary>The same, once, for rows whose work has not begun.</summary>
    /// <returns>Those that are still in this node's hands.</returns>
    public Task<IReadOnlyList<Guid>> RenewAsync(string node, string kind, IReadOnlyCollection<Guid> refIds) =>
        db.QueryAsync<Guid>(OutboxSql.RenewWaiting,
            new { Kind = kind, Ids = Json.Ids(refIds), Node = node, LeaseUntil = clock.Now() + Lease.Length });

    /// <summary>This node stops: what it has in hand and has not done is due at once, for whoever looks next.</summary>
    public Task HandBackAsync(string node, string kind, IReadOnlyCollection<Guid> refIds) =>
        db.ExecuteAsync(OutboxSql.HandBack, new { Kind = kind, Ids = Json.Ids(refIds), Node = node, Now = clock.Now() });

    /// <summary>
    /// Its work threw: look again later, and keep why. A fault of the database that passes says nothing of the work, so it soon has another
    /// turn.
    /// </summary>
    public Task PutOffAsync(OutboxClaim claim, string error, CancellationToken ct, bool passes = false) =>
        db.ExecuteAsync(OutboxSql.PutOff, new
        {
            claim.Kind,
            claim.RefId,
            AvailableAt = clock.Now() + PutOffs.After(passes ? 2 : claim.Attempts),
            LastError = Fit.Shorten(error, Fit.Error),
        }, ct);

    /// <summary>
    /// Ends every lease. Only for the embedded database at start: it has one process, so whoever held a lease is gone.
    /// </summary>
    public Task<int> ReleaseAllAsync(CancellationToken ct) => db.ExecuteAsync(OutboxSql.ReleaseAll, new { Now = clock.Now() }, ct);
}
