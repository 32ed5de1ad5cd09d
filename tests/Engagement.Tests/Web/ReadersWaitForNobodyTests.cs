using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Engagement.Data;
using Engagement.Features.People.SignIn.Sessions;
using Engagement.Features.People.Team;
using Engagement.Sandbox;
using Engagement.Testing;
using Engagement.Web.Security;
using Microsoft.Data.Sqlite;

namespace Engagement.Tests.Web;

/// <summary>While another program holds the database's lock, or nothing can be written, whoever only reads is answered as ever.</summary>
public sealed partial class ReadersWaitForNobodyTests(DeskFixture fixture) : IClassFixture<DeskFixture>
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    // Health tries to write, and has three seconds' patience with whoever else does.
    private static readonly TimeSpan LongestOfHealth = TimeSpan.FromSeconds(4);

    private static readonly Sql LongAgo = Sql.Portable("update Sessions set LastUsedAt = @At");
    private static readonly Sql UsedAt = Sql.Portable("select LastUsedAt from ApiKeys where Id = @Id");
    private static readonly Sql UsedAtOfSessions = Sql.Portable("select max(LastUsedAt) from Sessions where UserId = @Id");
    private static readonly Sql NewestKey = Sql.Portable("select Id from ApiKeys order by CreatedAt desc, Id desc {page}");
    private static readonly Sql ATicket = Sql.Portable("select Number from Tickets order by Number desc {page}");
    private static readonly Sql Ours = Sql.Portable("select Handle from Accounts order by Id {page}");
    private static readonly Sql UserOf = Sql.Portable("select Id from Users where Email = @Email");

    private const string Full =
        "create trigger FullKeys before update on ApiKeys begin select raise(fail, 'database or disk is full'); end; "
            + "create trigger FullSettings before update on AppSettings begin select raise(fail, 'database or disk is full'); end";

    private const string Roomy = "drop trigger FullKeys; drop trigger FullSettings";

    private RunningDesk Desk => fixture.Desk;

    [Theory]
    [InlineData("begin immediate")]
    [InlineData("begin exclusive")]
    public async Task Every_page_and_the_API_answer_in_two_seconds_and_health_in_four_while_another_program_holds_the_lock(string begin)
    {
        var ticket = await TicketAsync();
        var http = await Desk.SignedInAsync(Role.Administrator);
        using var program = await Desk.WithKeyAsync(Role.Administrator);
        var key = await Desk.Db.ScalarAsync<Guid>(NewestKey, new { Take = 1 }, Stop);
        var me = await Desk.Db.ScalarAsync<Guid>(UserOf, new { Email = RunningDesk.EmailOf(Role.Administrator) }, Stop);
        var longAgo = DateTimeOffset.UtcNow.AddHours(-1);
        await Desk.Db.ExecuteAsync(LongAgo, new { At = longAgo }, Stop);
        Desk.Services.GetRequiredService<SessionBook>().Refresh(me);
        await WarmAsync(http, ticket);

        await using var other = new SqliteConnection(Desk.Db.Options.ConnectionString + ";Pooling=False");
        await other.OpenAsync(Stop);
        await RunAsync(other, begin);
        var slow = new List<string>();
        try
        {
            await AskAsync(slow, program, "/api/v1/tickets");
            await AskAsync(slow, program, "/health/ready");
            await AskAsync(slow, Desk.Client(), "/health/ready");
            await AskAsync(slow, Desk.Client(), "/health/live");
            await AskAsync(slow, Desk.Client(), "/sign-in");
            var pages = await CrawlAsync(slow, http, [$"/tickets/{ticket}", "/", "/settings"]);
            await CrawlApiAsync(slow, program);
            Assert.True(pages > 60, $"Only {pages} pages were met.");
        }
        finally
        {
            await RunAsync(other, "rollback");
        }

        Assert.True(slow.Count == 0, string.Join('\n', slow));

        // What could not be written then is written with a later look.
        await EventuallyAsync(async () =>
        {
            using var answer = await program.GetAsync("/api/v1/tickets", Stop);
            return await Desk.Db.ScalarAsync<DateTimeOffset?>(UsedAt, new { Id = key }, Stop) is not null;
        });
        Desk.Services.GetRequiredService<SessionBook>().Refresh(me);
        await EventuallyAsync(async () =>
        {
            using var answer = await http.GetAsync("/tickets", Stop);
            return await Desk.Db.ScalarAsync<DateTimeOffset>(UsedAtOfSessions, new { Id = me }, Stop) > longAgo;
        });
    }

    [Fact]
    public async Task Where_nothing_can_be_written_a_key_that_was_never_used_reads_what_is_wrong()
    {
        using var program = await Desk.WithKeyAsync(Role.Agent);
        await using var other = new SqliteConnection(Desk.Db.Options.ConnectionString + ";Pooling=False");
        await other.OpenAsync(Stop);
        await RunAsync(other, Full);
        try
        {
            // Health keeps an answer for five seconds.
            await EventuallyAsync(async () =>
            {
                using var answer = await program.GetAsync("/health/ready", Stop);
                var checks = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("checks");
                Assert.Equal(JsonValueKind.Object, checks.ValueKind);
                return answer.StatusCode == HttpStatusCode.ServiceUnavailable
                    && checks.GetProperty("database").GetProperty("status").GetString() == "Unhealthy";
            });
            Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/v1/tickets", Stop)).StatusCode);
        }
        finally
        {
            await RunAsync(other, Roomy);
        }
    }

    private static async Task<string> AskAsync(List<string> slow, HttpClient http, string path)
    {
        var watch = Stopwatch.StartNew();
        using var answer = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Stop);
        var text = answer.Content.Headers.ContentType?.MediaType is "text/html" or "application/json"
            ? await answer.Content.ReadAsStringAsync(Stop) : "";
        var isHealth = path.StartsWith("/health", StringComparison.Ordinal);
        if (watch.Elapsed > (isHealth ? LongestOfHealth : Longest) || ((int)answer.StatusCode >= 500 && !isHealth))
        {
            slow.Add($"{path}: {(int)answer.StatusCode} in {watch.Elapsed.TotalSeconds:0.0} s");
        }

        return text;
    }

    // What the compiler takes for a page that nobody has asked for yet is not waited for a writer.
    private static async Task WarmAsync(HttpClient http, long ticket) =>
        await CrawlAsync([], http, [$"/tickets/{ticket}", "/", "/settings"]);

    private static async Task<int> CrawlAsync(List<string> slow, HttpClient http, IEnumerable<string> from)
    {
        var (next, shapes) = (new Queue<string>(from), new HashSet<string>());
        while (next.TryDequeue(out var path))
        {
            if (!shapes.Add(Shape().Replace(path.Split('?')[0], "*")))
            {
                continue;
            }

            foreach (var link in Link().Matches(await AskAsync(slow, http, path)).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)))
            {
                if (!Elsewhere().IsMatch(link))
                {
                    next.Enqueue(link);
                }
            }
        }

        return shapes.Count;
    }

    private async Task CrawlApiAsync(List<string> slow, HttpClient program)
    {
        var routes = Desk.Services.GetServices<Microsoft.AspNetCore.Routing.EndpointDataSource>().SelectMany(s => s.Endpoints)
            .OfType<Microsoft.AspNetCore.Routing.RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/'))
            .Where(r => r.StartsWith("/api/v1/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        Assert.True(routes.Count > 20);
        foreach (var route in routes)
        {
            var list = Parameter().Split(route)[0];
            var id = list == route ? null : FirstId().Match(await AskAsync(slow, program, list)).Groups[1].Value;
            await AskAsync(slow, program, id is null ? route : Parameter().Replace(route, id.Length > 0 ? id : Guid.Empty.ToString()));
        }
    }

    private async Task<long> TicketAsync()
    {
        var profiles = Desk.Services.GetRequiredService<SandboxProfiles>();
        var client = profiles.Add(new($"ilse{Guid.NewGuid().ToString("N")[..8]}", "Ilse")).Value!;
        var ours = await Desk.Db.ScalarAsync<string>(Ours, new { Take = 1 }, Stop);
        Assert.NotNull(Desk.Services.GetRequiredService<SandboxPosts>()
            .Publish(client, new(Guid.NewGuid().ToString("N"), $"@{ours!.TrimStart('@')} Where is it?")).Value);
        var number = (long?)null;
        await EventuallyAsync(async () => (number = await Desk.Db.ScalarAsync<long?>(ATicket, new { Take = 1 }, Stop)) is not null);
        return number!.Value;
    }

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        for (var tries = 0; !await holds(); tries++)
        {
            Assert.True(tries < 150, "It never became so.");
            await Task.Delay(200, Stop);
        }
    }

    private static async Task RunAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Stop);
    }

    [GeneratedRegex("href=\"(/[^\"#]*)")]
    private static partial Regex Link();

    // Static files, another site, what says goodbye, what never ends, and Hangfire's own pages.
    [GeneratedRegex(@"^/(sign-out|live|jobs|sandbox|l/|vendor|css|js|demo|images|api|icon)|^//|\.(css|js|svg|png|ico|woff2)(\?|$)")]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")]
    private static partial Regex Shape();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("\"id\":\\s*\"([0-9a-f-]{36})\"")]
    private static partial Regex FirstId();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
