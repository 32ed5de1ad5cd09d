using System.Diagnostics;
using System.Globalization;
using Engagement.Data;
using Engagement.Host;
using Engagement.Jobs;
using Engagement.Tests.Data;
using Hangfire;
using Hangfire.Common;
using Hangfire.InMemory;
using Hangfire.States;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Engagement.Tests.Jobs;

/// <summary>Recurring jobs on nodes that are slow, were away, or are several.</summary>
public sealed class RecurringRunsTests
{
    private const string Id = "slow";

    private static readonly DateTime Never = new(2099, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    // About ten sums at once were seen on a node whose run took longer than its quarter of a minute.
    [Fact]
    public async Task A_job_that_is_still_running_is_not_begun_again()
    {
        await using var node = await JobNode.StartAsync(new InMemoryStorage());
        var first = node.Trigger();
        await node.Runs.BegunAsync(1);

        await node.SkippedAsync([.. Enumerable.Range(0, 9).Select(_ => node.Trigger())]);
        Assert.Equal(1, node.Runs.Begun);

        node.Runs.End();
        await node.DoneAsync(first);
        var later = node.Trigger();
        await node.Runs.BegunAsync(2);
        node.Runs.End();
        await node.DoneAsync(later);
    }

    [Fact]
    public async Task It_is_not_begun_on_another_node_either()
    {
        using var storage = new InMemoryStorage();
        await using var one = await JobNode.StartAsync(storage);
        await using var other = await JobNode.StartAsync(storage);
        var first = one.Trigger();
        await WaitAsync(() => one.Runs.Begun + other.Runs.Begun == 1);

        await one.SkippedAsync([.. Enumerable.Range(0, 60).Select(_ => one.Trigger())]);

        Assert.Equal(1, one.Runs.Begun + other.Runs.Begun);
        one.Runs.End();
        other.Runs.End();
        await one.DoneAsync(first);
    }

    [Fact]
    public async Task What_waited_while_a_later_run_began_is_skipped_but_a_run_that_failed_answers_nothing()
    {
        await using var node = await JobNode.StartAsync(new InMemoryStorage());
        node.Runs.FailNext = true;
        var failed = node.Trigger();
        await node.Runs.BegunAsync(1);
        var early = node.Waiting();
        node.Runs.End();
        await node.DoneAsync(failed, FailedState.StateName);

        node.Let(early);
        await node.Runs.BegunAsync(2);
        var waited = node.Waiting();
        node.Runs.End();
        await node.DoneAsync(early);

        await Task.Delay(TimeSpan.FromSeconds(1.1), Stop); // triggers are told apart by the second
        var newer = node.Trigger();
        await node.Runs.BegunAsync(3);
        node.Runs.End();
        await node.DoneAsync(newer);
        node.Let(waited);
        await node.SkippedAsync(waited);

        Assert.Equal(3, node.Runs.Begun);
    }

    [Fact]
    public async Task Other_jobs_run_beside_each_other()
    {
        await using var node = await JobNode.StartAsync(new InMemoryStorage());

        var jobs = Enumerable.Range(0, 3).Select(_ => node.Enqueue()).ToArray();

        await node.Runs.BegunAsync(3);
        node.Runs.End(3);
        await node.DoneAsync(jobs);
    }

    [Fact]
    public async Task After_an_hour_without_any_node_each_job_is_due_once()
    {
        using var storage = new InMemoryStorage();
        var manager = new RecurringJobManager(storage);
        await new RecurringJobs(manager, storage).StartAsync(Stop);
        var before = DateTime.UtcNow;
        using (var connection = storage.GetConnection())
        using (var transaction = connection.CreateWriteTransaction())
        {
            foreach (var id in connection.GetAllItemsFromSet("recurring-jobs"))
            {
                var due = before.AddHours(-1);
                var written = due.ToString("o", CultureInfo.InvariantCulture);
                transaction.SetRangeInHash($"recurring-job:{id}", [new("LastExecution", written), new("NextExecution", written)]);
                transaction.AddToSet("recurring-jobs", id, new DateTimeOffset(due).ToUnixTimeSeconds());
            }

            transaction.Commit();
        }

        // One that looks at the clock and runs nothing.
        var often = TimeSpan.FromMilliseconds(50);
        var looks = new BackgroundJobServerOptions { Queues = ["none"], WorkerCount = 1, SchedulePollingInterval = often };
        using var server = new BackgroundJobServer(looks, storage);
        using var reader = storage.GetConnection();
        await WaitAsync(() => reader.GetAllEntriesFromHash("recurring-job:reach-dates").ContainsKey("LastJobId")); // each minute

        var passed = (DateTime.UtcNow - before).TotalSeconds;
        var made = storage.GetMonitoringApi().EnqueuedJobs("default", 0, 10_000).Count(j => j.Value.Job.Type.Name == "ReachDates");
        Assert.InRange(made, 1, 2 + (passed / 60));
    }

    private static async Task WaitAsync(Func<bool> done)
    {
        var waits = Stopwatch.StartNew();
        while (!done())
        {
            await Task.Delay(10, Stop);
            if (waits.Elapsed > TimeSpan.FromMinutes(2))
            {
                throw new TimeoutException("It never came.");
            }
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>What its node's runs have done, and what they wait for.</summary>
    internal sealed class Runs : IDisposable
    {
        private readonly SemaphoreSlim _may = new(0);
        private int _begun;

        public int Begun => Volatile.Read(ref _begun);

        public bool FailNext { get; set; }

        public async Task RunAsync()
        {
            Interlocked.Increment(ref _begun);
            await _may.WaitAsync();
            if (FailNext)
            {
                FailNext = false;
                throw new InvalidOperationException("as told");
            }
        }

        public void End(int runs = 1) => _may.Release(runs);

        public Task BegunAsync(int runs) => WaitAsync(() => Begun >= runs);

        public void Dispose() => _may.Dispose();
    }

    /// <summary>The job.</summary>
    [AutomaticRetry(Attempts = 0)]
    public sealed class Slow(IServiceProvider services)
    {
        public Task RunAsync() => services.GetRequiredService<Runs>().RunAsync();
    }

    /// <summary>The workers of a node as the application sets them up, on a storage that several may share.</summary>
    private sealed class JobNode(ServiceProvider services, IHostedService server, TestDatabase database) : IAsyncDisposable
    {
        private readonly JobStorage _storage = services.GetRequiredService<JobStorage>();

        public Runs Runs => services.GetRequiredService<Runs>();

        public static async Task<JobNode> StartAsync(JobStorage storage)
        {
            var database = TestDatabase.CreateEmpty();
            var services = new ServiceCollection().AddLogging();
            services.AddEngagement(new ConfigurationBuilder().Build(), database.Db.Options);
            services.AddJobWorkers();
            services.AddSingleton(storage);
            services.AddSingleton<Runs>();
            services.AddScoped<Slow>();
            var provider = services.BuildServiceProvider();

            // Only this one of all that the host would start: the first is the default queue's, where recurring jobs run.
            var jobs = services.First(
                d => d.ImplementationFactory?.GetType().GenericTypeArguments[^1] == typeof(BackgroundJobServerHostedService));
            var server = (IHostedService)jobs.ImplementationFactory!(provider);
            provider.GetRequiredService<IRecurringJobManager>().AddOrUpdate<Slow>(Id, job => job.RunAsync(), "0 0 1 1 *");
            await server.StartAsync(Stop);
            return new JobNode(provider, server, database);
        }

        public string Trigger() => services.GetRequiredService<IRecurringJobManagerV2>().TriggerJob(Id);

        public string Enqueue() => Client.Enqueue<Slow>(job => job.RunAsync());

        /// <summary>One that the clock has made and that no worker has come to yet.</summary>
        public string Waiting()
        {
            var parameters = new Dictionary<string, object> { ["RecurringJobId"] = Id, ["Time"] = JobHelper.ToTimestamp(DateTime.UtcNow) };
            return services.GetRequiredService<IBackgroundJobClientV2>()
                .Create(Job.FromExpression<Slow>(job => job.RunAsync()), new ScheduledState(Never), parameters);
        }

        public void Let(string id) => Client.Requeue(id);

        public Task DoneAsync(params string[] jobs) => DoneAsync(jobs, SucceededState.StateName);

        public Task SkippedAsync(params string[] jobs) => DoneAsync(jobs, DeletedState.StateName);

        public Task DoneAsync(string job, string state) => DoneAsync([job], state);

        public async ValueTask DisposeAsync()
        {
            await server.StopAsync(CancellationToken.None);
            await services.DisposeAsync();
            await database.DisposeAsync();
        }

        private IBackgroundJobClient Client => services.GetRequiredService<IBackgroundJobClient>();

        private async Task DoneAsync(IEnumerable<string> jobs, string state)
        {
            using var connection = _storage.GetConnection();
            foreach (var id in jobs)
            {
                try
                {
                    await WaitAsync(() => connection.GetJobData(id).State == state);
                }
                catch (TimeoutException e)
                {
                    var history = _storage.GetMonitoringApi().JobDetails(id).History.Select(h => $"{h.StateName} {h.Reason}");
                    throw new InvalidOperationException($"{id} is not {state} but {string.Join(" <- ", history)}; begun: {Runs.Begun}", e);
                }
            }
        }
    }
}
