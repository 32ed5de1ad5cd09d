using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.People.Team;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Host;
using Engagement.Outbox;
using Engagement.Tests.Data;
using Engagement.Web.Security;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Tests.Desk;

/// <summary>
/// The whole application without its web server, on a database of its own: an account, an agent, a clock that stands still until told.
/// What clients say is put in as an adapter would hand it over, or comes from a Sandbox network.
/// </summary>
internal sealed class DeskRoom : IAsyncDisposable
{
    public const string OurRemoteId = "desk";

    private static readonly Sql DueItems = Sql.Portable("select RefId from Outbox where Kind = 'ingest' order by CreatedAt, RefId");
    private static readonly Sql AllItems = Sql.Portable(
        "select Id, AccountId, RemoteId, ItemJson, State, Attempts, FailedStep, Outcome, ReceivedAt from InboundItems order by RemoteId");
    private static readonly Sql AllTickets = Sql.Portable($"select {TicketSql.Columns} from Tickets t order by t.Number");
    private static readonly Sql MakePublished = Sql.Portable(
        "update Deliveries set State = 'Published', RemoteId = @RemoteId, PublishedAt = @Now where Id = @Id");
    private static readonly Sql InsertSource = Sql.Portable(
        "insert into Sources (Id, Kind, Name, Location, CreatedAt) values (@Id, 'api', 'Pushed', @Location, @Now)");

    private static readonly Sql InsertArticle = Sql.Portable(
        """
        insert into Articles (Id, SourceId, ExternalId, Slug, Title, Summary, State, Audience, Version, ContentHash, CreatedAt, UpdatedAt)
        values (@Id, @SourceId, 'a', 'a', @Title, '', 'Validated', 'external', 1, '', @Now, @Now)
        """);

    private static readonly Sql InsertPost = Sql.Portable(
        """
        insert into Posts (Id, ArticleId, Title, DueAt, TimeZone, CreatedAt, CreatedBy)
        values (@Id, @ArticleId, @Title, @Now, 'UTC', @Now, 'editor')
        """);

    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;
    private readonly IServiceScope _scope;

    private DeskRoom(TestDatabase database, IChannel? channel)
    {
        _database = database;
        var services = new ServiceCollection().AddLogging();
        services.AddEngagement(new ConfigurationBuilder().Build(), database.Db.Options);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(database.Db);
        if (channel is not null)
        {
            services.AddSingleton(new ChannelCatalog([channel]));
        }

        _services = services.BuildServiceProvider();
        _scope = _services.CreateScope();
    }

    public static readonly DateTimeOffset Start = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Clock { get; } = new(Start);

    public Db Db => _database.Db;

    public Guid AccountId { get; private set; }

    public Guid AgentId { get; private set; }

    /// <summary>A use case, as a page or a job gets it.</summary>
    public T Get<T>()
        where T : notnull => _scope.ServiceProvider.GetRequiredService<T>();

    /// <param name="dialect">On which database.</param>
    /// <param name="account">An account of a running Sandbox network; null: one that nothing is read from.</param>
    /// <param name="channel">The one adapter there is, in the place of those that ship.</param>
    public static async Task<DeskRoom> OpenAsync(Dialect dialect, ChannelAccount? account = null, IChannel? channel = null)
    {
        var room = new DeskRoom(await TestDatabase.CreateAsync(dialect), channel);
        room.AccountId = await room.AddAccountAsync(account);
        var added = await room.Get<AddUser>().RunAsync(new("mia@desk.example", "Mia", nameof(Role.Agent)), Stop);
        room.AgentId = Assert.IsType<Result<AddUser.Added>.Done>(added).Value.Id;
        return room;
    }

    public async Task<Guid> AddAccountAsync(ChannelAccount? account, string? cipher = null)
    {
        var id = Ids.New(Clock);
        await Db.ExecuteAsync(AccountSql.Insert, new
        {
            Id = id,
            Network = "sandbox",
            Name = "Desk",
            Handle = account?.Handle ?? "@desk",
            RemoteId = account?.RemoteId ?? OurRemoteId,
            Server = account?.Server?.ToString() ?? "http://127.0.0.1:9",
            AvatarUrl = (string?)null,
            ProfileUrl = (string?)null,
            SettingsJson = "{}",
            SecretsCipher = cipher ?? Get<AccountSecrets>().Protect(account?.Secrets ?? []),
            AccessExpiresAt = (DateTimeOffset?)null,
            Now = Clock.Now(),
        });
        return id;
    }

    /// <summary>A post about an article, out on the network under <paramref name="remoteId"/>.</summary>
    public async Task<PublishedPost> PublishAsync(string remoteId, string title = "Reset your password")
    {
        var now = Clock.Now();
        var (source, article, post) = (Ids.New(now), Ids.New(now), Ids.New(now));
        await Db.ExecuteAsync(InsertSource, new { Id = source, Location = source.ToString(), Now = now });
        await Db.ExecuteAsync(InsertArticle, new { Id = article, SourceId = source, Title = title, Now = now });
        await Db.ExecuteAsync(InsertPost, new { Id = post, ArticleId = article, Title = title, Now = now });
        var delivery = await Db.InTransactionAsync(tx => Get<Ledger>().CreateAsync(
            tx, new NewDelivery("post", AccountId, "sandbox", title, now, DeliveryState.Scheduled, "editor")
                { PostId = post, ArticleId = article }, Stop));
        await IsOutAsync(delivery, remoteId);
        return new PublishedPost(delivery, post, article);
    }

    /// <summary>As if the network had taken it: what the publisher writes then.</summary>
    public Task IsOutAsync(Guid deliveryId, string remoteId) =>
        Db.ExecuteAsync(MakePublished, new { Id = deliveryId, RemoteId = remoteId, Now = Clock.Now() });

    /// <summary>What an adapter would hand over.</summary>
    public InboundItem Said(
        string remoteId, string text = "It does not work for me.", string by = "ann", string? answers = null, string? root = null) =>
        new(remoteId, answers is null ? InboundKind.Mention : InboundKind.Reply,
            new RemoteProfile(by, $"@{by}", $"{char.ToUpperInvariant(by[0])}{by[1..]}"), text, Clock.Now(), """{"raw":true}""")
        {
            InReplyToId = answers,
            ThreadRootId = root,
        };

    public async Task<AccountRow> AccountAsync() => (await Db.OneAsync<AccountRow>(AccountSql.Read, new { Id = AccountId }, Stop))!;

    public Task<int> StoreAsync(params InboundItem[] items) => Get<StoreInbound>().RunAsync(AccountId, items, null, "poll", Stop);

    /// <summary>Each item is stored and taken through the chain, one after the other.</summary>
    public async Task HearAsync(params InboundItem[] items)
    {
        foreach (var item in items)
        {
            await StoreAsync(item);
            await IngestAsync();
        }
    }

    public async Task IngestAsync()
    {
        foreach (var id in await DueAsync())
        {
            await Get<IngestWork>().RunAsync(id, Stop);
        }
    }

    /// <summary>Items whose outbox row still waits.</summary>
    public Task<IReadOnlyList<Guid>> DueAsync() => Db.QueryAsync<Guid>(DueItems);

    public Task<IReadOnlyList<InboundRow>> ItemsAsync() => Db.QueryAsync<InboundRow>(AllItems);

    public Task<IReadOnlyList<TicketRow>> TicketsAsync() => Db.QueryAsync<TicketRow>(AllTickets);

    public async Task<TicketRow> TicketAsync() => Assert.Single(await TicketsAsync());

    public async Task<IReadOnlyList<MessageRow>> MessagesAsync(Guid ticketId) =>
        (await ReadMessages.NewestAsync(Db, ticketId, ReadMessages.MostAtOnce, Stop)).Items;

    public Task<IReadOnlyList<TicketEventRow>> EventsAsync(Guid ticketId) =>
        Db.QueryAsync<TicketEventRow>(TicketSql.Events, new { Id = ticketId });

    public async Task SetAsync(Guid ticketId, TicketStatus status) =>
        Assert.IsType<Result<Guid>.Done>(
            await Get<ChangeTicket>().RunAsync(new(ticketId, null, status, null, null, Unassign: false, "Mia", AgentId), Stop));

    /// <summary>The network has the answer, now.</summary>
    public Task SentAsync(Guid deliveryId, string? remoteId = null) => Db.InTransactionAsync(async tx =>
    {
        foreach (var to in new[] { DeliveryState.Publishing, DeliveryState.Published })
        {
            var delivery = (await tx.OneAsync<Delivery>(LedgerSql.Read, new { Id = deliveryId }, Stop))!;
            Assert.True(await Get<Ledger>().MoveAsync(tx, deliveryId, delivery.Version,
                new Move(delivery.State, to, "Sent.", Ledger.System, Next: null) { RemoteId = remoteId ?? $"out-{deliveryId:N}" }, Stop));
        }
    }, Stop);

    /// <summary>Mia answers, and the network has it at once.</summary>
    public async Task AnswerAsync(Guid ticketId, string text = "Restart it.") =>
        await SentAsync(Assert.IsType<Result<ReplyToTicket.Sent>.Done>(
            await Get<ReplyToTicket>().RunAsync(new(ticketId, text, "Mia", AgentId), Stop)).Value.DeliveryId);

    public async ValueTask DisposeAsync()
    {
        _scope.Dispose();
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}

internal sealed record PublishedPost(Guid DeliveryId, Guid PostId, Guid ArticleId);
