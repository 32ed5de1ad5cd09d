using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Conversations.Listening.Accounting;
using Engagement.Features.Conversations.Listening.Older;
using Engagement.Testing;
using Engagement.Tests.Api;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;
using Engagement.Web.Security;
using static Engagement.Tests.Publishing.Posts.PostsRoom;

namespace Engagement.Tests.Conversations.Listening.Older;

/// <summary>Connecting an account on which there is much already: nothing of it floods the desk, unless a person wants it.</summary>
public sealed partial class OlderTests
{
    private static readonly Sql FindMissingRepliesCount = Sql.Portable("select count(*) from ReplyGaps where State = 'Open'");

    private static readonly Sql Tickets = Sql.Portable("select count(*) from Tickets");

    private static readonly Sql Waiting = Sql.Portable("select Id from InboundItems where State = 'New' order by ReceivedAt, Id");

    [Theory, OnEachDatabase]
    internal async Task Ninety_four_old_messages_make_no_ticket_and_are_accounted_for(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        await OldMessagesAsync(room, 94);
        var desk = await room.ConnectAsync();

        await ListenAsync(room);
        await SayAsync(room, "ann", "And now?");
        room.Clock.Advance(TimeSpan.FromMinutes(1));
        await ListenAsync(room);

        Assert.Equal(1, await room.Db.ScalarAsync<int>(Tickets, ct: Stop));
        var day = Assert.Single(await room.Get<CountDay>().RunAsync(room.Clock.Now().AddDays(-1), room.Clock.Now().AddDays(1), Stop));
        // A first read takes the newest page.
        Assert.Equal((51, 50, 1, 0, 0), (day.Captured, day.LeftOut, day.InTickets, day.Unexplained, day.DeafMinutes));
        Assert.True(day.AddsUp);
        Assert.Equal(0, await room.Db.ScalarAsync<int>(FindMissingRepliesCount, ct: Stop));
        Assert.Equal(desk.ConnectedSince, (await room.AccountAsync(desk.Id)).ConnectedSince);
    }

    [Theory, OnEachDatabase]
    internal async Task As_far_back_as_a_person_chooses_by_a_count_that_is_right(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        await OldMessagesAsync(room, 20, every: TimeSpan.FromDays(1)); // one a day, the last of them a day ago
        var desk = await room.ConnectAsync();
        await ListenAsync(room);

        var count = Done(await room.Get<CountOlder>().RunAsync(desk.Id, pays: false, Stop));
        Assert.Equal([new(1, 1, 1), new(7, 7, 7), new(30, 20, 20)], count.Spans);
        Assert.True(count is { IsComplete: true, Problem: null, Cost: null });

        Done(await room.Get<ReadOlder>().RunAsync(new(desk.Id, 7), Stop));
        await ListenAsync(room);

        Assert.Equal(7, await room.Db.ScalarAsync<int>(Tickets, ct: Stop));
        Assert.Equal([0, 0, 13], Done(await room.Get<CountOlder>().RunAsync(desk.Id, pays: false, Stop)).Spans.Select(s => s.Messages));

        // Again and further: what is a ticket already stays one.
        Done(await room.Get<ReadOlder>().RunAsync(new(desk.Id, 30), Stop));
        await ListenAsync(room);
        Assert.Equal(20, await room.Db.ScalarAsync<int>(Tickets, ct: Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task Where_reads_are_billed_nothing_is_counted_unasked_and_a_count_takes_its_price(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect,
            facts => facts with { Costs = new("USD", new DateOnly(2026, 11, 1), new Uri("https://prices.example")) { OwnRead = 0.01m } });
        await OldMessagesAsync(room, 3);
        var desk = await room.ConnectAsync();

        var unasked = Done(await room.Get<CountOlder>().RunAsync(desk.Id, pays: false, Stop));
        Assert.True(unasked.IsUnknown);
        Assert.Contains("bills", unasked.Problem, StringComparison.Ordinal);
        Assert.Equal(3, Done(await room.Get<CountOlder>().RunAsync(desk.Id, pays: true, Stop)).Spans[0].Messages);
        Assert.Equal(0.03m, (await room.Get<Features.Accounts.Limits.Spending>()
            .MonthAsync(room.Db, await room.AccountAsync(desk.Id), Stop))!.Spent.Amount);
    }

    [Theory, OnEachDatabase]
    internal async Task What_cannot_be_counted_is_not_called_nothing(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        await OldMessagesAsync(room, 3);
        var desk = await room.ConnectAsync();
        await room.Sandbox.MisbehaveAsync("mentions", "500-before");

        var count = Done(await room.Get<CountOlder>().RunAsync(desk.Id, pays: false, Stop));

        Assert.True(count is { IsUnknown: true, IsComplete: false, Problem: not null });
        Assert.Equal("Days", Wrong(await room.Get<ReadOlder>().RunAsync(new(desk.Id, 31), Stop)).Field);
        Done(await room.Get<ChangeAccount>().PauseAsync(desk.Id, Stop));
        Assert.IsType<Result<DateTimeOffset>.Conflict>(await room.Get<ReadOlder>().RunAsync(new(desk.Id, 7), Stop));
    }

    [Fact]
    public async Task The_connecting_page_shows_the_count_and_does_what_is_chosen()
    {
        await using var desk = await RunningDesk.StartAsync();
        var token = await JoinAsync(desk, "old_desk");
        var ann = await JoinAsync(desk, "ann_old");
        for (var i = 0; i < 5; i++)
        {
            await PostAsync(desk, ann, "/sandbox/api/posts", new { key = $"old-{i}", text = $"@old_desk question {i}" });
        }

        await PostAsync(desk, token, "/sandbox/api/token/revoke", new { });
        var person = await desk.SignedInAsync(Role.Administrator);

        using var connected = await RunningDesk.PostFormAsync(person, "/accounts/connect/sandbox", "/accounts/connect/sandbox", new()
        {
            ["Fields[server]"] = desk.Address.ToString(), ["Fields[handle]"] = "old_desk",
        });
        var step = connected.Headers.Location!.ToString();
        Assert.StartsWith("/accounts/begin?ids=", step, StringComparison.Ordinal);
        var page = await person.GetStringAsync(step, Stop);
        Assert.Contains("5 messages, about 5 tickets", page, StringComparison.Ordinal);
        var id = step.Split('=')[1];
        var api = new ApiClient(await desk.WithKeyAsync(Role.Administrator));
        var counted = await api.PostAsync($"/accounts/{id}/older/count", new { });
        Assert.Equal((5, true), ((int)counted["spans"]![0]!["messages"]!, (bool)counted["isComplete"]!));
        Assert.Empty((await api.GetAsync("/tickets?network=sandbox"))["items"]!.AsArray());

        using var chosen = await RunningDesk.PostFormAsync(
            person, step, "/accounts/begin", new() { ["id"] = id, ["ids"] = id, ["days"] = "1" });

        Assert.Equal((HttpStatusCode.Redirect, "/accounts"), (chosen.StatusCode, chosen.Headers.Location!.ToString()));
        var tickets = await api.UntilAsync("/tickets?network=sandbox", t => t["items"]!.AsArray().Count == 5);
        Assert.All(tickets["items"]!.AsArray(), t => Assert.Matches(Question(), (string)t!["subject"]!));
        Assert.Equal(["days"], await api.RefusedAsync($"/accounts/{id}/older", new { days = 400 }));
        Assert.NotNull((await api.PostAsync($"/accounts/{id}/older", new { days = 2 }))["from"]);
    }

    // They are there before the account is connected: the profile is joined, spoken to, and its access given back.
    private static async Task OldMessagesAsync(PostsRoom room, int number, TimeSpan every = default)
    {
        var profile = room.Sandbox.Profiles.Join(new("service_desk", "Service Desk")).Value!;
        for (var i = 0; i < number; i++)
        {
            await SayAsync(room, $"client_{i}", $"Old question {i}");
            room.Clock.Advance(every == default ? TimeSpan.FromSeconds(1) : every);
        }

        room.Sandbox.Profiles.Revoke(profile.Profile);
    }

    private static Task SayAsync(PostsRoom room, string who, string text)
    {
        var client = room.Sandbox.Profiles.Find(who) ?? room.Sandbox.Profiles.Add(new(who, who)).Value!;
        Assert.NotNull(room.Sandbox.Posts.Publish(client, new($"{who}-{text}", $"@service_desk {text}", null)).Value);
        return Task.CompletedTask;
    }

    private static async Task ListenAsync(PostsRoom room)
    {
        await room.Get<ListenToAccounts>().RunAsync(Stop);
        foreach (var item in await room.Db.QueryAsync<Guid>(Waiting, ct: Stop))
        {
            await ActivatorUtilities.GetServiceOrCreateInstance<IngestWork>(room.Get<IServiceProvider>()).RunAsync(item, Stop);
        }
    }

    private static async Task<string> JoinAsync(RunningDesk desk, string handle) =>
        (string)(await PostAsync(desk, null, "/sandbox/api/profiles", new { handle, name = handle }))["accessToken"]!;

    private static async Task<JsonNode> PostAsync(RunningDesk desk, string? token, string path, object body)
    {
        using var http = desk.Client();
        http.DefaultRequestHeaders.Authorization = token is null ? null : new("Bearer", token);
        using var answer = await http.PostAsJsonAsync(path, body, Stop);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(Stop))!;
    }

    [GeneratedRegex("question \\d")]
    private static partial Regex Question();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
