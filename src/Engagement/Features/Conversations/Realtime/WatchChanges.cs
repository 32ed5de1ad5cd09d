using System.Text.Json;
using Engagement.Data;

namespace Engagement.Features.Conversations.Realtime;

/// <summary>
/// Looks twice a second at what has been added to the tickets' log, whichever node added it, and at who is where, and tells this node's
/// pages. Without open pages it looks at nothing.
/// </summary>
internal sealed class WatchChanges(Db db, LiveHints hints, TimeProvider clock, ILogger<WatchChanges> log) : BackgroundService
{
    public static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    private const int AtOnce = 500;

    // A number that is missed belongs to a transaction that is not committed yet, or to one that never will be. None of ours takes
    // that long.
    private static readonly TimeSpan WaitsFor = TimeSpan.FromMinutes(2);

    // A server that starts anew leaves out ten thousand numbers at once; what is missed for real is near the newest.
    private const int MostMissed = 2_000;

    private static readonly Sql Newest = Sql.Portable("select coalesce(max(Seq), 0) from TicketEvents");

    private static readonly Sql Since = Sql.Portable("select Seq, TicketId from TicketEvents where Seq > @After order by Seq {page}");

    private static readonly Sql Late = Sql.For(
        sqlServer: "select Seq, TicketId from TicketEvents where Seq in (select value from openjson(@Seqs) with (value bigint '$'))",
        sqlite: "select Seq, TicketId from TicketEvents where Seq in (select value from json_each(@Seqs))");

    private readonly SortedDictionary<long, DateTimeOffset> _missed = [];
    private long? _seen;
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
        var present = (await db.QueryAsync<Row>(Presence.All, new { Now = clock.Now() }, ct))
            .Select(p => (p.TicketId, p.UserId, p.IsWriting)).ToHashSet();
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
            // A page that was opened just now shows what was committed; what was under way is to be missed.
            _seen = Math.Max(0, await db.ScalarAsync<long>(Newest, ct: ct) - AtOnce);
            _missed.Clear();
            await NewAsync(ct);
            return [];
        }

        var late = await LateAsync(ct);
        return [.. late.Concat(await NewAsync(ct)).Select(r => r.TicketId).Distinct()];
    }

    private async Task<IReadOnlyList<Row>> NewAsync(CancellationToken ct)
    {
        var rows = await db.QueryAsync<Row>(Since, new { After = _seen, Take = AtOnce }, ct);
        var now = clock.GetUtcNow();
        foreach (var row in rows)
        {
            for (var number = Math.Max(_seen!.Value + 1, row.Seq - MostMissed); number < row.Seq; number++)
            {
                _missed[number] = now;
            }

            _seen = row.Seq;
        }

        return rows;
    }

    // Numbers are given before rows are committed: of transactions side by side, the one with the lower number may come later.
    private async Task<IReadOnlyList<Row>> LateAsync(CancellationToken ct)
    {
        var given = clock.GetUtcNow() - WaitsFor;
        foreach (var up in _missed.Where(m => m.Value < given).Select(m => m.Key).Concat(_missed.Keys.SkipLast(MostMissed)).ToList())
        {
            _missed.Remove(up);
        }

        if (_missed.Count == 0)
        {
            return [];
        }

        var late = await db.QueryAsync<Row>(Late, new { Seqs = JsonSerializer.Serialize(_missed.Keys) }, ct);
        foreach (var row in late)
        {
            _missed.Remove(row.Seq);
        }

        return late;
    }

    private sealed record Row
    {
        public long Seq { get; init; }

        public Guid TicketId { get; init; }

        public Guid UserId { get; init; }

        public bool IsWriting { get; init; }
    }
}
