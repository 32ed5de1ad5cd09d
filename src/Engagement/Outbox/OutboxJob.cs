using System.ComponentModel;
using Hangfire;

namespace Engagement.Outbox;

/// <summary>The Hangfire job of every outbox row. No automatic retry: the row itself comes back.</summary>
[AutomaticRetry(Attempts = 0, LogEvents = false, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
internal sealed class OutboxJob(IServiceProvider services, OutboxTable outbox, ILogger<OutboxJob> log)
{
    /// <summary>Many at once, and if that fails, each by itself.</summary>
    [DisplayName("{0}, many at once")]
    public async Task RunManyAsync(string kind, Guid[] refIds, int[] attempts, CancellationToken ct)
    {
        try
        {
            if (services.GetKeyedService<IOutboxWork>(kind) is IOutboxBatchWork work)
            {
                await work.RunManyAsync(refIds, ct);
                return;
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            // Nothing of it was kept, or what was kept is done and is seen to be done below.
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

        try
        {
            await work.RunAsync(refId, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The node is stopping: the lease ends and the row is claimed again.
            throw;
        }
        catch (Exception e)
        {
            log.LogError(e, "Outbox {Kind} {RefId} failed on attempt {Attempts}", kind, refId, attempts);
            await outbox.PutOffAsync(new OutboxClaim { Kind = kind, RefId = refId, Attempts = attempts }, $"{e.GetType().Name}: {e.Message}", CancellationToken.None);
            throw;
        }
    }
}
