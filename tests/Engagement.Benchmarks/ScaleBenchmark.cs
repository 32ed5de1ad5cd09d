using System.Diagnostics;
using System.Globalization;
using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Outbox;

namespace Engagement.Benchmarks;

/// <summary>
/// A million deliveries in the table, a hundred thousand of them waiting: the dispatcher's claim takes single-digit milliseconds and each
/// view of the calendar under 200 ms. Baseline: the same statement and the same pages over a thousand deliveries, a hundred of them
/// waiting, asked in turns, so that what else the machine does falls on both. On SQLite, or on the SQL Server that
/// ENGAGEMENT_TEST_SQLSERVER names.
/// </summary>
internal static class ScaleBenchmark
{
    private const int Rounds = 40;
    private static readonly string[] Views = ["Week", "Month", "Quarter", "List", "Queue"];

    private static readonly Sql MakeDue = Sql.For(
        sqlServer: """
            update Outbox set AvailableAt = @Due, LeaseOwner = null
            where RefId in (select top (@Take) RefId from Outbox order by AvailableAt)
            """,
        sqlite: """
            update Outbox set AvailableAt = @Due, LeaseOwner = null where rowid in (select rowid from Outbox order by AvailableAt
                limit @Take)
            """);

    public static async Task RunAsync(string[] args)
    {
        var total = args is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : 1_000_000;
        using var place = new TemporaryFolder();
        var watch = Stopwatch.StartNew();
        await using var small = await Scale.StartAsync(place.Path, "small", 1_000, 100);
        await using var large = await Scale.StartAsync(place.Path, "large", total, total / 10);
        Say($"{large.Services.GetRequiredService<Db>().Options.Dialect}: {total:N0} deliveries, {total / 10:N0} waiting, "
            + $"made in {watch.Elapsed.TotalSeconds:0} s; baseline 1,000 and 100");
        await ClaimAsync(small, large, take: 1);
        await ClaimAsync(small, large, take: 50);
        foreach (var view in Views)
        {
            await PageAsync(small, large, view, "");
        }

        // What only few posts have is looked for among all of the days shown.
        await PageAsync(small, large, "Month", "&tag=tag-7");
    }

    private static async Task ClaimAsync(Scale small, Scale large, int take)
    {
        var (fast, slow) = (new List<double>(), new List<double>());
        for (var i = 0; i < Rounds + 3; i++)
        {
            fast.Add(await OneClaimAsync(small, take));
            slow.Add(await OneClaimAsync(large, take));
        }

        Report($"claim {take}", slow[3..], fast[3..], "single-digit ms");
    }

    private static async Task<double> OneClaimAsync(Scale scale, int take)
    {
        var db = scale.Services.GetRequiredService<Db>();
        await db.ExecuteAsync(MakeDue, new { Due = DateTimeOffset.UtcNow.AddMinutes(-1), Take = take });
        var outbox = scale.Services.GetRequiredService<OutboxTable>();
        var watch = Stopwatch.GetTimestamp();
        var claims = await outbox.ClaimAsync("benchmark", Ledger.Work, take, CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(watch).TotalMilliseconds;
        return claims.Count == take ? took : throw new InvalidOperationException($"Claimed {claims.Count} of {take}.");
    }

    private static async Task PageAsync(Scale small, Scale large, string view, string filter)
    {
        var path = $"/calendar?view={view}{filter}";
        var (fast, slow) = (new List<double>(), new List<double>());
        for (var i = 0; i < (Rounds / 2) + 2; i++)
        {
            fast.Add(await OnePageAsync(small.Http, path));
            slow.Add(await OnePageAsync(large.Http, path));
        }

        Report($"calendar, {view.ToLowerInvariant()}{(filter.Length == 0 ? "" : " of one tag")}", slow[2..], fast[2..], "200 ms");
    }

    private static async Task<double> OnePageAsync(HttpClient http, string path)
    {
        var watch = Stopwatch.GetTimestamp();
        using var answer = await http.GetAsync(path);
        var page = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        var took = Stopwatch.GetElapsedTime(watch).TotalMilliseconds;
        return page.Contains("calendar-frame", StringComparison.Ordinal)
            ? took
            : throw new InvalidOperationException($"{path} is not the calendar.");
    }

    private static void Report(string what, List<double> large, List<double> small, string target)
    {
        var ratios = large.Zip(small, (l, s) => l / s).Order().ToList();
        large.Sort();
        small.Sort();
        Say($"{what}: median {At(large, 0.5):0.0} ms, p95 {At(large, 0.95):0.0} ms, least {large[0]:0.0} ms; baseline {At(small, 0.5):0.0} "
            + $"ms; {At(ratios, 0.5):0.00} of it; target {target}");
    }

    private static double At(List<double> sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Count) - 1];

    private static void Say(InvariantText text) => Console.WriteLine(text.ToString());
}
