using System.Diagnostics.Metrics;
using System.Globalization;
using Engagement.Data;
using Engagement.Demo;
using Engagement.Features.Publishing.Deliveries.Guards;
using Engagement.Features.Publishing.Posts;
using Engagement.Host;
using Hangfire;

namespace Engagement.Benchmarks;

/// <summary>
/// What one published delivery costs the database: our statements, from claim to the written outcome, beside the calls that Hangfire makes
/// of its own storage to run the job. Counted while 200 deliveries go out and, for what runs anyway, over an idle stretch of the same
/// length, which is taken off. Hangfire's storage is in memory here and runs no statements; its calls are those of the contract that every
/// storage fulfils.
/// </summary>
internal static class StatementsBenchmark
{
    private const int Deliveries = 200;
    private static readonly Sql AnyArticle = Sql.Portable(
        "select Id from Articles where State = 'Validated' and Audience = 'external' and Url is not null order by Id {page}");
    private static readonly Sql Unfinished = Sql.Portable("select count(*) from Deliveries where State <> 'Published'");

    public static async Task RunAsync(string[] args)
    {
        using var place = new TemporaryFolder();
        var calls = new StorageCalls();
        long statements = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, all) =>
            {
                if (instrument.Name == DbSession.StatementsCounted)
                {
                    all.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, n, _, _) => Interlocked.Add(ref statements, n));
        listener.Start();

        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Host.UseServiceProviderFactory(new CountingFactory(calls));
        await using var app = EngagementApp.Build(builder, BenchmarkApp.Database(place.Path), new ServeRole("worker"), sandbox: true);
        await EngagementApp.MigrateAsync(app.Services, app.Configuration, CancellationToken.None);
        await app.StartAsync();
        await using var scope = app.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        await services.GetRequiredService<SeedDemo>().ContentAsync(CancellationToken.None);
        // one article over and over, on purpose
        Verbs.Expect(await services.GetRequiredService<SaveGuards>().RunAsync(new(0, 0, 0, "benchmark"), CancellationToken.None));
        var db = services.GetRequiredService<Db>();
        var accounts = await PublishBenchmark.ConnectAsync(services, db, new Uri(app.Urls.First()));
        var article = await db.ScalarAsync<Guid>(AnyArticle, new { Take = 1 });

        var due = DateTimeOffset.UtcNow.AddSeconds(25);
        for (var i = 0; i < Deliveries / accounts.Count; i++)
        {
            Verbs.Expect(await services.GetRequiredService<CreatePost>().RunAsync(
                new(article, null, null, $"Tip {i}", [.. accounts.Select(a => new CreatePost.AccountWords(a.Id))], Now: false,
                    due.ToString("O", CultureInfo.InvariantCulture), "UTC", null, "benchmark", null), CancellationToken.None));
        }

        if (due - DateTimeOffset.UtcNow < TimeSpan.FromSeconds(8))
        {
            throw new InvalidOperationException("Making the posts took too long to measure them.");
        }

        var idle = await CountAsync(TimeSpan.FromSeconds(5));
        await Task.Delay(due - DateTimeOffset.UtcNow - TimeSpan.FromMilliseconds(500));
        var started = DateTimeOffset.UtcNow;
        var (before, callsBefore) = (Interlocked.Read(ref statements), calls.Count);
        var looks = 0;
        while (await db.ScalarAsync<int>(Unfinished) > 0)
        {
            looks++;
            await Task.Delay(500);
        }

        var took = DateTimeOffset.UtcNow - started;
        var ours = Interlocked.Read(ref statements) - before - looks - 1 - (idle.Statements * took.TotalSeconds);
        var theirs = calls.Count - callsBefore - (idle.Calls * took.TotalSeconds);
        await app.StopAsync();
        Say($"{Deliveries} deliveries in {took.TotalSeconds:0.0} s: {ours / Deliveries:0.0} statements of ours for each published "
            + $"delivery, beside {theirs / Deliveries:0.0} calls of Hangfire's own on its storage ({ours / theirs:0.00} to 1)");
        Say($"idle: {idle.Statements:0.0} statements and {idle.Calls:0.0} calls a second");

        async Task<(double Statements, double Calls)> CountAsync(TimeSpan over)
        {
            var (s, c) = (Interlocked.Read(ref statements), calls.Count);
            await Task.Delay(over);
            return ((Interlocked.Read(ref statements) - s) / over.TotalSeconds, (calls.Count - c) / over.TotalSeconds);
        }
    }

    private static void Say(InvariantText text) => Console.WriteLine(text.ToString());

    // The program's own services, with its job storage counted.
    private sealed class CountingFactory(StorageCalls calls) : IServiceProviderFactory<IServiceCollection>
    {
        public IServiceCollection CreateBuilder(IServiceCollection services) => services;

        public IServiceProvider CreateServiceProvider(IServiceCollection containerBuilder)
        {
            var storage = containerBuilder.Last(d => d.ServiceType == typeof(JobStorage)).ImplementationFactory!;
            containerBuilder.AddSingleton<JobStorage>(provider => new CountingStorage((JobStorage)storage(provider), calls));
            return containerBuilder.BuildServiceProvider();
        }
    }
}
