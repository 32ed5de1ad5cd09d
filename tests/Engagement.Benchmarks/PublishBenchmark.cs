using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Demo;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Deliveries.Guards;
using Engagement.Features.Publishing.Posts;
using Engagement.Host;

namespace Engagement.Benchmarks;

/// <summary>
/// How late deliveries go out: 1,000 due within one minute (target: p99 under 2 s), and 1,000 due at the same instant.
/// Lateness is from the due time to the moment the ledger holds the network's answer. Baseline: the same 1,000 posts sent by the
/// adapter alone, as many side by side as there are job workers, with no ledger.
/// </summary>
internal static class PublishBenchmark
{
    private const int Deliveries = 1_000;
    private const int Accounts = 20;

    private static readonly Sql AnyArticle = Sql.Portable(
        "select Id from Articles where State = 'Validated' and Audience = 'external' and Url is not null order by Id {page}");
    private static readonly Sql Unfinished = Sql.Portable("select count(*) from Deliveries where State <> 'Published'");
    private static readonly Sql Times = Sql.Portable("select DueAt, PublishedAt from Deliveries where DueAt >= @From");

    public static async Task RunAsync(string[] args)
    {
        using var place = new TemporaryFolder();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        await using var app = EngagementApp.Build(builder, BenchmarkApp.Database(place.Path), new ServeRole("worker"), sandbox: true);
        await EngagementApp.MigrateAsync(app.Services, app.Configuration, CancellationToken.None);
        await app.StartAsync();
        await using var scope = app.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        await services.GetRequiredService<SeedDemo>().ContentAsync(CancellationToken.None);
        // it floods on purpose
        Verbs.Expect(await services.GetRequiredService<SaveGuards>().RunAsync(new(0, 0, 0, "benchmark"), CancellationToken.None));
        var network = new Uri(app.Urls.First());
        var db = services.GetRequiredService<Db>();
        var accounts = await ConnectAsync(services, db, network);
        var article = await db.ScalarAsync<Guid>(AnyArticle, new { Take = 1 });

        var baseline = await AloneAsync(services, accounts);
        Say($"baseline, the adapter alone: {Deliveries} posts in {baseline.TotalSeconds:0.00} s "
            + $"({Deliveries / baseline.TotalSeconds:0} a second)");

        var spread = await MeasureAsync(services, db, article, accounts, gap: TimeSpan.FromSeconds(60) / (Deliveries / Accounts));
        Say($"due within one minute: {spread}; target p99: 2 s");
        var burst = await MeasureAsync(services, db, article, accounts, gap: TimeSpan.Zero);
        Say($"due at the same instant: {burst}; {Deliveries / burst.Last.TotalSeconds:0} a second, {baseline / burst.Last:0.00} "
            + $"of the baseline's rate");
        await app.StopAsync();
    }

    internal static async Task<IReadOnlyList<AccountRow>> ConnectAsync(IServiceProvider services, Db db, Uri network)
    {
        for (var i = 0; i < Accounts; i++)
        {
            var fields = ImmutableDictionary<string, string>.Empty.Add("server", network.ToString()).Add("handle", $"desk{i}");
            Verbs.Expect(await services.GetRequiredService<ConnectAccount>().BeginAsync(
                new("sandbox", fields, network, "benchmark"), CancellationToken.None));
        }

        return await db.QueryAsync<AccountRow>(AccountSql.ReadAll);
    }

    private static async Task<TimeSpan> AloneAsync(IServiceProvider services, IReadOnlyList<AccountRow> accounts)
    {
        services.GetRequiredService<ChannelCatalog>().TryGet<IPublish>("sandbox", out var channel);
        var opened = accounts.Select(services.GetRequiredService<AccountSecrets>().Open).ToList();
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, Deliveries),
            new ParallelOptions { MaxDegreeOfParallelism = Accounts }, async (i, ct) =>
            {
                if (await channel!.PublishAsync(opened[i % Accounts], new OutgoingPost($"alone-{i}", $"Tip {i}", DateTimeOffset.UtcNow), ct)
                    is not SendOutcome.Accepted)
                {
                    throw new InvalidOperationException("The network did not take a post.");
                }
            });
        return watch.Elapsed;
    }

    private static async Task<Lateness> MeasureAsync(
        IServiceProvider services, Db db, Guid article, IReadOnlyList<AccountRow> accounts, TimeSpan gap)
    {
        // Far enough ahead that all are made before the first is due.
        var first = DateTimeOffset.UtcNow.AddSeconds(20);
        for (var i = 0; i < Deliveries / Accounts; i++)
        {
            var due = (first + (gap * i)).ToString("O", CultureInfo.InvariantCulture);
            Verbs.Expect(await services.GetRequiredService<CreatePost>().RunAsync(
                new(article, null, null, $"Tip {i}", [.. accounts.Select(a => new CreatePost.AccountWords(a.Id))],
                    Now: false, due, "UTC", null, "benchmark", null), CancellationToken.None));
        }

        if (DateTimeOffset.UtcNow > first)
        {
            throw new InvalidOperationException("Making the posts took too long to measure them.");
        }

        while (await db.ScalarAsync<int>(Unfinished) > 0)
        {
            await Task.Delay(500);
        }

        var rows = await db.QueryAsync<Row>(Times, new { From = first.AddSeconds(-1) });
        return new Lateness([.. rows.Select(r => r.PublishedAt - r.DueAt).Order()]);
    }

    private static void Say(InvariantText text) => Console.WriteLine(text.ToString());

    private sealed record Row
    {
        public DateTimeOffset DueAt { get; init; }

        public DateTimeOffset PublishedAt { get; init; }
    }

    private sealed record Lateness(IReadOnlyList<TimeSpan> Sorted)
    {
        public TimeSpan Last => Sorted[^1];

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Sorted.Count} deliveries, late p50 {At(0.50):0.000} s, p99 {At(0.99):0.000} s, last {Last.TotalSeconds:0.000} s");

        private double At(double share) => Sorted[(int)Math.Ceiling(share * Sorted.Count) - 1].TotalSeconds;
    }
}
