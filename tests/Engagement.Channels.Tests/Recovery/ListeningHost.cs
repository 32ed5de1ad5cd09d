using Engagement.Channels.Tests.Contract;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Conversations.Listening.Accounting;
using Engagement.Features.Conversations.Listening.Following;
using Engagement.Features.Conversations.Listening.Older;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Host;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Engagement.Channels.Tests.Recovery;

/// <summary>The product on a database of its own, listening to one account of a world; its processes come and go, the file stays.</summary>
internal sealed class ListeningHost : IAsyncDisposable
{
    // Longer than any lease: what a dead process held is free again.
    private static readonly TimeSpan Turn = TimeSpan.FromMinutes(20);

    private static readonly Sql WaitingItems = Sql.Portable(
        "select RefId from Outbox where Kind = 'ingest' order by CreatedAt, RefId {page}");

    private static readonly Sql Position = Sql.Portable("select Position from StreamCursors where AccountId = @Id");

    private static readonly Sql MakePublished = Sql.Portable(
        "update Deliveries set State = 'Published', RemoteId = @RemoteId, PublishedAt = @Now, NextMetricsAt = @Now where Id = @Id");

    private static readonly Sql BeginNow = Sql.Portable("update Accounts set ListenFrom = @From where Id = @Id");

    private static readonly Sql CountNow = Sql.Portable("update Deliveries set NextMetricsAt = @Now where State = 'Published'");

    private static readonly Sql LookNow = Sql.Portable("update InboundItems set NextCheckAt = @Now where NextCheckAt is not null");

    private static readonly Sql AllCaptured = Sql.Portable(
        """
        select i.RemoteId, i.State, i.RemovedAt, i.Outcome,
            (select count(*) from Messages m join Tickets t on t.Id = m.TicketId where m.AccountId = i.AccountId and m.RemoteId = i.RemoteId
                and m.Kind = 'inbound') as Messages
        from InboundItems i order by i.RemoteId
        """);

    private static readonly Sql AllTickets = Sql.Portable("select RemoteId, TicketId from Messages where Kind = 'inbound'");

    private readonly ChannelWorld _world;
    private readonly DatabaseOptions _options;
    private readonly string _folder;
    private Guid _accountId;

    private ListeningHost(ChannelWorld world)
    {
        _world = world;
        _folder = Directory.CreateTempSubdirectory("engagement-recovery-").FullName;
        _options = new DatabaseOptions(Dialect.Sqlite, DatabaseOptions.ForFile(Path.Combine(_folder, "engagement.db")), _folder);
    }

    public static async Task<ListeningHost> OpenAsync(ChannelWorld world, string postId, bool isConnectedNow = false)
    {
        var host = new ListeningHost(world);
        await using var process = host.Start(world.Channel);
        await process.GetRequiredService<Migrator>().MigrateAsync();
        var (db, account, now) = (process.GetRequiredService<Db>(), world.Account, world.Clock.Now());
        host._accountId = Ids.New(world.Clock);
        await db.ExecuteAsync(AccountSql.Insert, new
        {
            Id = host._accountId,
            Network = world.Channel.Facts.Key,
            Name = "Desk",
            account.Handle,
            account.RemoteId,
            Server = account.Server?.ToString() ?? "",
            AvatarUrl = (string?)null,
            ProfileUrl = (string?)null,
            SettingsJson = Json.Write(account.Settings),
            SecretsCipher = process.GetRequiredService<AccountSecrets>().Protect(account.Secrets),
            AccessExpiresAt = (DateTimeOffset?)null,
            Now = now,
        });
        if (isConnectedNow)
        {
            await db.ExecuteAsync(BeginNow, new { Id = host._accountId, From = now - Beginning.Slack }, Stop);
        }

        var delivery = await db.InTransactionAsync(tx => process.GetRequiredService<Ledger>().CreateAsync(
            tx, new NewDelivery("post", host._accountId, world.Channel.Facts.Key,
                "Ask us anything", now, DeliveryState.Scheduled, "editor"), Stop));
        await db.ExecuteAsync(MakePublished, new { Id = delivery, RemoteId = postId, Now = now });
        return host;
    }

    /// <summary>One turn of reading, in a process of its own that may die in it.</summary>
    public async Task ReadAsync(IReadOnlyList<ReadFault> faults, Func<Task> say)
    {
        _world.Clock.Advance(Turn);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await using var process = Start(new FaultyReader(_world, faults, say, life));
        await using var scope = process.CreateAsyncScope();
        try
        {
            await scope.ServiceProvider.GetRequiredService<ListenToAccounts>().RunAsync(life.Token);
            Assert.False(life.IsCancellationRequested, "It died, and went on.");
        }
        catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
        {
            // Dead. Its page is nowhere, and the next one goes on from where the stored cursor stands.
        }
    }

    /// <summary>One turn of reading all there is, direct messages too.</summary>
    public async Task HearAsync()
    {
        _world.Clock.Advance(Turn);
        await using var process = Start(_world.Channel);
        await process.CreateScope().ServiceProvider.GetRequiredService<ListenToAccounts>().RunAsync(Stop);
    }

    /// <summary>The chain takes in at most so many of what waits.</summary>
    public async Task TakeInAsync(int most)
    {
        await using var process = Start(_world.Channel);
        await TakeInAsync(process, most);
    }

    /// <summary>
    /// Hours later everything works again: reads, takes in, accounts for, and looks again at what there was, until <paramref name="isAll"/>
    /// or patience ends.
    /// </summary>
    public async Task RecoverAsync(Func<Task<bool>> isAll)
    {
        var began = TimeProvider.System.GetTimestamp();
        await using var process = Start(_world.Channel);
        await using var scope = process.CreateAsyncScope();
        var db = process.GetRequiredService<Db>();
        _world.Clock.Advance(TimeSpan.FromHours(25)); // past any wait that the network asked for
        for (var rounds = 0; ; rounds++)
        {
            _world.Clock.Advance(Turn);
            await scope.ServiceProvider.GetRequiredService<ListenToAccounts>().RunAsync(Stop);
            await TakeInAsync(process, int.MaxValue);
            await db.ExecuteAsync(CountNow, new { Now = _world.Clock.Now() }, Stop);
            await scope.ServiceProvider.GetRequiredService<ReadPostMetrics>().RunAsync(Stop);
            _world.Clock.Advance(Turn);
            await scope.ServiceProvider.GetRequiredService<BackfillReplies>().RunAsync(Stop);
            await TakeInAsync(process, int.MaxValue);
            await db.ExecuteAsync(LookNow, new { Now = _world.Clock.Now() }, Stop);
            await scope.ServiceProvider.GetRequiredService<TrackMessages>().RunAsync(Stop);
            await db.ExecuteAsync(CountNow, new { Now = _world.Clock.Now() }, Stop);
            await scope.ServiceProvider.GetRequiredService<ReadPostMetrics>().RunAsync(Stop);
            if (rounds >= 3 && (await isAll() || TimeProvider.System.GetElapsedTime(began) > _world.Patience))
            {
                return;
            }

            await Task.Delay(_world.Patience / 100, Stop);
        }
    }

    public async Task<IReadOnlyList<Captured>> CapturedAsync()
    {
        await using var process = Start(_world.Channel);
        return await process.GetRequiredService<Db>().QueryAsync<Captured>(AllCaptured, ct: Stop);
    }

    /// <summary>In which ticket each thing said stands.</summary>
    public async Task<IReadOnlyDictionary<string, Guid>> TicketsAsync()
    {
        await using var process = Start(_world.Channel);
        return (await process.GetRequiredService<Db>().QueryAsync<Told>(AllTickets, ct: Stop))
            .ToDictionary(t => t.RemoteId, t => t.TicketId);
    }

    /// <summary>Our answer in a ticket went out.</summary>
    public async Task AnsweredAsync(string questionId, string answerId)
    {
        var ticket = (await TicketsAsync())[questionId];
        await using var process = Start(_world.Channel);
        var (db, now) = (process.GetRequiredService<Db>(), _world.Clock.Now());
        var delivery = await db.InTransactionAsync(tx => process.GetRequiredService<Ledger>().CreateAsync(
            tx,
            new NewDelivery("reply", _accountId, _world.Channel.Facts.Key, "Our answer", now, DeliveryState.Scheduled, "agent")
            {
                TicketId = ticket,
                InReplyToRemoteId = questionId,
            },
            Stop));
        await db.ExecuteAsync(MakePublished, new { Id = delivery, RemoteId = answerId, Now = now });
    }

    /// <summary>What a person is shown before they choose how far back to go.</summary>
    public async Task<OlderCount> CountOlderAsync()
    {
        await using var process = Start(_world.Channel);
        return ((Result<OlderCount>.Done)await process.CreateScope().ServiceProvider
            .GetRequiredService<CountOlder>().RunAsync(_accountId, pays: true, Stop)).Value;
    }

    /// <summary>They choose to.</summary>
    public async Task ReadOlderAsync(int days)
    {
        await using var process = Start(_world.Channel);
        Assert.IsType<Result<DateTimeOffset>.Done>(
            await process.CreateScope().ServiceProvider.GetRequiredService<ReadOlder>().RunAsync(new(_accountId, days), Stop));
    }

    /// <summary>Our post in the account of replies.</summary>
    public async Task<PostReplies> RepliesAsync()
    {
        await using var process = Start(_world.Channel);
        return Assert.Single(
            (await process.CreateScope().ServiceProvider.GetRequiredService<ListPosts>().RunAsync(new(), null, 2, Stop)).Items);
    }

    public async Task<string?> CursorAsync()
    {
        await using var process = Start(_world.Channel);
        return await process.GetRequiredService<Db>().ScalarAsync<string>(Position, new { Id = _accountId }, Stop);
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearPool(new SqliteConnection(_options.ConnectionString));
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private sealed record Told
    {
        public string RemoteId { get; init; } = "";

        public Guid TicketId { get; init; }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task TakeInAsync(ServiceProvider process, int most)
    {
        var waiting = await process.GetRequiredService<Db>().QueryAsync<Guid>(WaitingItems, new { Take = most }, Stop);
        await ActivatorUtilities.CreateInstance<IngestWork>(process).RunManyAsync(waiting, Stop);
    }

    private ServiceProvider Start(IChannel channel)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddEngagement(new ConfigurationBuilder().Build(), _options);
        services.AddSingleton<TimeProvider>(_world.Clock);
        services.AddSingleton(new ChannelCatalog([channel]));
        return services.BuildServiceProvider();
    }
}

/// <summary>What was heard of one thing said, and in how many messages of tickets it stands.</summary>
internal sealed record Captured
{
    public string RemoteId { get; init; } = "";

    public string State { get; init; } = "";

    public string? Outcome { get; init; }

    public DateTimeOffset? RemovedAt { get; init; }

    public int Messages { get; init; }
}
