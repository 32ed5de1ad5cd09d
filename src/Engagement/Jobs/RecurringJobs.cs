using System.Linq.Expressions;
using Engagement.Data;
using Engagement.Features.Bridge;
using Engagement.Features.Insights.Digest;
using Engagement.Features.Insights.Rollups;
using Engagement.Features.Knowledge;
using Engagement.Features.Knowledge.Feeds;
using Engagement.Features.Knowledge.Finding;
using Engagement.Features.Knowledge.Review;
using Engagement.Features.Links;
using Engagement.Features.Listening;
using Engagement.Features.Listening.Accounting;
using Engagement.Features.Notices;
using Engagement.Features.Live;
using Engagement.Features.Listening.Following;
using Engagement.Features.Posts.Images;
using Engagement.Features.Publishing;
using Engagement.Features.Search;
using Engagement.Features.Series;
using Engagement.Features.Settings.Retention;
using Engagement.Features.Rules;
using Engagement.Features.Sla;
using Engagement.Features.Tickets;
using Hangfire;
using Hangfire.Storage;

namespace Engagement.Jobs;

/// <summary>Every recurring job there is. At start, what Hangfire has and this list has not is removed.</summary>
internal sealed class RecurringJobs(IRecurringJobManager manager, JobStorage storage) : IHostedService
{
    // Six fields: seconds first.
    private static readonly IReadOnlyList<Recurring> All =
    [
        // Each account says itself when its time has come; this only looks often enough.
        Recurring.Of<ListenToAccounts>("listen", "*/5 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<ReachDates>("reach-dates", "0 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<PollDueFeeds>("poll-feeds", "15 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<ReadPostMetrics>("read-post-metrics", "40 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<FollowMessages>("follow-messages", "30 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<FillGaps>("fill-gaps", "20 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<MakeStatements>("make-statements", "0 5,35 * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<RaiseSilence>("raise-silence", "50 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<KeepClocks>("keep-clocks", "*/5 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<RunTimeRules>("time-rules", "10 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<WatchClocks>("watch-clocks", "*/20 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<KeepStatistics>("keep-statistics", "0 25 * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<MakePosts>("make-series-posts", "20 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<RecheckZones>("recheck-zones", "50 */10 * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<ForgetImages>("forget-images", "0 40 3 * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<IndexArticles>("index-articles", "*/20 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<RefillSearch>("refill-search", "25 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<TellReviews>("tell-reviews", "0 30 * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<TellBursts>("tell-bursts", "45 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<RollUp>("roll-up", "*/15 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<SendDigest>("insights-digest", "0 */10 * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<ForgetVisits>("forget-visits", "0 10 3 * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<WakeSnoozed>("wake-snoozed", "*/20 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<Presence>("forget-presence", "0 50 * * * *", job => job.ForgetAsync(CancellationToken.None)),
        Recurring.Of<WakeSnoozed>("close-solved", "0 20 * * * *", job => job.CloseAsync(CancellationToken.None)),
        Recurring.Of<WatchDesk>("watch-desk", "50 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<ReleaseReturned>("release-returned", "35 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<SendDigests>("send-digests", "5 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<PollMailbox>("poll-mailbox", "30 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<ApplyRetention>("apply-retention", "0 20 3 * * *", job => job.RunAsync(CancellationToken.None)),
    ];

    // However many minutes were missed while no node ran: the job finds all of it at once.
    private static readonly RecurringJobOptions OnceAfterAPause = new() { MisfireHandling = MisfireHandlingMode.Relaxed };

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

    /// <summary>One of them.</summary>
    /// <param name="Id">Its name on the dashboard.</param>
    /// <param name="Register">Adds or updates it.</param>
    private sealed record Recurring(string Id, Action<IRecurringJobManager> Register)
    {
        public static Recurring Of<T>(string id, string cron, Expression<Func<T, Task>> work) =>
            new(id, manager => manager.AddOrUpdate(id, work, cron, OnceAfterAPause));
    }
}
