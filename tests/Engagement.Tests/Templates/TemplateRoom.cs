using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Templates;
using Engagement.Tests.Data;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Tests.Templates;

/// <summary>A database with the shipped templates in it, and the use cases on it.</summary>
internal sealed class TemplateRoom : IAsyncDisposable
{
    private readonly TestDatabase _database;

    private TemplateRoom(TestDatabase database)
    {
        _database = database;
        var engine = new TemplateEngine();
        var write = new WriteWords(engine);
        Channels = ChannelCatalog.Shipped(_ => new HttpClient(), Clock);
        Save = new SaveTemplate(Db, engine, Clock);
        Retire = new RetireTemplate(Db, Clock);
        Shipped = new ShippedTemplates(Db, Clock);
        Render = new RenderTemplate(Db, Channels, write, Clock);
        Preview = new PreviewTemplate(Db, Channels, Render, engine, write);
        Worst = new FindWorstArticles(Db, Channels, Render, write);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));

    public Db Db => _database.Db;

    public ChannelCatalog Channels { get; }

    public SaveTemplate Save { get; }

    public RetireTemplate Retire { get; }

    public ShippedTemplates Shipped { get; }

    public RenderTemplate Render { get; }

    public PreviewTemplate Preview { get; }

    public FindWorstArticles Worst { get; }

    public static async Task<TemplateRoom> OpenAsync(Dialect dialect)
    {
        var room = new TemplateRoom(await TestDatabase.CreateAsync(dialect));
        await room.Shipped.InstallAsync(CancellationToken.None);
        return room;
    }

    public async Task<TemplateRow> ShippedAsync(string name) =>
        await Db.OneAsync<TemplateRow>(TemplateSql.ByShippedName, new { ShippedName = name }) ?? throw new InvalidOperationException($"{name} was not installed.");

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
