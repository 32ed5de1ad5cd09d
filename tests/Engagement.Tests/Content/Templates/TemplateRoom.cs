using Engagement.Channels;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Templates;
using Engagement.Features.Content.Templates.Files;
using Engagement.Features.Content.Templates.Proofs;
using Engagement.Features.Content.Templates.Variants;
using Engagement.Features.Content.Templates.Worst;
using Engagement.Features.Integrations.Notifications;
using Engagement.Outbox;
using Engagement.Tests.Data;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Tests.Content.Templates;

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
        Proofs = new RunTemplateTests(Db, Channels, write);
        Save = new SaveTemplate(Db, engine, Proofs, Clock);
        Drafts = new SaveDraft(Db, Clock);
        Restore = new RestoreVersion(Db, Save);
        TakeShipped = new TakeShipped(Db, Save, Clock);
        Export = new ExportTemplates(Db);
        Import = new ImportTemplates(Db, Save, Proofs, Clock);
        StartExperiment = new StartExperiment(Db, engine, Clock);
        EndExperiment = new EndExperiment(Db, Save, Clock);
        Compare = new CompareVariants(Db, Clock);
        Retire = new RetireTemplate(Db, Clock);
        Shipped = new ShippedTemplates(Db, Clock);
        Render = new RenderTemplate(Db, Channels, write, Clock);
        SaveTemplateTest = new SaveTemplateTest(Db, Channels, Render, Proofs, Clock);
        Preview = new PreviewTemplate(Db, Channels, Render, engine, write, new ListArticles(Db));
        Push = new PushArticle(Db, TestParts.Of<SaveArticle>(database, Clock), Clock);
        Outbox = new OutboxTable(Db, Clock, new OutboxSignal());
        StartWorst = new StartTemplateCheck(Db, Outbox, Clock);
        Worst = new TemplateCheckWork(Db, Outbox, new CheckTemplate(Channels, Render, write),
            Render, TestParts.Of<DomainEvents>(database, Clock), Clock);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));

    public Db Db => _database.Db;

    public ChannelCatalog Channels { get; }

    public SaveTemplate Save { get; }

    public SaveDraft Drafts { get; }

    public RestoreVersion Restore { get; }

    public TakeShipped TakeShipped { get; }

    public RunTemplateTests Proofs { get; }

    public SaveTemplateTest SaveTemplateTest { get; }

    public ExportTemplates Export { get; }

    public ImportTemplates Import { get; }

    public StartExperiment StartExperiment { get; }

    public EndExperiment EndExperiment { get; }

    public CompareVariants Compare { get; }

    public RetireTemplate Retire { get; }

    public ShippedTemplates Shipped { get; }

    public RenderTemplate Render { get; }

    public PreviewTemplate Preview { get; }

    public PushArticle Push { get; }

    public OutboxTable Outbox { get; }

    public StartTemplateCheck StartWorst { get; }

    public TemplateCheckWork Worst { get; }

    /// <summary>Any other part of the program, on this database.</summary>
    public T Get<T>()
        where T : notnull => TestParts.Of<T>(_database, Clock);

    public static async Task<TemplateRoom> OpenAsync(Dialect dialect)
    {
        var room = new TemplateRoom(await TestDatabase.CreateAsync(dialect));
        await room.Shipped.InstallAsync(CancellationToken.None);
        return room;
    }

    public async Task<TemplateRow> ShippedAsync(string name) =>
        await Db.OneAsync<TemplateRow>(TemplateSql.ByShippedName, new { ShippedName = name })
            ?? throw new InvalidOperationException($"{name} was not installed.");

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
