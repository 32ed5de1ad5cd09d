using Engagement.Data;
using Engagement.Features;
using Hangfire;
using Hangfire.Storage;

namespace Engagement.Jobs;

/// <summary>Registers every recurring job there is. At start, what Hangfire has and nobody brings any more is removed.</summary>
internal sealed class RecurringJobs(IRecurringJobManager manager, JobStorage storage) : IHostedService
{
    // Those of the house itself, and the features' own.
    private static readonly IReadOnlyList<Recurring> All =
    [
        Recurring.Of<KeepStatistics>("keep-statistics", "0 25 * * * *", job => job.RunAsync(CancellationToken.None)),
        .. IFeature.All.SelectMany(feature => feature.Jobs),
    ];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        using var connection = storage.GetConnection();
        foreach (var stale in connection.GetRecurringJobs().Select(j => j.Id).Except(All.Select(j => j.Id)))
        {
            manager.RemoveIfExists(stale);
        }

        foreach (var job in All)
        {
            job.Register(manager);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
