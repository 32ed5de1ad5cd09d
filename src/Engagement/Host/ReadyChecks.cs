using Engagement.Configured;
using Engagement.Data;
using Engagement.Outbox;
using Hangfire;
using Hangfire.InMemory;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Engagement.Host;

/// <summary>The database answers, and takes what is written. Written for good: a full disk lets one begin and refuses the end.</summary>
internal sealed class DatabaseCheck(Db db, TimeProvider clock) : IHealthCheck
{
    // Whoever asks is a proxy with a limit of its own. On SQLite our own writers take turns, and one may take seconds (an import, a large
    // deletion): that is no reason to take the only node out of service. A server may take its time to commit.
    private readonly TimeSpan _patience = TimeSpan.FromSeconds(db.Options.Dialect == Dialect.Sqlite ? 3 : 4);

    private Task _touching = Task.CompletedTask;

    private static readonly Sql Touch = Sql.Portable("update AppSettings set Value = @Value, UpdatedAt = @Now where Name = @Name");

    private static readonly Sql Insert = Sql.Portable("""
        insert into AppSettings (Name, Value, UpdatedAt) select @Name, @Value, @Now
        where not exists (select 1 from AppSettings where Name = @Name)
        """);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // The one that waits still is the answer to those who ask meanwhile.
            _touching = _touching.IsCompleted ? Task.Run(TouchAsync, CancellationToken.None) : _touching;
            await _touching.WaitAsync(_patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Unhealthy(
                $"Nothing could be written for {_patience.TotalSeconds:0} seconds: another program may hold the database locked. "
                    + "What is read is served meanwhile.");
        }
        catch (Exception e) when (StorageFaults.Say(e, db.Options.DataDirectory) is { } words)
        {
            return HealthCheckResult.Unhealthy(words, e);
        }

        return await new ReadersNeverWait(db).ProblemAsync(cancellationToken) is { } problem
            ? HealthCheckResult.Degraded(problem)
            : HealthCheckResult.Healthy();
    }

    private async Task TouchAsync()
    {
        // A row of each machine's own: nodes do not wait for each other.
        var name = $"health.{Environment.MachineName}";
        var row = new { Name = name.Length > 100 ? name[..100] : name, Value = "written", Now = clock.Now() };
        if (await db.ExecuteAsync(Touch, row) == 0)
        {
            await db.ExecuteAsync(Insert, row);
        }
    }
}

/// <summary>
/// Room on the disk that holds the data folder: pictures and logs, and in the embedded mode the database. <c>Health:MinFreeMegabytes</c>,
/// 100 unless set.
/// </summary>
internal sealed class DiskCheck(DatabaseOptions options, IConfiguration configuration) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (wanted, free) = (KnownSettings.MinFree.Of(configuration),
            new DriveInfo(Path.GetFullPath(options.DataDirectory)).AvailableFreeSpace / 1_000_000);
        return Task.FromResult(free >= wanted
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy(
                $"{free:N0} MB are free where the data is; {wanted:N0} MB are wanted (Health:MinFreeMegabytes)."));
    }
}

internal sealed class JobsCheck(JobStorage storage, TimeProvider clock, ServeRole role, IServiceProvider services) : IHealthCheck
{
    // Servers report every 30 s by default; three missed reports are a stop, not a hiccup.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(100);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        if (role.RunsJobs)
        {
            var lastLook = services.GetRequiredService<OutboxDispatcher>().LastLookAt;
            return now - lastLook < TimeSpan.FromSeconds(30)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"The dispatcher has not looked for due work since {lastLook:u}.");
        }

        // Each node's memory knows its own servers only; whether others work shows in the rows.
        if (storage is InMemoryStorage)
        {
            var next = await services.GetRequiredService<OutboxTable>().NextAtAsync(cancellationToken);
            return next is null || now - next < Silence ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded($"Work that was due at {next:u} waits. Is a worker node running?");
        }

        var alive = storage.GetMonitoringApi().Servers().Any(s => s.Heartbeat is { } beat && now.UtcDateTime - beat < Silence);
        return alive ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("No worker node is running jobs.");
    }
}

internal sealed class TroublesCheck(Troubles troubles) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(troubles.All is { Count: > 0 } all
            ? HealthCheckResult.Degraded(string.Join(" ", all.Select(t => $"{t.Title}. {t.Words}")))
            : HealthCheckResult.Healthy());
}
