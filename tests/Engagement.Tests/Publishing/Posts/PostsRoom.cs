using System.Collections.Immutable;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Content.Templates;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Guards;
using Engagement.Features.Publishing.Posts;
using Engagement.Host;
using Engagement.Testing;
using Engagement.Tests.Accounts.Limits;
using Engagement.Tests.Data;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Tests.Publishing.Posts;

/// <summary>
/// The program's own parts on a database of their own: a Sandbox network, a postable article, the shipped templates, and a clock that
/// stands still.
/// </summary>
internal sealed class PostsRoom : IAsyncDisposable
{
    public const string ArticleUrl = "https://help.example/kb/reset-your-password";

    private static readonly Sql InsertSource = Sql.Portable(
        """
        insert into Sources (Id, Kind, Name, Location, CreatedAt)
        values (@Id, 'api', 'Desk', @Name, @Now)
        """);

    private static readonly Sql InsertArticle = Sql.Portable(
        """
        insert into Articles (Id, SourceId, ExternalId, Slug, Title, Summary, Url, Language, State, Audience, Version, ContentHash,
            UpdatedAt, CreatedAt)
        values (@Id, @SourceId, @ExternalId, @ExternalId, @Title, @Summary, @Url, 'en', @State, @Audience, 1, '', @Now, @Now)
        """);

    private static readonly Sql InsertVersion = Sql.Portable(
        """
        insert into ArticleVersions (ArticleId, Number, Title, Summary, Format, Body, PlainText, MetadataJson, ContentHash, CreatedAt,
            CreatedBy)
        values (@Id, 1, @Title, @Summary, 'markdown', @Summary, @Summary, '{}', '', @Now, 'test')
        """);

    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;
    private readonly AsyncServiceScope _scope;
    private SandboxServer? _sandbox;

    private PostsRoom(TestDatabase database, Func<ChannelFacts, ChannelFacts>? metered)
    {
        _database = database;
        var services = new ServiceCollection().AddLogging();
        services.AddEngagement(new ConfigurationBuilder().Build(), database.Db.Options);
        services.AddSingleton<TimeProvider>(Clock);
        if (metered is not null)
        {
            services.AddSingleton(MeteredSandbox.Catalog(metered, Clock));
        }

        _services = services.BuildServiceProvider();
        _scope = _services.CreateAsyncScope();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    public Db Db => Get<Db>();

    public SandboxServer Sandbox => _sandbox!;

    public Guid ArticleId { get; private set; }

    public Guid TemplateId { get; private set; }

    /// <param name="dialect">On which database.</param>
    /// <param name="metered">What is otherwise true of the Sandbox network: that it sets limits, or bills.</param>
    public static async Task<PostsRoom> OpenAsync(Dialect dialect, Func<ChannelFacts, ChannelFacts>? metered = null)
    {
        var room = new PostsRoom(await TestDatabase.CreateAsync(dialect), metered);
        room._sandbox = await SandboxServer.StartAsync(room.Clock);
        await room.Get<ShippedTemplates>().InstallAsync(Stop);

        // Tests post the same again and again; those about guards set them.
        await room.Get<SaveGuards>().RunAsync(new(0, 0, 0, "test"), Stop);
        room.TemplateId = (await room.Db.QueryAsync<TemplateRow>(TemplateSql.ActivePosts)).First(t => t.LengthClass == "short").Id;
        room.ArticleId = await room.AddArticleAsync("reset-your-password", ArticleUrl);
        return room;
    }

    public T Get<T>() where T : notnull => _scope.ServiceProvider.GetRequiredService<T>();

    public async Task<Guid> AddArticleAsync(string name, string? url, string state = "Validated", string audience = "external")
    {
        var now = Clock.Now();
        var (id, source) = (Ids.New(now), Ids.New(now));
        await Db.ExecuteAsync(InsertSource, new { Id = source, Name = source.ToString(), Now = now });
        var article = new
        {
            Id = id, SourceId = source, ExternalId = name, Title = "Reset your password",
            Summary = "Three minutes, and no call to the desk.", Url = url, State = state, Audience = audience, Now = now,
        };
        await Db.ExecuteAsync(InsertArticle, article);
        await Db.ExecuteAsync(InsertVersion, article);
        return id;
    }

    /// <summary>A Sandbox account, connected as a person would.</summary>
    public async Task<AccountRow> ConnectAsync(string handle = "service_desk")
    {
        var answer = await Get<ConnectAccount>().BeginAsync(
            new("sandbox", Fields(Sandbox.Address, handle), new Uri("http://localhost/accounts/connected"), "admin"), Stop);
        Assert.IsType<ConnectAccount.Begun.Finished>(Done(answer));
        return (await AccountsAsync()).Single(a => a.Handle.Contains(handle, StringComparison.Ordinal));
    }

    public static ImmutableDictionary<string, string> Fields(Uri server, string handle) =>
        ImmutableDictionary<string, string>.Empty.Add("server", server.ToString()).Add("handle", handle);

    public Task<IReadOnlyList<AccountRow>> AccountsAsync() => Db.QueryAsync<AccountRow>(AccountSql.ReadAll);

    public async Task<AccountRow> AccountAsync(Guid id) => (await Db.OneAsync<AccountRow>(AccountSql.Read, new { Id = id }))!;

    /// <summary>A command that is right in everything; tests change what they are about.</summary>
    public CreatePost.Command Command(params Guid[] accounts) => new(
        ArticleId, null, TemplateId, null, [.. accounts.Select(id => new CreatePost.AccountWords(id))],
        Now: false, "2026-11-25T09:00", "Europe/Berlin", null, "Erin", null);

    public Task<Result<CreatePost.Created>> CreateAsync(CreatePost.Command command) => Get<CreatePost>().RunAsync(command, Stop);

    public async Task<IReadOnlyList<PostDelivery>> DeliveriesAsync(Guid post) =>
        await Db.QueryAsync<PostDelivery>(PostSql.Deliveries, new { Posts = Json.Ids([post]) });

    /// <summary>A post for one account, and its delivery.</summary>
    public async Task<PostDelivery> ScheduledAsync(AccountRow account) =>
        Assert.Single(await DeliveriesAsync(Done(await CreateAsync(Command(account.Id))).PostId));

    public async Task<Delivery> DeliveryAsync(Guid id) => (await Db.OneAsync<Delivery>(LedgerSql.Read, new { Id = id }))!;

    /// <summary>Does what is due for a delivery, as the dispatcher would.</summary>
    public Task WorkAsync(Guid delivery) =>
        ActivatorUtilities.GetServiceOrCreateInstance<DeliverWork>(_scope.ServiceProvider).RunAsync(delivery, Stop);

    public static T Done<T>(Result<T> answer) => Assert.IsType<Result<T>.Done>(answer).Value;

    public static FieldError Wrong<T>(Result<T> answer) => Assert.Single(Assert.IsType<Result<T>.Invalid>(answer).Errors);

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await _services.DisposeAsync();
        await Sandbox.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>The program once more on the same database, as a second node runs it.</summary>
    public ServiceProvider SecondNode()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddEngagement(new ConfigurationBuilder().Build(), _database.Db.Options);
        services.AddSingleton<TimeProvider>(Clock);
        return services.BuildServiceProvider();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
