using Engagement.Channels;
using Engagement.Data;
using Engagement.Faults.Worker;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Host;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace Engagement.Faults.Desks;

/// <summary>A database with accounts, looked into from outside while workers are started on it and killed.</summary>
internal sealed class Desk : IAsyncDisposable
{
    // A doubt that nobody looks into by itself any more is shown to a person; it has no outbox row.
    private static readonly Sql CountUnsettled = Sql.Portable(
        """
        select count(*) from Deliveries d where State in ('Scheduled', 'Publishing')
            or (State = 'Uncertain' and exists (select 1 from Outbox o where o.Kind = 'deliver' and o.RefId = d.Id))
        """);

    private static readonly Sql CountDue = Sql.Portable(
        """
        select count(*) from Deliveries d join Outbox o on o.Kind = 'deliver' and o.RefId = d.Id
        where d.State = 'Scheduled' and d.Attempts = 0 and o.AvailableAt <= @Now
        """);

    private static readonly Sql ReadSince = Sql.Portable("""
        select Id, Body, State, SendKey, Attempts, RemoteId, ErrorKind, LastError, Version, DueAt from Deliveries where Id > @After
        order by Id
        """);

    private static readonly Sql ReadHistory = Sql.Portable(
        "select DeliveryId, Version, FromState, ToState from DeliveryHistory where DeliveryId > @After order by DeliveryId, Version");

    private readonly ServiceProvider _services;
    private readonly DatabaseOptions _options;
    private readonly List<(Guid Id, string Network)> _accounts = [];

    private Desk(string name, DatabaseOptions options)
    {
        Name = name;
        _options = options;
        var services = new ServiceCollection().AddLogging();
        services.AddEngagement(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Jobs:Storage", "Memory"), new("Network:Internal", "127.0.0.0/8, ::1")]).Build(), options);
        _services = services.BuildServiceProvider();
    }

    public string Name { get; }

    /// <summary>How many deliveries it was given.</summary>
    public int Made { get; private set; }

    public string Folder => _options.DataDirectory;

    public bool OnSqlServer => _options.Dialect == Dialect.SqlServer;

    /// <summary>As a worker is given it.</summary>
    public string ConnectionString => _options.ConnectionString;

    /// <summary>The product's own use cases, on this desk.</summary>
    public IServiceScope Open() => _services.CreateScope();

    public Db Db => _services.GetRequiredService<Db>();

    /// <param name="name">Stands in every text it posts, so that no two desks say the same.</param>
    /// <param name="folder">Empty.</param>
    /// <param name="sqlServer">A server to make the database on; null: SQLite.</param>
    public static async Task<Desk> CreateAsync(string name, string folder, string? sqlServer = null)
    {
        var options = sqlServer is null
            ? new DatabaseOptions(Dialect.Sqlite, DatabaseOptions.ForFile(Path.Combine(folder, "engagement.db")), folder)
            : new DatabaseOptions(Dialect.SqlServer,
                new SqlConnectionStringBuilder(sqlServer) { InitialCatalog = $"engagement_faults_{Guid.NewGuid():N}" }.ToString(), folder);
        var desk = new Desk(name, options);
        await desk._services.GetRequiredService<Migrator>().MigrateAsync();
        return desk;
    }

    public async Task AddAccountAsync(ChannelAccount account, Uri server)
    {
        var id = Ids.New(TimeProvider.System);
        await Db.ExecuteAsync(AccountSql.Insert, new
        {
            Id = id,
            account.Network,
            Name = account.Handle,
            account.Handle,
            account.RemoteId,
            Server = server.ToString(),
            AvatarUrl = (string?)null,
            ProfileUrl = (string?)null,
            SettingsJson = "{}",
            SecretsCipher = _services.GetRequiredService<AccountSecrets>().Protect(account.Secrets),
            AccessExpiresAt = (DateTimeOffset?)null,
            Now = TimeProvider.System.Now(),
        });
        _accounts.Add((id, account.Network));
    }

    /// <summary>Makes sure that at least so many deliveries are due, and free to be taken, that no send was begun of.</summary>
    public async Task KeepDueAsync(int atLeast, TimeSpan ago)
    {
        var now = TimeProvider.System.Now();
        var missing = atLeast - await Db.ScalarAsync<int>(CountDue, new { Now = now });
        if (missing <= 0)
        {
            return;
        }

        var ledger = _services.GetRequiredService<Ledger>();
        await Db.InTransactionAsync(async tx =>
        {
            for (var i = 0; i < missing; i++)
            {
                var (account, network) = _accounts[Made % _accounts.Count];
                await ledger.CreateAsync(
                    tx, new NewDelivery("post", account, network, $"{Name} tip {++Made}", now - ago, DeliveryState.Scheduled, "editor"),
                    CancellationToken.None);
            }
        });
    }

    /// <summary>Deliveries that come due evenly over a time, by turns on each account.</summary>
    /// <param name="count">How many.</param>
    /// <param name="from">When the first is due.</param>
    /// <param name="over">Until the last is.</param>
    /// <param name="by">A person; null: a program.</param>
    /// <param name="answers">What they answer; null: they are posts.</param>
    public async Task ScheduleAsync(int count, DateTimeOffset from, TimeSpan over, Guid? by = null, string? answers = null)
    {
        var ledger = _services.GetRequiredService<Ledger>();
        foreach (var some in Enumerable.Range(0, count).Chunk(100))
        {
            await Db.InTransactionAsync(async tx =>
            {
                foreach (var i in some)
                {
                    var (account, network) = _accounts[i % _accounts.Count];
                    var words = $"{Name} tip {Made + i + 1}";
                    await ledger.CreateAsync(tx, new NewDelivery(answers is null ? "post" : "reply", account,
                        network, words, from + (over * i / count), DeliveryState.Scheduled, "editor")
                    {
                        ActorId = by,
                        InReplyToRemoteId = answers,
                    }, CancellationToken.None);
                }
            });
        }

        Made += count;
    }

    public Task<int> UnsettledAsync() => Db.ScalarAsync<int>(CountUnsettled);

    /// <summary>Everything made after a delivery, with its moves.</summary>
    public async Task<IReadOnlyList<DeliveryStory>> StoriesAsync(Guid after)
    {
        var moves = (await Db.QueryAsync<MoveRow>(ReadHistory, new { After = after })).ToLookup(m => m.DeliveryId);
        return [.. (await Db.QueryAsync<DeliveryStory>(ReadSince, new { After = after })).Select(d => d with { Moves = [.. moves[d.Id]] })];
    }

    /// <summary>Closes our own connections: the next process that opens the file is the first, and has its log to recover.</summary>
    public void LetGo()
    {
        if (!OnSqlServer)
        {
            SqliteConnection.ClearPool(new SqliteConnection(_options.ConnectionString));
        }
    }

    public WorkerPlan Plan() => new(_options.ConnectionString, _options.DataDirectory) { OnSqlServer = OnSqlServer };

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        LetGo();
        if (OnSqlServer)
        {
            SqlConnection.ClearAllPools();
            var catalog = new SqlConnectionStringBuilder(_options.ConnectionString).InitialCatalog;
            await using var connection = new SqlConnection(
                new SqlConnectionStringBuilder(_options.ConnectionString) { InitialCatalog = "master" }.ToString());
            await connection.OpenAsync();
            await using var drop = connection.CreateCommand();
            drop.CommandText = $"drop database [{catalog}]";
            for (var tries = 1; ; tries++)
            {
                try
                {
                    await drop.ExecuteNonQueryAsync();
                    return;
                }
                catch (SqlException e) when (tries < 5 && DbFaults.Passes(e))
                {
                    // Nodes that were killed a moment ago may still have a statement on the server.
                    await Task.Delay(TimeSpan.FromSeconds(5));
                }
            }
        }
    }
}

/// <summary>A delivery as the ledger tells it.</summary>
internal sealed record DeliveryStory
{
    public Guid Id { get; init; }

    public string Body { get; init; } = "";

    public DeliveryState State { get; init; }

    public string SendKey { get; init; } = "";

    public int Attempts { get; init; }

    public int Version { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public string? RemoteId { get; init; }

    public string? ErrorKind { get; init; }

    public string? LastError { get; init; }

    public IReadOnlyList<MoveRow> Moves { get; init; } = [];
}

internal sealed record MoveRow
{
    public Guid DeliveryId { get; init; }

    public int Version { get; init; }

    public DeliveryState? FromState { get; init; }

    public DeliveryState ToState { get; init; }
}
