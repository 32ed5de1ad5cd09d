using System.ComponentModel;
using Engagement.Data;
using Engagement.Host;
using Hangfire;

namespace Engagement.Outbox;

/// <summary>The Hangfire job of every outbox row. No automatic retry: the row itself comes back.</summary>
[AutomaticRetry(Attempts = 0, LogEvents = false, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
internal sealed class OutboxJob(
    IServiceProvider services,
    OutboxTable outbox,
    ClaimedRows claimed,
    BatchSizes sizes,
    Node node,
    TimeProvider clock,
    ILogger<OutboxJob> log)
{
    /// <summary>Many at once, and if that fails, each by itself.</summary>
    [DisplayName("{0}, many at once")]
    public async Task RunManyAsync(string kind, Guid[] refIds, int[] attempts, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        try
        {
            if (services.GetKeyedService<IOutboxWork>(kind) is IOutboxBatchWork work)
            {
                var fresh = true;
                foreach (var (refId, attempt) in refIds.Zip(attempts))
                {
                    fresh &= claimed.Begins(kind, refId, attempt);
                }

                if (!fresh)
                {
                    await outbox.TakeOverAsync(node.Name, kind, refIds, ct);
                }

                await using var heartbeat = outbox.Keep(node.Name, kind, refIds);
                began = clock.GetTimestamp();
                await work.RunManyAsync(refIds, ct);
                sizes.Took(kind, refIds.Length, clock.GetElapsedTime(began));
                return;
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await HandBackAsync(kind, refIds);
            throw;
        }
        catch (Exception e)
        {
            // Nothing of it was kept, or what was kept is done and is seen to be done below. So many may be what took too long.
            sizes.Failed(kind, refIds.Length, clock.GetElapsedTime(began));
            log.LogWarning(e, "{Count} of outbox kind {Kind} failed together; each is run by itself", refIds.Length, kind);
        }

        foreach (var (refId, attempt) in refIds.Zip(attempts))
        {
            try
            {
                await RunAsync(kind, refId, attempt, ct);
            }
            catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                // Logged and put off by RunAsync; the others have their turn.
            }
        }
    }

    [DisplayName("{0} {1}")]
    public async Task RunAsync(string kind, Guid refId, int attempts, CancellationToken ct)
    {
        var work = services.GetKeyedService<IOutboxWork>(kind);
        if (work is null)
        {
            // A newer node wrote it; it keeps its lease and a node that knows the kind will have it.
            log.LogWarning("No work for outbox kind {Kind}; left for another node", kind);
            return;
        }

        var claim = new OutboxClaim { Kind = kind, RefId = refId, Attempts = attempts };
        if (!claimed.Begins(kind, refId, attempts) && !await outbox.TakeOverAsync(node.Name, claim, ct))
        {
            // It waited in the queue until its lease ended, or its node handed it back: the newer claim has a job of its own.
            log.LogDebug("Outbox {Kind} {RefId} is in other hands since attempt {Attempts}", kind, refId, attempts);
            return;
        }

        try
        {
            await using var heartbeat = outbox.Keep(node.Name, kind, [refId]);
            await work.RunAsync(refId, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await HandBackAsync(kind, [refId]);
            throw;
        }
        catch (Exception e)
        {
            log.LogError(e, "Outbox {Kind} {RefId} failed on attempt {Attempts}", kind, refId, attempts);
            await outbox.PutOffAsync(claim, $"{e.GetType().Name}: {e.Message}", CancellationToken.None, DbFaults.Passes(e));
            throw;
        }
    }

    private async Task HandBackAsync(string kind, Guid[] refIds)
    {
        try
        {
            await outbox.HandBackAsync(node.Name, kind, refIds);
        }
        catch (Exception e) when (DbFaults.Passes(e))
        {
            // The node is stopping and the database is away: the lease ends by itself.
            log.LogWarning(e, "{Count} of outbox kind {Kind} could not be handed back", refIds.Length, kind);
        }
    }
}
