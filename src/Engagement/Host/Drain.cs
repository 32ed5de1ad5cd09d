using Engagement.Configured;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Engagement.Host;

/// <summary>
/// A node that is told to stop first says that it is not ready, and goes on answering for a while: so a proxy has seen it before the first
/// request would be refused. Only then does it close its door, and finish what it has begun.
/// </summary>
internal sealed class Drain(IHostApplicationLifetime life, IConfiguration configuration, Data.DatabaseOptions database, TimeProvider clock)
    : IHostedLifecycleService, IHealthCheck
{
    // Jobs are given 45 s (JobHost), and what they have had no time for is handed back after that.
    private static readonly TimeSpan Finishing = TimeSpan.FromSeconds(55);

    public bool HasBegun => life.ApplicationStopping.IsCancellationRequested;

    /// <summary>
    /// How long it answers on. <c>Engagement:DrainSeconds</c>; 5 with SQL Server, where there may be a proxy before several nodes, and none
    /// in the embedded mode, where there is nobody else to go to.
    /// </summary>
    public static TimeSpan For(IConfiguration configuration, Data.DatabaseOptions database) =>
        KnownSettings.Drain.Of(configuration, TimeSpan.FromSeconds(database.Dialect == Data.Dialect.SqlServer ? 5 : 0));

    public static IServiceCollection Add(IServiceCollection services, IConfiguration configuration, Data.DatabaseOptions database)
    {
        services.Configure<HostOptions>(host => host.ShutdownTimeout = For(configuration, database) + Finishing);
        services.AddSingleton<Drain>();
        services.AddHostedService(s => s.GetRequiredService<Drain>());
        return services;
    }

    /// <summary>Connections that are kept open end with their next answer, and the proxy's next request takes another node.</summary>
    public static void Use(WebApplication app)
    {
        var drain = app.Services.GetRequiredService<Drain>();
        app.Use((http, next) =>
        {
            if (drain.HasBegun)
            {
                http.Response.Headers.Connection = "close";
            }

            return next(http);
        });
    }

    public async Task StoppingAsync(CancellationToken cancellationToken) =>
        await Task.Delay(For(configuration, database), clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(HasBegun ? HealthCheckResult.Unhealthy("This node is stopping.") : HealthCheckResult.Healthy());

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
