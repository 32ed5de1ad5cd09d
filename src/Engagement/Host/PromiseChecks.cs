using Engagement.Channels;
using Engagement.Configured;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Engagement.Host;

/// <summary>
/// No reply missed: every account that is not paused can be heard, and its access is accepted. One that rests or fails for a moment is
/// still well.
/// </summary>
internal sealed class AccountsCheck(Db db, FindInactiveAccounts silence, ChannelCatalog channels, TimeProvider clock) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        var accounts = await db.QueryAsync<AccountRow>(AccountSql.ReadAll, ct: cancellationToken);
        var silent = await silence.RunAsync(cancellationToken);
        bool IsGone(AccountRow a) => a.State != AccountState.Paused && channels.Find(a.Network) is null;
        bool IsDeaf(AccountRow a) => silent.GetValueOrDefault(a.Id) is { Kind: InactivityKind.CannotHear };
        var data = accounts.ToDictionary(a => a.Id.ToString(), object (a) => new
        {
            network = a.Network,
            name = a.Name,
            publishing = IsGone(a) ? Gone : Direction(a, a.PublishFailures, a.PublishRestUntil, now),
            listening = IsGone(a) ? Gone : IsDeaf(a) ? "cannot hear" : Direction(a, a.ListenFailures, a.ListenRestUntil, now),
        });
        var broken = accounts.Count(a => a.State == AccountState.NeedsReconnect || IsDeaf(a) || IsGone(a));
        var failing = accounts.Count(a => a.PublishFailures > 0 || a.ListenFailures > 0);
        return broken > 0 ? HealthCheckResult.Unhealthy(
            $"{broken} of {accounts.Count} accounts cannot be heard or must be connected again.", data: data)
            : failing > 0 ? HealthCheckResult.Degraded($"{failing} of {accounts.Count} accounts failed at their last try.", data: data)
            : HealthCheckResult.Healthy(data: data);
    }

    private const string Gone = "network not available in this version";

    private static string Direction(AccountRow account, int failures, DateTimeOffset? restUntil, DateTimeOffset now) => account.State switch
    {
        AccountState.NeedsReconnect => "needs reconnect",
        AccountState.Paused => "paused",
        AccountState.Removed => "removed",
        AccountState.Active when restUntil > now => "resting",
        AccountState.Active when failures > 0 => "failing",
        AccountState.Active => "ok",
    };
}

/// <summary>
/// What is due goes out: no work waits unclaimed longer than <c>Health:WorkLateMinutes</c> (10 unless set), and none fails over and over.
/// </summary>
internal sealed class DueWorkCheck(Db db, IConfiguration configuration, TimeProvider clock) : IHealthCheck
{
    // Work that throws is put off ever longer (OutboxTable): by the sixth time that has been going on for minutes, and is no hiccup.
    private const int Repeated = 6;

    private static readonly Sql Late = Sql.Portable("""
        select Kind, count(*) as Waiting, min(CreatedAt) as Since from Outbox where AvailableAt < @Before or Attempts >= @Repeated
        group by Kind order by Kind
        """);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var before = clock.Now() - KnownSettings.WorkLate.Of(configuration);
        var late = await db.QueryAsync<Row>(Late, new { Before = before, Repeated }, cancellationToken);
        return late.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("Work that is due is not being done.",
                data: late.ToDictionary(r => r.Kind, object (r) => new { waiting = r.Waiting, since = r.Since }));
    }

    private sealed record Row
    {
        public string Kind { get; init; } = "";

        public int Waiting { get; init; }

        public DateTimeOffset Since { get; init; }
    }
}

/// <summary>
/// No gap is left unlooked at: what may not have been heard is looked for again by itself, and when that has ended without finding it, a
/// person says within <c>Health:GapHours</c> (24 unless set) that it is well so.
/// </summary>
internal sealed class GapsCheck(Db db, IConfiguration configuration, TimeProvider clock) : IHealthCheck
{
    private static readonly Sql Unlooked = Sql.Portable(
        "select count(*) from ReplyGaps where State = 'Open' and NextTryAt is null and OpenedAt < @Before");

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await db.ScalarAsync<int>(
            Unlooked, new { Before = clock.Now() - KnownSettings.GapUnseen.Of(configuration) }, cancellationToken) is > 0 and var count
            ? HealthCheckResult.Unhealthy($"{count} {(count == 1 ? "gap" : "gaps")} in what was heard: nobody has looked at "
                + $"{(count == 1 ? "it" : "them")}, and it is not looked for by itself any more.")
            : HealthCheckResult.Healthy();
}

/// <summary>What is due goes out: publishing is not paused after an interruption. A person looks and lets it go on.</summary>
internal sealed class PausedCheck(Db db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await db.OneAsync<DeskLife>(DeskLife.Read, ct: cancellationToken) is { IsPaused: true } life
            ? HealthCheckResult.Unhealthy(life.PausedBecause == PausedBecause.Copy
                ? $"Publishing is paused: the database is a copy of {life.SilentFrom:u} that was put back. "
                    + $"Look at /paused, and resume it there."
                : $"Publishing is paused: nothing ran here from {life.SilentFrom:u} until {life.PausedAt:u}. "
                    + $"Look at /paused, and resume it there.")
            : HealthCheckResult.Healthy();
}

/// <summary>
/// Copies are made: the <c>backup</c> verb has run within <c>Health:BackupDays</c>. A week unless set, in the embedded mode, where nobody
/// else makes copies; not looked at with SQL Server, whose copies are the server's business. 0 where copies are made in another way.
/// </summary>
internal sealed class BackupsCheck(Db db, IConfiguration configuration, TimeProvider clock) : IHealthCheck
{
    private static readonly Sql FirstStart = Sql.Portable("select min(CreatedAt) from Users");

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var old = KnownSettings.BackupOld.Of(configuration, db.Options.Dialect == Dialect.Sqlite ? TimeSpan.FromDays(7) : TimeSpan.Zero);
        if (old <= TimeSpan.Zero)
        {
            return HealthCheckResult.Healthy();
        }

        var last = (await db.OneAsync<DeskLife>(DeskLife.Read, ct: cancellationToken))?.BackedUpAt;
        return (last ?? await db.ScalarAsync<DateTimeOffset?>(FirstStart, ct: cancellationToken)) is { } since
            && clock.GetUtcNow() - since > old
            ? HealthCheckResult.Unhealthy($"{(last is null ? "No backup was ever made here" : $"The last backup was made {last:u}")}. "
                + $"Run: Engagement backup FILE, daily. If copies are made in another way, set Health__BackupDays to 0.")
            : HealthCheckResult.Healthy();
    }
}
