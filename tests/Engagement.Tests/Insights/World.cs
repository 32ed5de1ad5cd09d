using Engagement.Data;
using Engagement.Features.Insights.Rollups;
using Engagement.Features.Publishing.Metrics;
using Engagement.Host;
using Engagement.Tests.Data;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Tests.Insights;

/// <summary>
/// A desk's history made up from a seed: articles posted over some months, visits by day and night, replies, tickets solved and opened
/// again, money spent, chances. Written as plain rows, as if the program had; what is held against it is worked out from these rows alone.
/// </summary>
internal sealed class World : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 2, 20, 0, 0, 0, TimeSpan.Zero);

    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;
    private readonly AsyncServiceScope _scope;

    private World(TestDatabase database, int seed)
    {
        _database = database;
        Random = new Random(seed);
        var services = new ServiceCollection().AddLogging();
        services.AddEngagement(new ConfigurationBuilder().Build(), database.Db.Options);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(database.Db);
        _services = services.BuildServiceProvider();
        _scope = _services.CreateAsyncScope();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));

    public Random Random { get; }

    public Db Db => _database.Db;

    public List<WorldArticle> Articles { get; } = [];

    public List<WorldAccount> Accounts { get; } = [];

    public List<Guid> Templates { get; } = [];

    public List<Guid> Series { get; } = [];

    public List<WorldDelivery> Deliveries { get; } = [];

    public List<WorldVisit> Visits { get; } = [];

    public List<Guid> People { get; } = [];

    public List<WorldTicket> Tickets { get; } = [];

    public List<WorldMessage> Messages { get; } = [];

    public List<WorldEvent> Events { get; } = [];

    public List<WorldMetric> Metrics { get; } = [];

    public List<WorldSpending> Spendings { get; } = [];

    public List<WorldChance> Chances { get; } = [];

    public T Get<T>() where T : notnull => _scope.ServiceProvider.GetRequiredService<T>();

    public static async Task<World> OpenAsync(Dialect dialect, int seed, int deliveries = 30, int visits = 800, int tickets = 40)
    {
        var world = new World(await TestDatabase.CreateAsync(dialect), seed);
        await WorldRows.WriteAsync(world, deliveries, visits, tickets);
        return world;
    }

    /// <summary>Any moment of the history, to the millisecond.</summary>
    public DateTimeOffset Moment() =>
        Instant.Truncate(Start + TimeSpan.FromMilliseconds(Random.NextInt64((long)TimeSpan.FromDays(125).TotalMilliseconds)));

    public T Any<T>(IReadOnlyList<T> of) => of[Random.Next(of.Count)];

    public async Task RollUpAsync()
    {
        await Get<RollUpVisits>().RunAsync(Stop);
        await Get<RollUpDesk>().RunAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}

internal sealed record WorldArticle(Guid Id, string Title);

internal sealed record WorldAccount(Guid Id, string Network);

internal sealed record WorldDelivery(Guid Id, Guid PostId, Guid ArticleId, Guid TemplateId, Guid? SeriesId,
    Guid AccountId, string Network, string State, int Part, DateTimeOffset? PublishedAt, string? Code);

internal sealed record WorldVisit(string Code, DateTimeOffset At, string Class, long? Visitor);

internal sealed record WorldTicket(Guid Id, Guid AccountId, Guid? DeliveryId, Guid? PostId, Guid? ArticleId, DateTimeOffset At)
{
    public Guid? MergedIntoId { get; set; }

    public DateTimeOffset? MergedAt { get; set; }
}

internal sealed record WorldMessage(Guid Id, Guid TicketId, string Kind, DateTimeOffset At)
{
    /// <summary>Of ours: what became of it in the ledger.</summary>
    public WorldReply? Reply { get; set; }

    public Guid? AuthorId { get; init; }
}

/// <param name="State">As the ledger has it.</param>
/// <param name="PublishedAt">Set while Published, and ever after.</param>
/// <param name="IsAutomatic">A rule sent it by itself.</param>
internal sealed record WorldReply(Guid DeliveryId, string State, DateTimeOffset? PublishedAt, bool IsAutomatic);

internal sealed record WorldEvent(Guid TicketId, string Kind, string? Before, string? After, DateTimeOffset At)
{
    public Guid? BeforeId { get; init; }

    public Guid? AfterId { get; init; }
}

internal sealed record WorldMetric(Guid DeliveryId, DateTimeOffset At, int? Likes, int? Reposts, int? Replies, long? Views);

internal sealed record WorldSpending(Guid AccountId, Guid? DeliveryId, long Amount, DateTimeOffset At);

internal sealed record WorldChance(
    Guid Id, Guid TicketId, long? Amount, string Currency, string Stage, DateTimeOffset At, DateTimeOffset? ClosedAt);
