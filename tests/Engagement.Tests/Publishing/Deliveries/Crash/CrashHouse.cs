using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Host;
using Microsoft.Data.Sqlite;

namespace Engagement.Tests.Publishing.Deliveries.Crash;

/// <summary>A data folder with one Sandbox account, looked into from outside while the real program is started on it and killed.</summary>
internal sealed class CrashHouse : IAsyncDisposable
{
    private static readonly Sql Unsettled = Sql.Portable(
        "select count(*) from Deliveries where State not in ('Published', 'Failed', 'Held', 'Missed', 'Cancelled')");

    private static readonly Sql States = Sql.Portable("select Id, State, SendKey, Version from Deliveries order by Id");

    private readonly ServiceProvider _services;
    private readonly string _folder;

    private CrashHouse(ServiceProvider services, string folder)
    {
        _services = services;
        _folder = folder;
    }

    public Guid AccountId { get; private set; }

    private Db Db => _services.GetRequiredService<Db>();

    public static async Task<CrashHouse> BuildAsync(ChannelAccount account)
    {
        var folder = Directory.CreateTempSubdirectory("engagement-crash-").FullName;
        var options = new DatabaseOptions(Dialect.Sqlite, DatabaseOptions.ForFile(Path.Combine(folder, "engagement.db")), folder);
        var services = new ServiceCollection().AddLogging();
        services.AddEngagement(new ConfigurationBuilder().Build(), options);
        var house = new CrashHouse(services.BuildServiceProvider(), folder);
        await house._services.GetRequiredService<Migrator>().MigrateAsync();

        house.AccountId = Ids.New(TimeProvider.System);
        await house.Db.ExecuteAsync(AccountSql.Insert, new
        {
            Id = house.AccountId,
            account.Network,
            Name = "Desk",
            account.Handle,
            account.RemoteId,
            Server = account.Server!.ToString(),
            AvatarUrl = (string?)null,
            ProfileUrl = (string?)null,
            SettingsJson = "{}",
            SecretsCipher = house._services.GetRequiredService<AccountSecrets>().Protect(account.Secrets),
            AccessExpiresAt = (DateTimeOffset?)null,
            Now = TimeProvider.System.Now(),
        });
        return house;
    }

    public EngagementProcess Start(string? killAt = null) => EngagementProcess.Start(_folder, killAt);

    /// <summary>Schedules posts that are due now.</summary>
    public async Task ScheduleAsync(int count)
    {
        var ledger = _services.GetRequiredService<Ledger>();
        for (var i = 0; i < count; i++)
        {
            await Db.InTransactionAsync(tx => ledger.CreateAsync(tx, new NewDelivery(
                "post", AccountId, "sandbox", $"Tip {i}: https://help.example/{i}",
                TimeProvider.System.Now(), DeliveryState.Scheduled, "editor"), default));
        }
    }

    /// <summary>Waits until nothing is under way any more.</summary>
    public async Task<IReadOnlyList<SettledDelivery>> UntilSettledAsync(EngagementProcess running)
    {
        var until = DateTime.UtcNow.AddSeconds(90);
        while (await Db.ScalarAsync<int>(Unsettled) > 0)
        {
            if (DateTime.UtcNow > until)
            {
                var rows = await Db.QueryAsync<SettledDelivery>(States);
                Assert.Fail($"Not settled: {string.Join(", ", rows.Select(r => $"{r.State} v{r.Version}"))}. "
                    + $"The program said:\n{running.Output}");
            }

            await Task.Delay(100);
        }

        return await Db.QueryAsync<SettledDelivery>(States);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}

internal sealed record SettledDelivery
{
    public Guid Id { get; init; }

    public DeliveryState State { get; init; }

    public string SendKey { get; init; } = "";

    public int Version { get; init; }
}
