using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Integrations.Mail;
using Engagement.Features.Integrations.Notifications;
using Engagement.Features.Integrations.Webhooks;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Host;
using Engagement.Outbox;
using Engagement.Tests.Data;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Tests.Publishing.Deliveries;

/// <summary>A database with one account, a ledger and a clock that stands still until told.</summary>
internal sealed class PublishingRoom : IAsyncDisposable
{
    private static readonly Sql InsertAccount = Sql.Portable(
        """
        insert into Accounts (Id, Network, Name, Handle, RemoteId, SettingsJson, SecretsCipher, State, CreatedAt, UpdatedAt)
        values (@Id, 'sandbox', 'Desk', '@desk', 'desk', '{}', '', 'Active', @Now, @Now)
        """);

    private readonly TestDatabase _database;
    private readonly OutboxSignal _signal = new();
    private readonly ServiceProvider _services;

    private PublishingRoom(TestDatabase database)
    {
        _database = database;
        Outbox = new OutboxTable(Db, Clock, _signal);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock).AddSingleton(Db).AddSingleton(Outbox);
        services.AddSingleton<EmitEvent>().AddSingleton<QueueMail>().AddSingleton<RaiseNotice>().AddSingleton<ResolveNotice>();
        services.AddSingleton<TicketLog>().AddSingleton(new Node("test-node")).AddSingleton<Ledger>().AddEvents();
        _services = services.BuildServiceProvider();
        Ledger = _services.GetRequiredService<Ledger>();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    public Db Db => _database.Db;

    public OutboxTable Outbox { get; }

    public Ledger Ledger { get; }

    public Guid AccountId { get; private set; }

    public static async Task<PublishingRoom> OpenAsync(Dialect dialect)
    {
        var room = new PublishingRoom(await TestDatabase.CreateAsync(dialect));
        room.AccountId = Ids.New(room.Clock);
        await room.Db.ExecuteAsync(InsertAccount, new { Id = room.AccountId, Now = room.Clock.Now() });
        return room;
    }

    public NewDelivery SomeDelivery(DeliveryState state = DeliveryState.Scheduled, TimeSpan dueIn = default) =>
        new("post", AccountId, "sandbox", "How to reset your password: https://help.example/reset", Clock.Now() + dueIn, state, "editor");

    public Task<Guid> CreateAsync(DeliveryState state = DeliveryState.Scheduled, TimeSpan dueIn = default) =>
        Db.InTransactionAsync(tx => Ledger.CreateAsync(tx, SomeDelivery(state, dueIn), TestContext.Current.CancellationToken));

    public Task<bool> MoveAsync(Guid id, int version, Move move) =>
        Db.InTransactionAsync(tx => Ledger.MoveAsync(tx, id, version, move, TestContext.Current.CancellationToken));

    public async Task<Delivery> ReadAsync(Guid id) => (await Db.OneAsync<Delivery>(LedgerSql.Read, new { Id = id }))!;

    public Task<IReadOnlyList<DeliveryHistoryRow>> HistoryAsync(Guid id) =>
        Db.QueryAsync<DeliveryHistoryRow>(LedgerSql.ReadHistory, new { Id = id });

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _signal.Dispose();
        await _database.DisposeAsync();
    }
}
