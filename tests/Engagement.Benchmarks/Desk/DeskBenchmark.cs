using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Engagement.Data;
using Engagement.Host;
using Microsoft.AspNetCore.Http;

namespace Engagement.Benchmarks.Desk;

/// <summary>
/// Fifty agents on a desk of 1,000,000 tickets and 5,000,000 messages: inbox, ticket and search pages under 50 ms of server time at p95.
/// Server time is from the first line of the first middleware to the last byte written, measured in the server. Each agent reads for about
/// a second between two pages, and every twentieth thing they do is a note. Baseline: a page of the same application that has next to
/// nothing to ask the database (their own profile). Arguments: how many tickets, seconds, and a folder in which the desk is kept for the
/// next run.
/// </summary>
internal static partial class DeskBenchmark
{
    private static readonly Sql CountTickets = Sql.Portable("select count(*) from Tickets");
    private static readonly Sql CountMessages = Sql.Portable("select count(*) from Messages");

    public static async Task RunAsync(string[] args)
    {
        var tickets = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        var time = TimeSpan.FromSeconds(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 60);
        using var place = args.Length > 2 ? null : new TemporaryFolder();
        var folder = args.Length > 2 ? args[2] : place!.Path;
        var times = new ConcurrentQueue<(string Page, double Milliseconds)>();
        var recording = false;

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
            { ApplicationName = "Engagement", ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Configuration["SignIn:TriesPerMinute"] = "10000";
        builder.Services.AddSingleton<IStartupFilter>(new Watch((http, took) =>
        {
            if (recording && http.Request.Headers["X-Page"] is [{ } page])
            {
                times.Enqueue((http.Response.StatusCode is 200 or 302
                    ? page : $"{page}: {http.Response.StatusCode}", took.TotalMilliseconds));
            }
        }));
        await using var app = EngagementApp.Build(builder, BenchmarkApp.Database(folder), new ServeRole("web"), sandbox: false);
        await EngagementApp.MigrateAsync(app.Services, app.Configuration, CancellationToken.None);
        var db = app.Services.GetRequiredService<Db>();
        if (await db.ScalarAsync<long>(CountTickets) < tickets)
        {
            await BigDesk.MakeAsync(app.Services, tickets);
        }

        await BigDesk.KnowAsync(app.Services);
        ReadThrough(folder);

        await app.StartAsync();
        Say($"{await db.ScalarAsync<long>(CountTickets)} tickets, {await db.ScalarAsync<long>(CountMessages)} messages, {BigDesk.Agents} "
            + $"agents, {Environment.ProcessorCount} cores");
        var agents = await Task.WhenAll(Enumerable.Range(0, BigDesk.Agents).Select(i => SignInAsync(new Uri(app.Urls.First()), i)));

        // Compiled and warm: each page some dozen times.
        await Task.WhenAll(agents.Select((agent, i) => WorkAsync(agent, new Random(i), tickets, TimeSpan.FromSeconds(10))));
        recording = true;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(agents.Select((agent, i) => WorkAsync(agent, new Random(1000 + i), tickets, time)));
        recording = false;
        Say($"{times.Count / watch.Elapsed.TotalSeconds:0} pages a second for {watch.Elapsed.TotalSeconds:0} s; milliseconds of "
            + $"server time, target p95: 50");
        foreach (var page in times.GroupBy(t => t.Page).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var sorted = page.Select(t => t.Milliseconds).Order().ToList();
            double At(double share) => sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
            Say($"{page.Key,-24} {sorted.Count,6} times  p50 {At(0.5),6:0.0}  p95 {At(0.95),6:0.0}  p99 {At(0.99),6:0.0}  "
                + $"worst {sorted[^1],6:0}");
        }

        await app.StopAsync();
        foreach (var agent in agents)
        {
            agent.Dispose();
        }
    }

    private static async Task<HttpClient> SignInAsync(Uri address, int agent)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
            { BaseAddress = address };
        var page = await http.GetStringAsync("/sign-in");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Email"] = BigDesk.EmailOf(agent),
            ["Password"] = BigDesk.Password,
            ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value,
        });
        using var answer = await http.PostAsync("/sign-in", form);
        return answer.StatusCode == HttpStatusCode.Redirect
            ? http
            : throw new InvalidOperationException($"Not signed in: {answer.StatusCode}");
    }

    private static async Task WorkAsync(HttpClient http, Random random, int tickets, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        await Task.Delay(random.Next(1000));
        while (watch.Elapsed < time)
        {
            await DoAsync(http, random, tickets);
            await Task.Delay(random.Next(500, 1500));
        }
    }

    private static async Task DoAsync(HttpClient http, Random random, int tickets)
    {
        // Mostly what is new; now and then something of years ago.
        var number = random.Next(10) == 0 ? random.Next(1, tickets + 1) : random.Next((int)(tickets * 0.95), tickets + 1);
        string Rare() => BigDesk.Word(random.Next(5_000, 30_000));
        string Common() => BigDesk.Word(random.Next(16));
        switch (random.Next(20))
        {
            case < 4:
                await GetAsync(http, "inbox: open", "/tickets");
                break;
            case 4 or 5:
                await GetAsync(http, "inbox: mine", "/tickets?view=mine");
                break;
            case 6 or 7:
                await GetAsync(http, "inbox: unassigned", "/tickets?view=unassigned");
                break;
            case 8:
                await GetAsync(http, "inbox: all", "/tickets?view=all");
                break;
            case 9:
                await OlderAsync(http, random.Next(2) == 0 ? "/tickets" : "/tickets?view=all");
                break;
            case < 15:
                await GetAsync(http, "ticket", $"/tickets/{number}");
                break;
            case 15:
                await GetAsync(http, "search: rare word", $"/tickets?q={Rare()}");
                break;
            case 16:
                await GetAsync(http, "search: common word", $"/tickets?q={Common()}");
                break;
            case 17 when random.Next(2) == 0:
                await GetAsync(http, "search: everything", $"/search?q={(random.Next(2) == 0 ? Common() : Rare())}");
                break;
            case 17:
                await GetAsync(http, "search: two words", $"/tickets?q={Common()}+{Rare()}");
                break;
            case 18:
                await GetAsync(http, "baseline: own profile", "/profile");
                break;
            default:
                await NoteAsync(http, number);
                break;
        }
    }

    private static async Task<string> GetAsync(HttpClient http, string page, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Page", page);
        using var answer = await http.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task OlderAsync(HttpClient http, string path)
    {
        var html = await GetAsync(http, "inbox: open", path);
        if (Older().Match(html) is { Success: true } older)
        {
            await GetAsync(http, "inbox: older", $"/tickets{WebUtility.HtmlDecode(older.Groups[1].Value)}");
        }
    }

    private static async Task NoteAsync(HttpClient http, int number)
    {
        var html = await GetAsync(http, "ticket", $"/tickets/{number}");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/tickets/{number}?handler=note")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
                { ["text"] = "Looked into it.", ["__RequestVerificationToken"] = Token().Match(html).Groups[1].Value }),
        };
        request.Headers.Add("X-Page", "a note is written");
        using var answer = await http.SendAsync(request);
    }

    // A desk that has just been made is in the machine's memory; one that was kept is brought there.
    private static void ReadThrough(string folder)
    {
        var buffer = new byte[1 << 20];
        foreach (var file in Directory.EnumerateFiles(folder, "*.db"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            while (stream.Read(buffer) > 0)
            {
            }
        }
    }

    private static void Say(InvariantText text) => Console.WriteLine(text.ToString());

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("href=\"(?:/tickets)?(\\?[^\"]*after=[^\"]*)\"")]
    private static partial Regex Older();

    /// <summary>Outermost of all.</summary>
    private sealed class Watch(Action<HttpContext, TimeSpan> seen) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (http, rest) =>
            {
                var start = Stopwatch.GetTimestamp();
                await rest(http);
                seen(http, Stopwatch.GetElapsedTime(start));
            });
            next(app);
        };
    }
}
