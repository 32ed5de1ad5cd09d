using Engagement.Data;
using Engagement.Host;
using Hangfire;

namespace Engagement.Outbox;

/// <summary>
/// Runs on every worker node: claims rows as they come due and hands each to Hangfire by its id.
/// Claims no more than the workers can soon take, so that leases are not spent waiting in a queue.
/// </summary>
internal sealed class OutboxDispatcher(
    OutboxTable outbox,
    OutboxSignal signal,
    IBackgroundJobClient jobs,
    JobStorage storage,
    IEnumerable<OutboxBatchKind> batched,
    ClaimedRows claimed,
    Node node,
    TimeProvider clock,
    IHostApplicationLifetime life,
    ILogger<OutboxDispatcher> log) : BackgroundService
{
    private const int Batch = 100;

    // Jobs waiting per queue at the most: some seconds of work for twenty workers.
    private const int MostQueued = 400;

    // Rows written on other nodes ring no bell here; half a second keeps them well within the promised two.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<string> _batched = [.. batched.Select(b => b.Kind)];

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
                if (await DispatchAsync(stoppingToken) == Batch)
                {
                    continue;
                }

                if (await outbox.NextAtAsync(stoppingToken) is { } next && next - clock.GetUtcNow() is var until && until < wait)
                {
                    wait = until > TimeSpan.Zero ? until : TimeSpan.FromMilliseconds(10);
                }
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

    /// <summary>One look: claims what is due and enqueues it.</summary>
    /// <returns>How many rows were claimed.</returns>
    public async Task<int> DispatchAsync(CancellationToken ct)
    {
        LastLookAt = clock.GetUtcNow();
        if (await outbox.NextAtAsync(ct) is not { } next || next > clock.GetUtcNow())
        {
            return 0;
        }

        var room = MostQueued - (int)storage.GetMonitoringApi().EnqueuedCount("default");
        if (room <= 0)
        {
            return 0;
        }

        var claims = await outbox.ClaimAsync(node.Name, Math.Min(room, Batch), ct);
        claimed.Claimed(claims);
        foreach (var kind in claims.GroupBy(claim => claim.Kind))
        {
            if (_batched.Contains(kind.Key))
            {
                var (ids, attempts) = (kind.Select(c => c.RefId).ToArray(), kind.Select(c => c.Attempts).ToArray());
                jobs.Enqueue<OutboxJob>(job => job.RunManyAsync(kind.Key, ids, attempts, CancellationToken.None));
                continue;
            }

            foreach (var claim in kind)
            {
                jobs.Enqueue<OutboxJob>(job => job.RunAsync(claim.Kind, claim.RefId, claim.Attempts, CancellationToken.None));
            }
        }

        return claims.Count;
    }
}
