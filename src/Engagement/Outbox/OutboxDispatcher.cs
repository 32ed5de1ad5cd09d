using Engagement.Data;
using Engagement.Host;
using Engagement.Jobs;
using Hangfire;
using Hangfire.States;

namespace Engagement.Outbox;

/// <summary>
/// Runs on every worker node: claims rows as they come due, kind by kind, and hands each to Hangfire by its id, in the queue of its kind.
/// Claims no more than the queue's workers can soon take, and renews the leases of what waits in line: a lease ends only with its node.
/// </summary>
internal sealed class OutboxDispatcher(
    OutboxTable outbox,
    OutboxSignal signal,
    IBackgroundJobClient jobs,
    JobStorage storage,
    IEnumerable<OutboxKind> kinds,
    ClaimedRows claimed,
    BatchSizes sizes,
    Node node,
    TimeProvider clock,
    IHostApplicationLifetime life,
    ILogger<OutboxDispatcher> log) : BackgroundService
{
    private const int MostAtOnce = 100;

    // A queue that is full has a place again as soon as a worker takes the next; one whose jobs are of many rows has work for a while.
    private static readonly TimeSpan Full = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FullOfMany = TimeSpan.FromMilliseconds(200);

    // Rows written on other nodes ring no bell here; half a second keeps them well within the promised two.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    // Well within what is promised of a dead node's work, and seldom: there hardly ever is any.
    private static readonly TimeSpan LookForLapsed = TimeSpan.FromSeconds(1);

    private long? _lookedForLapsed;

    /// <summary>When it last looked; the health page warns when that is long ago.</summary>
    public DateTimeOffset LastLookAt { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // From the first word of stopping on, not only when the door is closed: others are there for it.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, life.ApplicationStopping);
        await LoopAsync(stop.Token);
        await HandBackAsync();
    }

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = Look;
            try
            {
                wait = await DispatchAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The database may be away for a while. The loop must outlive that; rows wait.
                log.LogError(e, "The outbox could not be read; trying again");
                wait = TimeSpan.FromSeconds(2);
            }

            await signal.WaitAsync(wait, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // What is claimed and not begun goes to the nodes that stay; what is begun is finished, by Hangfire's own stop.
    private async Task HandBackAsync()
    {
        foreach (var kind in claimed.TakeAll())
        {
            try
            {
                await outbox.HandBackAsync(node.Name, kind.Key, [.. kind]);
            }
            catch (Exception e) when (DbFaults.Passes(e))
            {
                log.LogWarning(e, "Work of kind {Kind} could not be handed back; it is free when its lease ends", kind.Key);
            }
        }
    }

    /// <summary>
    /// One look: claims what is due and enqueues it, of each kind as much as its queue has room for. Of kinds that share a queue the one
    /// that has waited longest goes first.
    /// </summary>
    /// <returns>How long the next look can wait, unless the signal rings before: not at all where more of a kind may be due.</returns>
    public async Task<TimeSpan> DispatchAsync(CancellationToken ct)
    {
        LastLookAt = clock.GetUtcNow();
        await RenewAsync();
        var wait = Until(await outbox.NextAtAsync(ct));
        if (wait > TimeSpan.Zero)
        {
            return wait;
        }

        wait = Look;
        var due = new List<(OutboxKind Kind, TimeSpan Until)>();
        foreach (var kind in kinds)
        {
            var until = Until(await outbox.NextAtAsync(kind.Kind, ct));
            if (until <= TimeSpan.Zero)
            {
                due.Add((kind, until));
            }
            else if (until < wait)
            {
                wait = until;
            }
        }

        foreach (var (kind, _) in due.OrderBy(d => d.Until))
        {
            await RenewAsync(); // a look at many kinds may take long on a slow server
            var again = kind.IsBatch ? await ClaimManyAsync(kind, ct) : await ClaimEachAsync(kind, ct);
            wait = again < wait ? again : wait;
        }

        return wait;
    }

    private async Task<TimeSpan> ClaimEachAsync(OutboxKind kind, CancellationToken ct) =>
        Room(kind.Queue) is > 0 and var room ? await ClaimAsync(kind, kind.Queue, Math.Min(room, MostAtOnce), outbox.ClaimAsync, ct) : Full;

    // What a dead node had is taken up though its queue is full here, as it is on every node for as long as there is a backlog.
    private async Task<TimeSpan> ClaimManyAsync(OutboxKind kind, CancellationToken ct)
    {
        var take = sizes.Of(kind.Kind);
        var isTime = _lookedForLapsed is not { } looked || clock.GetElapsedTime(looked) >= LookForLapsed;
        if (isTime && Room(JobQueue.Lapsed) > 0)
        {
            _lookedForLapsed = clock.GetTimestamp();
            await ClaimAsync(kind, JobQueue.Lapsed, take, outbox.ClaimLapsedAsync, ct);
        }

        return Room(kind.Queue) > 0 ? await ClaimAsync(kind, kind.Queue, take, outbox.ClaimAsync, ct) : FullOfMany;
    }

    private int Room(JobQueue queue) => queue.MostWaiting - (int)storage.GetMonitoringApi().EnqueuedCount(queue.Name);

    // What another node has run meanwhile, out of the queue they share, is not ours any more.
    private async Task RenewAsync()
    {
        foreach (var kind in claimed.ToRenew())
        {
            IReadOnlyCollection<Guid> rows = [.. kind];
            var asked = clock.GetTimestamp();
            var ours = (await outbox.RenewAsync(node.Name, kind.Key, rows)).ToHashSet();
            claimed.Renewed(kind.Key, ours, asked);
            claimed.Forget(kind.Key, rows.Where(row => !ours.Contains(row)));
        }
    }

    private TimeSpan Until(DateTimeOffset? next)
    {
        var until = next - clock.GetUtcNow() ?? Look;
        return until < Look ? until : Look;
    }

    private async Task<TimeSpan> ClaimAsync(
        OutboxKind kind,
        JobQueue queue,
        int take,
        Func<string, string, int, CancellationToken, Task<IReadOnlyList<OutboxClaim>>> claim,
        CancellationToken ct)
    {
        var asked = clock.GetTimestamp();
        var claims = await claim(node.Name, kind.Kind, take, ct);
        claimed.Claimed(claims, asked);
        var enqueued = 0;
        try
        {
            if (!kind.IsBatch)
            {
                foreach (var row in claims)
                {
                    jobs.Create<OutboxJob>(job => job.RunAsync(row.Kind, row.RefId, row.Attempts, CancellationToken.None), InItsQueue());
                    enqueued++;
                }
            }
            else if (claims.Count > 0)
            {
                var (ids, attempts) = (claims.Select(c => c.RefId).ToArray(), claims.Select(c => c.Attempts).ToArray());
                jobs.Create<OutboxJob>(job => job.RunManyAsync(kind.Kind, ids, attempts, CancellationToken.None), InItsQueue());
                enqueued = claims.Count;
            }
        }
        catch
        {
            await WithoutJobAsync(kind.Kind, [.. claims.Skip(enqueued).Select(c => c.RefId)]);
            throw;
        }

        return claims.Count == take ? TimeSpan.Zero : Look;

        EnqueuedState InItsQueue() => new(queue.Name);
    }

    // Hangfire's storage failed: nobody would begin them. Should a job be there after all, its row is not its own any more.
    private async Task WithoutJobAsync(string kind, Guid[] rows)
    {
        claimed.Forget(kind, rows);
        try
        {
            await outbox.HandBackAsync(node.Name, kind, rows);
        }
        catch (Exception e) when (DbFaults.Passes(e))
        {
            log.LogWarning(e, "{Count} of outbox kind {Kind} have no job; they are free when their leases end", rows.Length, kind);
        }
    }
}
