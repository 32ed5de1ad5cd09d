using System.Text.Json;
using Engagement.Data;
using Engagement.Features.Channels;
using Engagement.Features.Listening;
using Engagement.Outbox;
using Hangfire;
using Hangfire.InMemory;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Engagement.Host;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: the database, the job server and each account's two directions.
/// An account in trouble is degraded and not unhealthy: taking the node out of service would not mend it.
/// </summary>
internal static class Health
{
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<Drain>("stopping")
            .AddCheck<DatabaseCheck>("database", timeout: TimeSpan.FromSeconds(5))
            .AddCheck<JobsCheck>("jobs")
            .AddCheck<TroublesCheck>("node")
            .AddCheck<AccountsCheck>("accounts");
        return services;
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return JsonSerializer.SerializeAsync(context.Response.Body, new
        {
            status = report.Status.ToString(),
            checks = report.Entries.ToDictionary(e => e.Key, e => new
            {
                status = e.Value.Status.ToString(),
                description = e.Value.Description,
                data = e.Value.Data.Count > 0 ? e.Value.Data : null,
            }),
        }, Json.Options);
    }

    private sealed class DatabaseCheck(Db db) : IHealthCheck
    {
        private static readonly Sql Ping = Sql.Portable("select count(*) from AppSettings");

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await db.ScalarAsync<int>(Ping, ct: cancellationToken);
            return await new ReadersNeverWait(db).ProblemAsync(cancellationToken) is { } problem ? HealthCheckResult.Degraded(problem) : HealthCheckResult.Healthy();
        }
    }

    private sealed class JobsCheck(JobStorage storage, TimeProvider clock, ServeRole role, IServiceProvider services) : IHealthCheck
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
                return next is null || now - next < Silence ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"Work that was due at {next:u} waits. Is a worker node running?");
            }

            var alive = storage.GetMonitoringApi().Servers().Any(s => s.Heartbeat is { } beat && now.UtcDateTime - beat < Silence);
            return alive ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("No worker node is running jobs.");
        }
    }

    private sealed class TroublesCheck(Troubles troubles) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(troubles.All is { Count: > 0 } all
            ? HealthCheckResult.Degraded(string.Join(" ", all.Select(t => $"{t.Title}. {t.Words}")))
            : HealthCheckResult.Healthy());
    }

    private sealed class AccountsCheck(Db db, FindSilentAccounts silence, TimeProvider clock) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var now = clock.GetUtcNow();
            var accounts = await db.QueryAsync<AccountRow>(AccountSql.ReadAll, ct: cancellationToken);
            var silent = await silence.RunAsync(cancellationToken);
            var data = accounts.ToDictionary(a => a.Id.ToString(), object (a) => new
            {
                network = a.Network,
                publishing = Direction(a, a.PublishFailures, a.PublishRestUntil, now),
                listening = silent.TryGetValue(a.Id, out var s) && s.Kind == SilenceKind.CannotHear ? "cannot hear" : Direction(a, a.ListenFailures, a.ListenRestUntil, now),
            });
            var troubled = accounts.Count(a => a.State == AccountState.NeedsReconnect || a.PublishFailures > 0 || a.ListenFailures > 0 || silent.GetValueOrDefault(a.Id) is { Kind: SilenceKind.CannotHear });
            return troubled == 0
                ? HealthCheckResult.Healthy(data: data)
                : HealthCheckResult.Degraded($"{troubled} of {accounts.Count} accounts need a look.", data: data);
        }

        private static string Direction(AccountRow account, int failures, DateTimeOffset? restUntil, DateTimeOffset now) => account.State switch
        {
            AccountState.NeedsReconnect => "needs reconnect",
            AccountState.Paused => "paused",
            AccountState.Active when restUntil > now => "resting",
            AccountState.Active when failures > 0 => "failing",
            AccountState.Active => "ok",
        };
    }
}
