using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Engagement.Data;
using Engagement.Features.Insights.Rollups;
using Engagement.Features.People.Team;
using Engagement.Host;

namespace Engagement.Benchmarks;

/// <summary>
/// Pages of Insights over five years and many visits, asked over HTTP as a signed-in reader does: under 300 ms each. The processor's time
/// is said beside, because a busy machine makes everybody wait. First the sums are made from the events, as a rebuild does, and held
/// against them. <c>insights [visits] [folder] [fill]</c>; 2,000,000 when nothing is said, because 50,000,000 take a while, and only filled
/// in with <c>fill</c>. A folder that holds a filled database is used again and kept; what its sums lack is summed up first. With
/// <c>ENGAGEMENT_BENCH_SQLSERVER</c> an empty database on that server is filled instead.
/// </summary>
internal static partial class InsightsBenchmark
{
    private const int Rounds = 20;
    private const string Email = "cio@example.com";
    private const string Password = "a short sentence of mine";

    private static readonly Sql CountVisits = Sql.Portable("select count(*) from Visits");
    private static readonly Sql PeopleOfVisits = Sql.Portable("select count(*) from Visits where Class = 'People'");
    private static readonly Sql PeopleOfSums = Sql.Portable("select sum(People) from VisitMonths");
    private static readonly Sql FirstsOfVisits = Sql.Portable("select count(distinct Visitor) from Visits");
    private static readonly Sql FirstsOfSums = Sql.Portable("select sum(Firsts) from VisitTotals");
    private static readonly Sql SumRows = Sql.Portable("""
        select (select count(*) from VisitQuarters) as Quarters, (select count(*) from VisitDays) as Days,
            (select count(*) from VisitMonths) as Months
        """);
    private static readonly Sql AnyArticle = Sql.Portable("select max(ArticleId) from TrackedLinks");
    private static readonly Sql AnyTemplate = Sql.Portable("select max(TemplateId) from Posts");
    private static readonly Sql AnySeries = Sql.Portable("select max(SeriesId) from Posts");
    private static readonly Sql AnyPost = Sql.Portable("select max(Id) from Posts where CreatedAt < @Before");
    private static readonly Sql CountSums = Sql.Portable("select count(*) from VisitTotals");
    private static readonly Sql PeopleOfThings = Sql.Portable(
        "select sum(People) from VisitSums where ThingId in (select Id from Articles) and Grain = 4");
    private static readonly Sql AnyAccount = Sql.Portable(
        "select max(d.AccountId) from TrackedLinks l join Deliveries d on d.Id = l.DeliveryId");

    public static async Task RunAsync(string[] args)
    {
        var visits = args is [var number, ..]
            ? long.Parse(number.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)
            : 2_000_000;
        using var place = args.Length > 1 ? null : new TemporaryFolder();
        var folder = place?.Path ?? Directory.CreateDirectory(args[1]).FullName;
        var database = Environment.GetEnvironmentVariable("ENGAGEMENT_BENCH_SQLSERVER") is { Length: > 0 } server
            ? new DatabaseOptions(Dialect.SqlServer, server, folder)
            : BenchmarkApp.Database(folder);
        await using var app = await ServeAsync(database);
        var db = app.Services.GetRequiredService<Db>();
        var watch = Stopwatch.StartNew();
        if (await db.ScalarAsync<long>(CountVisits) == 0)
        {
            await InsightsHistory.FillAsync(app.Services, visits);
            Say($"{visits:N0} visits and five years of events made up in {watch.Elapsed.TotalSeconds:0} s{SizeOf(folder)}");
            if (args.Contains("fill"))
            {
                return;
            }

        }

        await SumUpAsync(app.Services, isNew: await db.ScalarAsync<long>(CountSums) == 0);
        await CompareAsync(db);
        using var reader = await SignInAsync(app);
        var paths = await PathsAsync(db);
        for (var warm = 0; warm < 2; warm++)
        {
            foreach (var path in paths)
            {
                using var answer = await reader.GetAsync(path); // compiled, and compiled well
            }
        }

        foreach (var path in paths)
        {
            await MeasureAsync(reader, path);
        }
    }

    // A run that was stopped is gone on with: what is not summed up yet stands in the database.
    private static async Task SumUpAsync(IServiceProvider services, bool isNew)
    {
        await using var scope = services.CreateAsyncScope();
        if (isNew)
        {
            await scope.ServiceProvider.GetRequiredService<RebuildRollups>().RunAsync(CancellationToken.None);
        }

        var (watch, spent) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var days = await scope.ServiceProvider.GetRequiredService<RollUpVisits>().RunAsync(CancellationToken.None);
        Say($"{days:N0} days of visits summed up in {watch.Elapsed.TotalSeconds:0} s, "
            + $"{(Environment.CpuUsage.TotalTime - spent).TotalMilliseconds / Math.Max(1, days):0} ms of processor a day");
        (watch, spent) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var events = await scope.ServiceProvider.GetRequiredService<RollUpDesk>().RunAsync(CancellationToken.None);
        Say($"{events:N0} events of tickets in {watch.Elapsed.TotalSeconds:0} s, "
            + $"{(Environment.CpuUsage.TotalTime - spent).TotalSeconds:0} s of processor");
    }

    private static async Task CompareAsync(Db db)
    {
        var rows = (await db.OneAsync<Rows>(SumRows))!;
        Say($"sums: {rows.Quarters:N0} quarters of a link, {rows.Days:N0} days, {rows.Months:N0} months");
        var (people, summed, ofArticles) = (await db.ScalarAsync<long>(PeopleOfVisits),
            await db.ScalarAsync<long>(PeopleOfSums), await db.ScalarAsync<long>(PeopleOfThings));
        var (firsts, summedFirsts) = (await db.ScalarAsync<long>(FirstsOfVisits), await db.ScalarAsync<long>(FirstsOfSums));
        Say($"{people:N0} visits by people in the events, {summed:N0} in the sums of links, {ofArticles:N0} in those of articles; "
            + $"{firsts:N0} different, {summedFirsts:N0}: "
            + $"{(people == summed && people == ofArticles && firsts == summedFirsts ? "equal" : "THEY DIFFER")}");
    }

    private static async Task<IReadOnlyList<string>> PathsAsync(Db db)
    {
        var (article, account) = (await db.ScalarAsync<Guid>(AnyArticle), await db.ScalarAsync<Guid>(AnyAccount));
        var (template, series) = (await db.ScalarAsync<Guid>(AnyTemplate), await db.ScalarAsync<Guid>(AnySeries));
        var post = await db.ScalarAsync<Guid>(AnyPost, new { Before = DateTimeOffset.UtcNow.AddDays(-40) });
        string[] pages =
        [
            "/insights", "/insights/content", "/insights/desk", "/insights/cost", $"/insights/loop/article/{article}",
            $"/insights/loop/template/{template}", $"/insights/loop/series/{series}",
            $"/insights/loop/account/{account}", $"/insights/loop/post/{post}",
            "/insights/rows/visits", $"/insights/rows/visits?kind=account&id={account}",
        ];
        return [.. pages.SelectMany(p => new[] { "?days=30", "?days=1826", "?from=2022-03-09&to=2024-10-17&zone=Asia/Kathmandu" }.Select(
            q => p.Contains('?', StringComparison.Ordinal) ? p + q.Replace('?', '&') : p + q))];
    }

    private static async Task MeasureAsync(HttpClient reader, string path)
    {
        var times = new List<double>();
        var busy = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            var spent = Environment.CpuUsage.TotalTime;
            using var answer = await reader.GetAsync(path);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync();
            if (round > 0)
            {
                times.Add(watch.Elapsed.TotalMilliseconds); // the first compiles
                busy.Add((Environment.CpuUsage.TotalTime - spent).TotalMilliseconds);
            }
        }

        times.Sort();
        busy.Sort();
        Say($"{times[Rounds / 2],6:0} ms p50, {times[Rounds * 95 / 100],6:0} p95, {times[0],6:0} quickest of {Rounds}; "
            + $"{busy[Rounds / 2],6:0} ms of processor  {GuidIn().Replace(path, "…")}{(times[Rounds / 2] > 300 ? "  OVER 300 ms" : "")}");
    }

    private static async Task<WebApplication> ServeAsync(DatabaseOptions database)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
            { ApplicationName = "Engagement", ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Configuration["Database:Migrate"] = "true";
        var app = EngagementApp.Build(builder, database, new ServeRole("web"), sandbox: false);
        await EngagementApp.MigrateAsync(app.Services, app.Configuration, CancellationToken.None);
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AddUser>().RunAsync(
            new(Email, "CIO", "Administrator", Password, "Europe/Berlin"), CancellationToken.None);
        await app.StartAsync();
        return app;
    }

    private static async Task<HttpClient> SignInAsync(WebApplication app)
    {
        var reader = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() })
            { BaseAddress = new Uri(app.Urls.First()) };
        var page = await reader.GetStringAsync("/sign-in");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Input.Email"] = Email, ["Input.Password"] = Password, ["Email"] = Email,
            ["Password"] = Password, ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value,
        });
        using var answer = await reader.PostAsync("/sign-in", form);
        answer.EnsureSuccessStatusCode();
        var home = await reader.GetAsync("/insights/cost");
        return home.RequestMessage!.RequestUri!.AbsolutePath == "/insights/cost"
            ? reader
            : throw new InvalidOperationException("Not signed in.");
    }

    private static string SizeOf(string folder) =>
        Directory.EnumerateFiles(folder, "*.db").Sum(f => new FileInfo(f).Length) is > 0 and var bytes ? $", {bytes / 1e9:0.0} GB" : "";

    private static void Say(InvariantText text) => Console.WriteLine(text.ToString());

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex GuidIn();

    private sealed record Rows
    {
        public long Quarters { get; init; }

        public long Days { get; init; }

        public long Months { get; init; }
    }
}
