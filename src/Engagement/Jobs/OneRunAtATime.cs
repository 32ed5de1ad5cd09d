using System.Collections.Concurrent;
using Hangfire.Common;
using Hangfire.Server;
using Hangfire.Storage;

namespace Engagement.Jobs;

/// <summary>
/// A recurring job that is still running, here or on another node, is not begun a second time: what the second would find is found by the
/// next. Nor are the triggers run that waited in the queue while a later run began and was done; it has found what they would.
/// </summary>
/// <remarks>
/// Hangfire's own attribute (DisableConcurrentExecution) waits for the run before and fails when that takes long, so triggers of a slow
/// node pile up. Jobs are safe to run beside themselves all the same: the lock goes with its connection, and in memory it is this node's
/// only.
/// </remarks>
internal sealed class OneRunAtATime(ILogger<OneRunAtATime> log) : IServerFilter
{
    private const string Held = "engagement-run";

    // What Hangfire itself writes to the jobs that a recurring one makes: whose they are, and when, in whole seconds since 1970. A job's
    // own CreatedAt is by the storage's clock, which in memory is none on the wall.
    private const string RecurringJobId = "RecurringJobId";
    private const string Time = "Time";

    private readonly ConcurrentDictionary<string, long> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _done = new(StringComparer.Ordinal);

    /// <summary>As one of a server's filters, beside those that jobs carry as attributes and those of every server.</summary>
    public IJobFilterProvider BesideTheOthers() => new JobFilterProviderCollection(JobFilterProviders.Providers, new Alone(this));

    public void OnPerforming(PerformingContext context)
    {
        if (context.GetJobParameter<string>(RecurringJobId, allowStale: true) is not { } id)
        {
            return;
        }

        var triggered = context.GetJobParameter<long?>(Time, allowStale: true);
        if (_done.TryGetValue(id, out var begun) && triggered < begun)
        {
            Skip(context, id, "a later run has been done");
            return;
        }

        if (!_running.TryAdd(id, JobHelper.ToTimestamp(DateTime.UtcNow)))
        {
            Skip(context, id, "it is still running here");
            return;
        }

        try
        {
            context.Items[Held] = context.Connection.AcquireDistributedLock($"engagement-run:{id}", TimeSpan.Zero);
        }
        catch (DistributedLockTimeoutException)
        {
            _running.TryRemove(id, out _);
            Skip(context, id, "it is still running on another node");
        }
        catch
        {
            _running.TryRemove(id, out _);
            throw;
        }
    }

    public void OnPerformed(PerformedContext context)
    {
        // Not there: not a recurring one. One that was skipped does not come here.
        if (!context.Items.Remove(Held, out var held) || context.GetJobParameter<string>(RecurringJobId, allowStale: true) is not { } id)
        {
            return;
        }

        try
        {
            ((IDisposable)held!).Dispose();
        }
        catch (Exception e)
        {
            // The run is done, and its connection is away: the server let go of the lock with it.
            log.LogWarning(e, "The lock of {Job} could not be given back", id);
        }
        finally
        {
            if (_running.TryRemove(id, out var begun) && context.Exception is null)
            {
                _done[id] = begun;
            }
        }
    }

    private void Skip(PerformingContext context, string id, string why)
    {
        context.Canceled = true;
        log.LogDebug("{Job} is skipped: {Why}", id, why);
    }

    private sealed class Alone(OneRunAtATime filter) : IJobFilterProvider
    {
        // Outermost, so that a skipped run is no run to any other.
        private readonly JobFilter[] _filters = [new(filter, JobFilterScope.Global, int.MinValue)];

        public IEnumerable<JobFilter> GetFilters(Job job) => _filters;
    }
}
