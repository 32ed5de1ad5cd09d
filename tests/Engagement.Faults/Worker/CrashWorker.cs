using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Engagement.Host;
using Engagement.Outbox;

namespace Engagement.Faults.Worker;

/// <summary>
/// The process that is killed: publishing as a node runs it (the same claim, the same job, the same services), without the web server and
/// without Hangfire, which only carries an id from the claim to the job. The crash tests kill the whole program; this one starts in a
/// fraction of its time, so that it can be killed thousands of times.
/// </summary>
internal static class CrashWorker
{
    private const int InFlight = 6;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync(WorkerPlan plan)
    {
        if (Environment.GetEnvironmentVariable("ENGAGEMENT_KILL_AT") is { Length: > 0 })
        {
            StartupHook.Initialize();
        }

        await using var provider = await StartAsync(plan);
        await WorkAsync(provider);
    }

    /// <summary>The product's services on the plan's database and clock; what an earlier process was cut short in is taken up.</summary>
    public static async Task<ServiceProvider> StartAsync(WorkerPlan plan)
    {
        var database = new DatabaseOptions(plan.OnSqlServer ? Dialect.SqlServer : Dialect.Sqlite, plan.Database, plan.DataDirectory);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Jobs:Storage", "Memory"), new("Network:Internal", "127.0.0.0/8, ::1")]).Build();
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddEngagement(configuration, database);
        services.AddSingleton<TimeProvider>(new JumpingClock(plan));
        var provider = services.BuildServiceProvider();
        if (plan.LooksBack)
        {
            // A copy put back by hand has no write-ahead log until a start gives it one.
            await provider.GetRequiredService<Migrator>().MigrateAsync();
        }

        if (plan.Alone)
        {
            await provider.GetRequiredService<RecoverEmbedded>().RunAsync(CancellationToken.None);
        }

        if (plan.LooksBack)
        {
            await provider.GetRequiredService<LookBack>().AtStartAsync(alone: true, pauses: true, CancellationToken.None);
            await ActivatorUtilities.CreateInstance<KeepAlive>(provider).StartAsync(CancellationToken.None);
        }

        return provider;
    }

    // What OutboxDispatcher does, with this many at a time.
    private static async Task WorkAsync(ServiceProvider provider)
    {
        var outbox = provider.GetRequiredService<OutboxTable>();
        var node = provider.GetRequiredService<Node>();
        var running = new HashSet<Task>();
        while (true)
        {
            IReadOnlyList<OutboxClaim> claims;
            try
            {
                claims = running.Count < InFlight
                    ? await outbox.ClaimAsync(node.Name, Ledger.Work, InFlight - running.Count, CancellationToken.None)
                    : [];
            }
            catch (Exception e) when (e is System.Data.Common.DbException)
            {
                // The database is away for a while; the dispatcher's loop outlives that too.
                Note(e);
                claims = [];
            }

            foreach (var claim in claims)
            {
                running.Add(Task.Run(() => RunAsync(provider, claim)));
            }

            if (claims.Count == 0)
            {
                await (running.Count > 0 ? Task.WhenAny([.. running, Task.Delay(Look)]) : Task.Delay(Look));
            }

            running.RemoveWhere(task => task.IsCompleted);
        }
    }

    private static async Task RunAsync(ServiceProvider provider, OutboxClaim claim)
    {
        try
        {
            await using var scope = provider.CreateAsyncScope();
            await ActivatorUtilities.CreateInstance<OutboxJob>(scope.ServiceProvider)
                .RunAsync(claim.Kind, claim.RefId, claim.Attempts, CancellationToken.None);
        }
        catch (Exception e)
        {
            // As Hangfire does: a job that failed has failed; its row comes back.
            Note(e);
        }
    }

    public static void Note(Exception e)
    {
        if (Environment.GetEnvironmentVariable("ENGAGEMENT_FAULTS_VERBOSE") is not null)
        {
            Console.Error.WriteLine(e);
        }
    }
}
