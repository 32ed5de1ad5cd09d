using Engagement.Data;

namespace Engagement.Features.Live;

/// <summary>
/// Looks twice a second at what has been added to the tickets' log, whichever node added it, and at who is where, and tells this node's
/// pages. Without open pages it looks at nothing.
/// </summary>
internal sealed class WatchChanges(Db db, LiveHints hints, TimeProvider clock, ILogger<WatchChanges> log) : BackgroundService
{
    public static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    private const int AtOnce = 500;

    // On SQL Server numbers are given before rows are committed: one that comes late is still seen within the next looks.
    private const int LookBack = 200;

    private static readonly Sql Newest = Sql.Portable("select coalesce(max(Seq), 0) from TicketEvents");

    private static readonly Sql Since = Sql.Portable("select Seq, TicketId from TicketEvents where Seq > @After order by Seq {page}");

    private readonly HashSet<long> _told = [];
    private long? _seen;
    private long _floor;
    private HashSet<(Guid TicketId, Guid UserId, bool IsWriting)> _present = [];

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        if (hints.IsQuiet)
        {
            _seen = null;
            return;
        }

        var tickets = await TicketsAsync(ct);
        var present = (await db.QueryAsync<Row>(Presence.All, new { Now = clock.Now() }, ct)).Select(p => (p.TicketId, p.UserId, p.IsWriting)).ToHashSet();
        var moved = present.Except(_present).Concat(_present.Except(present)).Select(p => p.TicketId).Distinct().ToList();
        _present = present;
        if (tickets.Count > 0 || moved.Count > 0)
        {
            hints.Tell(new LiveHint(tickets, moved));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Pages work without hints; the next look tries again.
                log.LogWarning(e, "Could not look for changes");
            }
        }
    }

    private async Task<IReadOnlyList<Guid>> TicketsAsync(CancellationToken ct)
    {
        if (_seen is null)
        {
            _floor = await db.ScalarAsync<long>(Newest, ct: ct);
            _seen = _floor;
            _told.Clear();
            return [];
        }

        var after = Math.Max(_floor, _seen.Value - LookBack);
        var fresh = (await db.QueryAsync<Row>(Since, new { After = after, Take = LookBack + AtOnce }, ct)).Where(r => _told.Add(r.Seq)).ToList();
        if (fresh.Count > 0)
        {
            _seen = Math.Max(_seen.Value, fresh.Max(r => r.Seq));
            _told.RemoveWhere(seq => seq <= _seen - LookBack);
        }

        return [.. fresh.Select(r => r.TicketId).Distinct()];
    }

    private sealed record Row
    {
        public long Seq { get; init; }

        public Guid TicketId { get; init; }

        public Guid UserId { get; init; }

        public bool IsWriting { get; init; }
    }
}
