using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Conversations.Listening.Accounting;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Outbox;
using Engagement.Testing;
using Engagement.Tests.Api;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;
using Engagement.Web.Security;
using Hangfire;
using Hangfire.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using static Engagement.Tests.Publishing.Posts.PostsRoom;

namespace Engagement.Tests.Accounts;

/// <summary>An account of a network that this version does not speak, with posts in every state, a ticket, an answer and a gap.</summary>
public sealed partial class GoneNetworkTests
{
    private const string Gone = "telegraph";

    // Every table that says a network's name.
    private static readonly string[] Named = ["Accounts", "Deliveries", "Handles", "Tickets", "TemplateProofs"];

    private static readonly Sql MoveAccount = Sql.Portable("update Accounts set Network = 'telegraph' where Id = @Id");

    private static readonly Sql MoveBack = Sql.Portable("update Accounts set Network = 'sandbox' where Id = @Id");

    private static readonly Sql MoveDeliveries = Sql.Portable("update Deliveries set Network = @Network where AccountId = @Id");

    [Theory, OnEachDatabase]
    internal async Task What_falls_due_on_it_is_held_and_goes_out_when_the_network_is_back(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var delivery = await room.ScheduledAsync(desk);
        await MoveAsync(room, desk.Id, Gone);
        room.Clock.SetUtcNow(delivery.DueAt);

        await room.WorkAsync(delivery.Id);
        await room.Get<ReleaseReturned>().RunAsync(Stop);

        var held = await room.DeliveryAsync(delivery.Id);
        Assert.Equal((DeliveryState.Held, ReleaseHeld.NetworkGone, 0), (held.State, held.ErrorKind, held.Attempts));
        Assert.Contains("not available in this version", held.LastError, StringComparison.Ordinal);
        Assert.False(Done(await room.Get<TestAccount>().RunAsync(desk.Id, "Erin", Stop)).Works);

        await MoveAsync(room, desk.Id, "sandbox");
        await room.Get<ReleaseReturned>().RunAsync(Stop);
        await room.WorkAsync(delivery.Id);

        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(delivery.Id)).State);
    }

    [Theory, OnEachDatabase]
    internal async Task It_is_not_listened_to_and_is_looked_at_again_each_hour_until_the_network_is_back(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        await MoveAsync(room, desk.Id, Gone);

        await room.Get<ListenToAccounts>().RunAsync(Stop);

        var unheard = await room.AccountAsync(desk.Id);
        Assert.Equal((room.Clock.Now().AddHours(1), null, null), (unheard.NextListenAt, unheard.ListenLastOkAt, unheard.ListenLastError));

        // Nobody keeps it in hand meanwhile: the hour over, it is heard again.
        await MoveAsync(room, desk.Id, "sandbox");
        room.Clock.Advance(TimeSpan.FromHours(1));
        await room.Get<ListenToAccounts>().RunAsync(Stop);
        Assert.Equal(room.Clock.Now(), (await room.AccountAsync(desk.Id)).ListenLastOkAt);
    }

    [Fact]
    public async Task No_page_no_call_no_export_and_no_job_breaks()
    {
        await using var desk = await RunningDesk.StartAsync();
        await FillAsync(desk);
        var wrong = new List<string>();
        using var person = await desk.SignedInAsync(Role.Administrator);
        using var program = await desk.WithKeyAsync(Role.Administrator);
        var looked = 0;
        foreach (var path in await PathsAsync(desk))
        {
            using var answer = await (path.StartsWith("/api/v1", StringComparison.Ordinal) ? program : person)
                .GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Stop);
            looked += answer.StatusCode == HttpStatusCode.OK ? 1 : 0;
            if ((int)answer.StatusCode >= 500 && path != "/health/promises")
            {
                wrong.Add($"GET {path}: {(int)answer.StatusCode}");
            }
        }

        wrong.AddRange(await JobsAsync(desk));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(looked > 100, $"Only {looked} pages and calls were answered.");
        using var promises = await person.GetAsync("/health/promises", Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, promises.StatusCode); // its clients are not heard
        Assert.Contains("Network not available in this version", await person.GetStringAsync("/accounts", Stop), StringComparison.Ordinal);
        var shown = (await new ApiClient(program).GetAsync("/accounts"))["items"]!.AsArray().Single()!;
        await RefusedAsync(program, (string)shown["id"]!);
        Assert.Equal((false, "NetworkGone"), ((bool)shown["networkAvailable"]!, (string)shown["health"]!["listening"]!["state"]!));
    }

    // Nothing new is made for it, and what is at fault is said to be the account.
    private static async Task RefusedAsync(HttpClient program, string account)
    {
        var api = new ApiClient(program);
        var article = (string)(await api.GetAsync("/articles?take=1&state=Validated"))["items"]![0]!["id"]!;
        var ticket = (string)(await api.GetAsync($"/tickets?network={Gone}"))["items"]![0]!["id"]!;
        Assert.Equal(["accountId"], await api.RefusedAsync($"/tickets/{ticket}/replies", new { text = "Look here." }));
        Assert.Equal(["accountId"], await api.RefusedAsync("/text/measure", new { text = "Look here.", accountId = account }));
        Assert.Equal(["accountId"], await api.RefusedAsync("/templates/render",
            new { articleId = article, body = "Look here.", accountId = account }));
        Assert.Equal(["accounts[0]"], await api.RefusedAsync(
            "/posts", new { articleId = article, text = "Look here.", accounts = new[] { account }, now = true }));
        Assert.Equal(["network"], await api.RefusedAsync("/text/measure", new { text = "Look here.", network = Gone }));
        var walk = await ApiWalk.ReadAsync(program); // what is said of it is what the document says
        var tickets = walk.Operations.Single(
            o => o.Name == "listTickets").Node["responses"]!["200"]!["content"]!["application/json"]!["schema"]!;
        Assert.Empty(walk.Faults(tickets, await api.GetAsync($"/tickets?network={Gone}")));
    }

    private static async Task MoveAsync(PostsRoom room, Guid id, string network)
    {
        await room.Db.ExecuteAsync(network == Gone ? MoveAccount : MoveBack, new { Id = id });
        await room.Db.ExecuteAsync(MoveDeliveries, new { Id = id, Network = network });
    }

    private static async Task FillAsync(RunningDesk desk)
    {
        var api = new ApiClient(await desk.WithKeyAsync(Role.Administrator));
        var account = (string)(await api.GetAsync("/accounts"))["items"]![0]!["id"]!;
        var article = (string)(await api.GetAsync("/articles?take=1&state=Validated"))["items"]![0]!["id"]!;
        var out_ = await api.PostAsync("/posts",
            new { articleId = article, text = "Did you know?", accounts = new[] { account }, now = true }, HttpStatusCode.Created);
        var published = await api.UntilAsync($"/posts/{out_["id"]}", p => (string)p["deliveries"]![0]!["state"]! == "Published");
        var url = (string)published["deliveries"]![0]!["url"]!;
        await SayAsync(desk, "ina", "I did not.", url.Split('/')[^1]);
        var tickets = await api.UntilAsync("/tickets", t => t["items"]!.AsArray().Count > 0);
        await api.PostAsync($"/tickets/{tickets["items"]![0]!["id"]}/replies", new { text = "Look here." }, HttpStatusCode.Created);
        await api.UntilAsync($"/tickets/{tickets["items"]![0]!["id"]}",
            t => t["messages"]!.AsArray().Any(m => (string?)m!["deliveryState"] == "Published"));

        foreach (var state in (string[])["Draft", "AwaitingApproval", "Scheduled",
            "Uncertain", "Failed", "Held", "Missed", "Cancelled", "Withdrawn"])
        {
            var post = await api.PostAsync("/posts",
                new { articleId = article, text = $"As {state}", accounts = new[] { account },
                    dueAt = "2031-01-01T09:00", timeZone = "UTC" }, HttpStatusCode.Created);
            await desk.Db.ExecuteAsync(Sql.Portable("update Deliveries set State = @State where Id = @Id"),
                new { State = state, Id = Guid.Parse((string)post["deliveries"]![0]!["id"]!) }, Stop);
        }

        var now = DateTimeOffset.UtcNow;
        var delivery = await desk.Db.ScalarAsync<Guid>(
            Sql.Portable("select min(Id) from Deliveries where State = 'Published' and Kind = 'post'"), ct: Stop);
        await desk.Db.ExecuteAsync(MissingRepliesSql.OpenCount,
            new { Id = Ids.New(now), DeliveryId = delivery, Reported = 3, Unexplained = 2, NextTryAt = now, Now = now }, Stop);
        var outage = new { Id = Ids.New(now), AccountId = Guid.Parse(account),
            FromAt = now.AddHours(-3), ToAt = now.AddHours(-1), Now = now };
        await desk.Db.ExecuteAsync(MissingRepliesSql.OpenOutage, outage, Stop);
        foreach (var table in Named)
        {
            await desk.Db.ExecuteAsync(Sql.Portable($"update {table} set Network = '{Gone}' where Network = 'sandbox'"), ct: Stop);
        }

        // What a doubt and what is due come to, when the dispatcher has them in hand.
        var outbox = desk.Services.GetRequiredService<OutboxTable>();
        foreach (var id in await desk.Db.QueryAsync<Guid>(
            Sql.Portable("select Id from Deliveries where State in ('Uncertain', 'Scheduled')"), ct: Stop))
        {
            await desk.Db.ExecuteAsync(Sql.Portable("update Deliveries set DueAt = @Now where Id = @Id"), new { Id = id, Now = now }, Stop);
            await outbox.PutAsync(desk.Db, Ledger.Work, id, now, Stop);
        }

        await api.UntilAsync("/posts?state=Held&take=200", p => p["items"]!.AsArray().Count > 1);
    }

    // Every endpoint that answers GET, with every thing there is.
    private static async Task<IReadOnlyList<string>> PathsAsync(RunningDesk desk)
    {
        var ids = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        async Task<IReadOnlyList<string>> OfAsync(string table) => ids.TryGetValue(table, out var known) ? known
            : ids[table] = [.. (await desk.Db.QueryAsync<Guid>(Sql.Portable($"select Id from {table} order by Id"), ct: Stop))
                .Take(40).Select(i => i.ToString())];
        var paths = new List<string>();
        foreach (var route in desk.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null
                && (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") ?? true))
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Distinct()
            .Where(r => !r.StartsWith("/sandbox", StringComparison.Ordinal)
                && !r.StartsWith("/live", StringComparison.Ordinal) && !r.Contains("**", StringComparison.Ordinal)))
        {
            var first = route.Replace("/api/v1", "", StringComparison.Ordinal).Split('/')[1];
            IReadOnlyList<string> fill = !route.Contains('{', StringComparison.Ordinal) ? [""]
                : route.Contains(":long", StringComparison.Ordinal) ? ["1"]
                : first switch
                {
                    "accounts" when route.Contains("connect", StringComparison.Ordinal) => [Gone],
                    "accounts" => await OfAsync("Accounts"),
                    "deliveries" => await OfAsync("Deliveries"),
                    "posts" => await OfAsync("Posts"),
                    "tickets" => await OfAsync("Tickets"),
                    "clients" => await OfAsync("Clients"),
                    "insights" when route.Contains("export", StringComparison.Ordinal) => ["csv", "xlsx"],
                    "insights" when route.Contains("loop", StringComparison.Ordinal) =>
                        [.. (await OfAsync("Accounts")).Select(a => $"account/{a}")],
                    "insights" => ["posts", "tickets", "replies"],
                    _ => [Guid.Empty.ToString()],
                };
            paths.AddRange(fill.Select(
                f => route.Contains("{kind}", StringComparison.Ordinal) ? $"/insights/loop/{f}" : Parameter().Replace(route, f)));
        }

        var account = (await OfAsync("Accounts"))[0];
        var article = (await OfAsync("Articles"))[0];
        paths.AddRange(
        [
            $"/calendar?view=queue&account={account}", "/calendar?view=month", "/calendar?view=list",
            $"/calendar?network={Gone}", "/posts/new", $"/posts/new?article={article}",
            $"/tickets?network={Gone}", $"/clients?network={Gone}", $"/posts?account={account}",
            $"/listening?account={account}", "/insights?days=30", "/listening/gaps?state=Open",
            .. (await OfAsync("Deliveries")).Select(d => $"/calendar?open={d}"),
        ]);
        return paths;
    }

    // As the scheduler runs them, so that what they throw is seen here.
    private static async Task<IEnumerable<string>> JobsAsync(RunningDesk desk)
    {
        var wrong = new List<string>();
        using var connection = desk.Services.GetRequiredService<JobStorage>().GetConnection();
        foreach (var recurring in connection.GetRecurringJobs())
        {
            await using var scope = desk.Services.CreateAsyncScope();
            try
            {
                var job = ActivatorUtilities.GetServiceOrCreateInstance(scope.ServiceProvider, recurring.Job.Type);
                await (Task)recurring.Job.Method.Invoke(job, [.. recurring.Job.Args.Select(a => a is CancellationToken ? Stop : a)])!;
            }
            catch (Exception e)
            {
                wrong.Add($"{recurring.Id}: {e}");
            }
        }

        return wrong;
    }

    // What a client does over there.
    private static async Task SayAsync(RunningDesk desk, string handle, string text, string answers)
    {
        using var http = desk.Client();
        using var joined = await http.PostAsJsonAsync("/sandbox/api/profiles", new { handle, name = handle }, Stop);
        http.DefaultRequestHeaders.Authorization = new(
            "Bearer", (string)(await joined.Content.ReadFromJsonAsync<JsonNode>(Stop))!["accessToken"]!);
        using var said = await http.PostAsJsonAsync("/sandbox/api/posts", new { key = handle, text, inReplyTo = answers }, Stop);
        said.EnsureSuccessStatusCode();
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
