using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Engagement.Common.Links;
using Engagement.Data;
using Engagement.Demo;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Links;
using Engagement.Features.Publishing.Posts;
using Engagement.Host;
using Microsoft.AspNetCore.Http;

namespace Engagement.Benchmarks;

/// <summary>
/// How fast links are followed, with everything that counting does: at least 70 % of a bare ASP.NET endpoint that answers the same
/// redirect, on the same machine in the same run. Both are asked over real sockets by a client that does next to nothing itself; short
/// rounds take turns, and each is compared to the one beside it, so that what else the machine does falls on both. In the end every answer
/// must be a visit in the database.
/// </summary>
internal static class LinksBenchmark
{
    private const int Links = 200;
    private const int Connections = 32;
    private const int Rounds = 15;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1.5);

    private static readonly Sql AnyArticle = Sql.Portable(
        "select Id from Articles where State = 'Validated' and Audience = 'external' and Url is not null order by Id {page}");
    private static readonly Sql Codes = Sql.Portable("select Code from TrackedLinks order by Code");
    private static readonly Sql CountVisits = Sql.Portable("select count(*) from Visits");

    public static async Task RunAsync(string[] args)
    {
        await using var bare = await BareAsync();
        using var place = new TemporaryFolder();
        await using var app = await FullAsync(place.Path);
        var requests = await RequestsAsync(app);
        var (to, toBare) = (EndPointOf(app), EndPointOf(bare));

        // Compiled and warm, both.
        var answered = await AskAsync(to, requests, 2 * Round);
        await AskAsync(toBare, requests, 2 * Round);
        var (rates, bareRates) = (new List<double>(), new List<double>());
        for (var i = 0; i < Rounds; i++)
        {
            bareRates.Add(await AskAsync(toBare, requests, Round) / Round.TotalSeconds);
            var now = await AskAsync(to, requests, Round);
            rates.Add(now / Round.TotalSeconds);
            answered += now;
        }

        var (rate, bareRate) = (Median(rates), Median(bareRates));
        var shares = rates.Zip(bareRates, (full, alone) => full / alone).Order().ToList();
        Say($"baseline, a bare endpoint: {bareRate:0} redirects a second (median of {Rounds} rounds)");
        Say($"following and counting: {rate:0} redirects a second, {Median(shares):0.00} of the baseline beside it (from {shares[0]:0.00} "
            + $"to {shares[^1]:0.00}); target 0.70");

        var watch = Stopwatch.StartNew();
        await app.StopAsync(); // brings in what is left
        var db = app.Services.GetRequiredService<Db>();
        var counted = await db.ScalarAsync<long>(CountVisits);
        await using var scope = app.Services.CreateAsyncScope();
        while (await scope.ServiceProvider.GetRequiredService<DrainVisits>().RunAsync(CancellationToken.None) is > 0 and var more)
        {
            counted += more;
        }

        Say($"{answered} answers, {counted} visits in the database, the last of them {watch.Elapsed.TotalSeconds:0.0} s after the last "
            + $"answer: {(answered == counted ? "none lost, none twice" : "THEY DIFFER")}");
    }

    private static async Task<WebApplication> BareAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/l/{code}", http =>
        {
            http.Response.StatusCode = StatusCodes.Status302Found;
            http.Response.Headers.Location = "https://help.example.com/kb/reset-your-password?utm_source=sandbox&utm_medium=social"
                + "&utm_campaign=reset-your-password&utm_content=2345cfgh";
            http.Response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
        await app.StartAsync();
        return app;
    }

    private static async Task<WebApplication> FullAsync(string folder)
    {
        // whose static files are meant
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
            { ApplicationName = "Engagement", ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["urls"] = "http://127.0.0.1:0";

        // All readers share this machine's address; told to be a flood they would cost less than people do.
        builder.Configuration["Links:PeoplePerMinute"] = "1000000000";
        var app = EngagementApp.Build(builder, BenchmarkApp.Database(folder), new ServeRole("web"), sandbox: true);
        await EngagementApp.MigrateAsync(app.Services, app.Configuration, CancellationToken.None);
        await app.StartAsync();
        return app;
    }

    private static async Task<byte[][]> RequestsAsync(WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        await services.GetRequiredService<SeedDemo>().ContentAsync(CancellationToken.None);
        var db = services.GetRequiredService<Db>();
        var network = new Uri(app.Urls.First());
        Verbs.Expect(await services.GetRequiredService<SaveLinkSettings>().RunAsync(
            new("https://go.example.com", null, null, LinkSettings.UsualKeepDays, "benchmark"), CancellationToken.None));
        var fields = ImmutableDictionary<string, string>.Empty.Add("server", network.ToString()).Add("handle", "desk");
        Verbs.Expect(await services.GetRequiredService<ConnectAccount>().BeginAsync(
            new("sandbox", fields, network, "benchmark"), CancellationToken.None));
        var account = (await db.QueryAsync<AccountRow>(AccountSql.ReadAll))[0];
        var article = await db.ScalarAsync<Guid>(AnyArticle, new { Take = 1 });
        for (var i = 0; i < Links; i++)
        {
            var due = DateTimeOffset.UtcNow.AddDays(1).ToString("O", CultureInfo.InvariantCulture);
            Verbs.Expect(await services.GetRequiredService<CreatePost>().RunAsync(
                new(article, null, null, $"Tip {i}", [new(account.Id)], Now: false, due, "UTC", null, "benchmark", null),
                CancellationToken.None));
        }

        // What a browser sends; each link by another one, so that each has its own hash.
        return [.. (await db.QueryAsync<string>(Codes)).Select((code, i) => Encoding.ASCII.GetBytes(
            $"GET /l/{code} HTTP/1.1\r\nHost: go.example.com\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, "
            + $"like Gecko) Chrome/141.0.{i}.0 Safari/537.36\r\n"
            + "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8\r\nAccept-Language: en-GB,en;q=0.7\r\n"
            + "Accept-Encoding: gzip, deflate, br\r\nUpgrade-Insecure-Requests: 1\r\n\r\n"))];
    }

    /// <returns>How many were answered with a redirect.</returns>
    private static async Task<long> AskAsync(EndPoint server, byte[][] requests, TimeSpan time)
    {
        var until = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var counts = await Task.WhenAll(Enumerable.Range(0, Connections).Select(i => Task.Run(() => AskAsync(server, requests, i, until))));
        return counts.Sum();
    }

    private static async Task<long> AskAsync(EndPoint server, byte[][] requests, int first, long until)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        var buffer = new byte[4096];
        long count = 0;
        for (var i = first; Stopwatch.GetTimestamp() < until; i++)
        {
            await socket.SendAsync(requests[i % requests.Length]);
            var length = 0;
            do
            {
                length += await socket.ReceiveAsync(buffer.AsMemory(length));
            }
            while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8)); // a redirect has no body

            if (!buffer.AsSpan(0, length).StartsWith("HTTP/1.1 302 "u8))
            {
                throw new InvalidOperationException(Encoding.ASCII.GetString(buffer, 0, length));
            }

            count++;
        }

        return count;
    }

    private static IPEndPoint EndPointOf(WebApplication app) => IPEndPoint.Parse(new Uri(app.Urls.First()).Authority);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Say(InvariantText text) => Console.WriteLine(text.ToString());
}
