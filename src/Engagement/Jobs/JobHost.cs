using Engagement.Configured;
using Engagement.Data;
using Engagement.Features;
using Engagement.Host;
using Engagement.Outbox;
using Hangfire;
using Hangfire.AspNetCore;

namespace Engagement.Jobs;

/// <summary>Hangfire's set-up. Our own rows are the truth about work; Hangfire runs it and shows it.</summary>
internal static class JobHost
{
    /// <summary>
    /// Storage and client, on every node. <c>Jobs:Storage</c> is <c>SqlServer</c> or <c>Memory</c>; it follows the database unless set.
    /// </summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration, DatabaseOptions database)
    {
        var storage = KnownSettings.JobStorage.Of(configuration, database.Dialect == Dialect.SqlServer ? "SqlServer" : "Memory");
        services.AddHangfire(_ => { });

        // In the place of AddHangfire's own, which go through statics: of two applications in one process (tests run several) one would
        // run its jobs with the other's services, or fail to log to one that is gone. What is left static is the same for all; who owns
        // the process says where Hangfire logs (ServeCommand).
        services.AddSingleton<IGlobalConfiguration>(_ => GlobalConfiguration.Configuration
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings());
        services.AddSingleton(provider =>
        {
            provider.GetRequiredService<IGlobalConfiguration>(); // the serializers first
            return JobStores.Open(storage, database, provider.GetRequiredService<Troubles>(),
                provider.GetRequiredService<ILogger<JobStorage>>());
        });
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        return services;
    }

    /// <summary>What runs jobs: on nodes with the role worker or all.</summary>
    public static IServiceCollection AddJobWorkers(this IServiceCollection services)
    {
        services.AddSingleton<OneRunAtATime>();
        services.AddHangfireServer((provider, server) =>
        {
            Workers(server, JobQueue.Default);
            server.FilterProvider = provider.GetRequiredService<OneRunAtATime>().BesideTheOthers();

            // Recurring jobs may be due every few seconds; the default looks every 15.
            server.SchedulePollingInterval = TimeSpan.FromSeconds(1);
        });
        foreach (var queue in JobQueue.Others)
        {
            services.AddHangfireServer((_, server) =>
            {
                Workers(server, queue);
                server.IsLightweightServer = true; // recurring and delayed jobs are the first one's
            });
        }

        services.AddSingleton<OutboxDispatcher>();
        services.AddHostedService(s => s.GetRequiredService<OutboxDispatcher>());
        services.AddHostedService<RecurringJobs>();
        foreach (var feature in IFeature.All)
        {
            feature.AddToWorkers(services);
        }

        return services;
    }

    /// <summary>Registers the work of one kind of outbox row, and who runs it.</summary>
    public static IServiceCollection AddOutboxWork<T>(this IServiceCollection services, string kind, JobQueue queue)
        where T : class, IOutboxWork
    {
        services.AddScoped<T>();
        services.AddSingleton(new OutboxKind(kind, queue, typeof(T).IsAssignableTo(typeof(IOutboxBatchWork))));
        services.AddKeyedScoped<IOutboxWork>(kind, (s, _) => s.GetRequiredService<T>());
        return services;
    }

    private static void Workers(BackgroundJobServerOptions server, JobQueue queue)
    {
        server.Queues = queue.Names;
        server.WorkerCount = queue.Workers;

        // A node that stops lets its calls end by themselves: one that is cut short is a doubt. After a send's time-out and a little it
        // cuts.
        server.StopTimeout = TimeSpan.FromSeconds(35);
        server.ShutdownTimeout = TimeSpan.FromSeconds(45);

        // Of the fifteen seconds' default a dead server's would be noticed only after five minutes.
        server.HeartbeatInterval = Lease.Beat;
        server.ServerTimeout = TimeSpan.FromMinutes(1);
        server.ServerCheckInterval = Lease.Length;
    }
}
