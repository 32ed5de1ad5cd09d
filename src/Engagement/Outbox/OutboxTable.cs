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
    /// <summary>
    /// How long a claimed row is left alone. Longer than a send may take with its time-out (30 s) and its wait in the job queue;
    /// short enough that a node's death delays its work by no more than this.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(90);

    // Work that throws is tried again, ever more slowly, for as long as it takes: giving up silently would lose it.
    private static readonly TimeSpan[] PutOffs =
        [.. new[] { 1, 5, 15, 60, 300, 900 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

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
            await tx.ExecuteAsync(OutboxSql.InsertMany, new { Kind = kind, IdsJson = Json.Ids(refIds), AvailableAt = availableAt, Now = clock.Now() }, ct);
            tx.AfterCommit(signal.Wake);
        }
    }

    /// <summary>It needs looking after no more.</summary>
    public Task DropAsync(DbSession session, string kind, Guid refId, CancellationToken ct) =>
        session.ExecuteAsync(OutboxSql.Delete, new { Kind = kind, RefId = refId }, ct);

    /// <summary>When the next row is due, or null when there is none.</summary>
    public Task<DateTimeOffset?> NextAtAsync(CancellationToken ct) => db.ScalarAsync<DateTimeOffset?>(OutboxSql.NextAt, ct: ct);

    /// <summary>Takes up to <paramref name="take"/> due rows for this node.</summary>
    public Task<IReadOnlyList<OutboxClaim>> ClaimAsync(string node, int take, CancellationToken ct)
    {
        var now = clock.Now();
        return db.QueryAsync<OutboxClaim>(OutboxSql.Claim, new { Node = node, Take = take, Now = now, LeaseUntil = now + Lease }, ct);
    }

    /// <summary>Its work threw: look again later, and keep why.</summary>
    public Task PutOffAsync(OutboxClaim claim, string error, CancellationToken ct) =>
        db.ExecuteAsync(OutboxSql.PutOff, new
        {
            claim.Kind,
            claim.RefId,
            AvailableAt = clock.Now() + PutOffs[Math.Clamp(claim.Attempts - 1, 0, PutOffs.Length - 1)],
            LastError = error.Length > 1000 ? error[..1000] : error,
        }, ct);

    /// <summary>
    /// Ends every lease. Only for the embedded database at start: it has one process, so whoever held a lease is gone.
    /// </summary>
    public Task<int> ReleaseAllAsync(CancellationToken ct) => db.ExecuteAsync(OutboxSql.ReleaseAll, new { Now = clock.Now() }, ct);
}
