using System.Net;
using System.Text.Json.Nodes;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Conversations.Sla;
using Engagement.Features.Conversations.Tickets.Queues;
using Engagement.Tests.Web;
using Engagement.Web.Security;

namespace Engagement.Tests.Api;

/// <summary>
/// Everything a person can do with a ticket, by a program: that it is done, and that what is wrong is named as it was sent.
/// </summary>
[Collection(DeskCollection.Name)]
public sealed class TicketsTests(DeskFixture fixture)
{
    private static readonly Sql AnAccount = Sql.Portable("select Id from Accounts where Network = 'sandbox'");

    private static readonly Sql TicketOf = Sql.Portable("select m.TicketId from Messages m where m.RemoteId = @RemoteId");

    private static readonly Sql APerson = Sql.Portable("select Id from Users where Email = @Email");

    [Fact]
    public async Task A_note_is_added_and_an_answer_is_checked_before_everybody_can_read_it()
    {
        var (api, ticket) = (await ApiAsync(), (await HearAsync("api-note", "Where is my invoice?"))[0]);

        var note = await api.PostAsync($"{ticket}/notes", new { text = "Ask accounting." }, HttpStatusCode.Created);
        Assert.Equal(["text"], await api.RefusedAsync($"{ticket}/notes", new { text = " " }));
        Assert.Equal(["text"], await api.RefusedAsync($"{ticket}/replies", new { text = "" }));
        Assert.Equal(["text"], await api.RefusedAsync($"{ticket}/replies", new { text = new string('x', 5000) }));
        Assert.Equal(["confirmPersonal"], await api.RefusedAsync($"{ticket}/replies", new { text = "We sent it to ann@mail.example." }));
        await api.PostAsync($"{ticket}/replies",
            new { text = "We sent it to ann@mail.example.", confirmPersonal = true, solve = true }, HttpStatusCode.Created);

        var now = await api.GetAsync(ticket);
        Assert.Equal("Solved", (string)now["status"]!);
        Assert.Equal([("inbound", "Where is my invoice?"), ("note", "Ask accounting."), ("outbound", "We sent it to ann@mail.example.")],
            now["messages"]!.AsArray().Select(m => ((string)m!["kind"]!, (string)m["text"]!)));
        Assert.Equal((string)note["id"]!, (string)now["messages"]![1]!["id"]!);
    }

    [Fact]
    public async Task Status_priority_and_assignee_are_changed_from_the_version_that_was_seen()
    {
        var (api, ticket) = (await ApiAsync(), (await HearAsync("api-change", "It is broken."))[0]);
        var agent = await fixture.Desk.Db.ScalarAsync<Guid>(APerson, new { Email = Testing.RunningDesk.EmailOf(Role.Agent) }, Stop);
        var seen = (int)(await api.GetAsync(ticket))["version"]!;

        var changed = await api.SendAsync(HttpMethod.Patch, ticket,
            new { status = "OnHold", priority = "Urgent", assigneeId = agent, version = seen });
        Assert.Equal(("OnHold", "Urgent", agent.ToString()),
            ((string)changed["status"]!, (string)changed["priority"]!, (string)changed["assigneeId"]!));
        await api.SendAsync(HttpMethod.Patch, ticket, new { priority = "Low", version = seen }, HttpStatusCode.Conflict);
        Assert.Null((await api.SendAsync(HttpMethod.Patch, ticket, new { unassign = true }))["assigneeId"]);
        Assert.Equal(["unassign"], await api.RefusedAsync(ticket, new { assigneeId = agent, unassign = true }, method: HttpMethod.Patch));

        Assert.Equal(["status"], await api.RefusedAsync(ticket, new { status = "New" }, method: HttpMethod.Patch));
        Assert.Equal(["assigneeId"], await api.RefusedAsync(ticket, new { assigneeId = Guid.NewGuid() }, method: HttpMethod.Patch));
        Assert.Equal(["priority"], await api.RefusedAsync(ticket, new { priority = "Galactic" }, method: HttpMethod.Patch));
        await api.SendAsync(HttpMethod.Patch, $"/tickets/{Guid.NewGuid()}", new { priority = "Low" }, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Queue_fields_and_tags_are_set()
    {
        var (api, ticket) = (await ApiAsync(), (await HearAsync("api-queue", "The order never came."))[0]);
        await using var scope = fixture.Desk.Services.CreateAsyncScope();
        var queue = Done(await scope.ServiceProvider.GetRequiredService<SaveQueue>().RunAsync(
            new(null, "Orders over the API", [], []), Stop));
        var field = Done(await scope.ServiceProvider.GetRequiredService<SaveField>().RunAsync(
            new(queue, null, "Pieces", "number", null), Stop));

        await api.SendAsync(HttpMethod.Put, $"{ticket}/queue", new { queueId = queue }, HttpStatusCode.NoContent);
        await api.SendAsync(HttpMethod.Put, $"{ticket}/fields",
            new { values = new Dictionary<Guid, string> { [field] = "3" } }, HttpStatusCode.NoContent);
        await api.PostAsync($"{ticket}/tags", new { add = "Order, Late" }, HttpStatusCode.NoContent);
        await api.PostAsync($"{ticket}/tags", new { remove = "late" }, HttpStatusCode.NoContent);
        var now = await api.GetAsync(ticket);
        Assert.Equal((queue.ToString(), "Orders over the API"), ((string)now["queueId"]!, (string)now["queueName"]!));
        Assert.Equal(["order"], now["tags"]!.AsArray().Select(t => (string)t!));
        var shown = Assert.Single(now["fields"]!.AsArray())!;
        Assert.Equal((field.ToString(), "Pieces", "number", "3"),
            ((string)shown["id"]!, (string)shown["name"]!, (string)shown["kind"]!, (string)shown["value"]!));

        Assert.Equal(["queueId"], await api.RefusedAsync($"{ticket}/queue", new { queueId = Guid.NewGuid() }, method: HttpMethod.Put));
        Assert.Equal([$"values[{field}]"], await api.RefusedAsync(
            $"{ticket}/fields", new { values = new Dictionary<Guid, string> { [field] = "many" } }, method: HttpMethod.Put));
        Assert.Equal(["add"], await api.RefusedAsync($"{ticket}/tags", new { add = new string('x', 300) }));
        await api.SendAsync(HttpMethod.Put, $"{ticket}/queue", new { none = true }, HttpStatusCode.NoContent);

        Assert.Equal(["values"], await api.RefusedAsync($"{ticket}/fields", new { values = new { } }, method: HttpMethod.Put));
        Assert.Equal(["queueId"], await api.RefusedAsync($"{ticket}/queue", new { }, method: HttpMethod.Put));
        Assert.Equal(["queueId"], await api.RefusedAsync($"{ticket}/queue", new { queueId = queue, none = true }, method: HttpMethod.Put));
        foreach (var nothing in (object[])[new { }, new { add = " , " }, new { add = "", remove = (string?)null }])
        {
            Assert.Equal(["add"], await api.RefusedAsync($"{ticket}/tags", nothing));
        }

        var log = (await api.GetAsync($"{ticket}/events"))["items"]!.AsArray();
        Assert.Equal(["Orders over the API", null], log.Where(e => (string)e!["kind"]! == "queue").Select(e => (string?)e!["after"]));
        Assert.Contains(log, e => (string?)e!["after"] == "3" || ((string?)e["after"])?.Contains('3', StringComparison.Ordinal) == true);
        Assert.All(log.Where(e => (string)e!["kind"]! is "queue" or "tags" or "tag"),
            e => Assert.Equal("API key A program", (string)e!["actor"]!));
    }

    [Fact]
    public async Task A_ticket_is_put_out_of_sight_and_brought_back_called_spam_and_not()
    {
        var (api, ticket) = (await ApiAsync(), (await HearAsync("api-sight", "Cheap watches!"))[0]);

        await api.SendAsync(HttpMethod.Put, $"{ticket}/snooze", new { until = DateTimeOffset.UtcNow.AddDays(1) }, HttpStatusCode.NoContent);
        Assert.NotNull((await api.GetAsync(ticket))["snoozedUntil"]);
        Assert.Equal(["until"], await api.RefusedAsync(
            $"{ticket}/snooze", new { until = DateTimeOffset.UtcNow.AddDays(-1) }, method: HttpMethod.Put));
        Assert.Equal(["until"], await api.RefusedAsync($"{ticket}/snooze", new { }, method: HttpMethod.Put));
        await api.SendAsync(HttpMethod.Put, $"{ticket}/snooze", new { until = (DateTimeOffset?)null }, HttpStatusCode.NoContent);
        Assert.Null((await api.GetAsync(ticket))["snoozedUntil"]);
        await api.SendAsync(HttpMethod.Put, $"{ticket}/spam", new { isSpam = true }, HttpStatusCode.NoContent);
        Assert.Equal("Closed", (string)(await api.GetAsync(ticket))["status"]!);
        Assert.NotNull((await api.GetAsync(ticket))["spamAt"]);
        Assert.Null((await api.GetAsync(ticket))["snoozedUntil"]);
        await api.SendAsync(HttpMethod.Put, $"{ticket}/spam", new { isSpam = false }, HttpStatusCode.NoContent);
        Assert.NotEqual("Closed", (string)(await api.GetAsync(ticket))["status"]!);
        Assert.Equal(["block"], await api.RefusedAsync($"{ticket}/spam", new { isSpam = false, block = true }, method: HttpMethod.Put));
        await api.SendAsync(HttpMethod.Put, $"/tickets/{Guid.NewGuid()}/spam", new { isSpam = true }, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Tickets_are_merged_and_taken_apart_linked_split_and_followed_up()
    {
        var api = await ApiAsync();
        if (await HearAsync("api-join", "First.", "Second.") is not [var first, var second])
        {
            throw new InvalidOperationException("Two tickets were expected.");
        }

        var (one, two) = ((long)(await api.GetAsync(first))["number"]!, (long)(await api.GetAsync(second))["number"]!);
        await api.SendAsync(HttpMethod.Put, $"{second}/merge", new { number = one }, HttpStatusCode.NoContent);
        Assert.Equal("Closed", (string)(await api.GetAsync(second))["status"]!);
        await api.SendAsync(HttpMethod.Delete, $"{second}/merge", new { }, HttpStatusCode.NoContent);
        await api.SendAsync(HttpMethod.Delete, $"{second}/merge", new { }, HttpStatusCode.Conflict);
        Assert.Equal(["number"], await api.RefusedAsync($"{second}/merge", new { number = 999_999 }, method: HttpMethod.Put));

        await api.PostAsync($"{first}/links", new { number = two }, HttpStatusCode.NoContent);
        Assert.Equal(["number"], await api.RefusedAsync($"{first}/links", new { number = one }));
        await api.SendAsync(HttpMethod.Delete, $"{first}/links/{two}", new { }, HttpStatusCode.NoContent);
        foreach (var notLinked in new[] { two, one, 999_999 })
        {
            await api.SendAsync(HttpMethod.Delete, $"{first}/links/{notLinked}", new { }, HttpStatusCode.NotFound);
        }

        var only = (string)(await api.GetAsync(first))["messages"]![0]!["id"]!;
        await api.PostAsync($"{first}/split", new { messageId = only }, HttpStatusCode.Conflict);
        Assert.Equal(["messageId"], await api.RefusedAsync($"{first}/split", new { messageId = Guid.NewGuid() }));
        Assert.Equal(first, await HearOneAsync("api-join", "api-join-more", "And something else.", "api-join-0"));
        var more = (string)(await api.GetAsync(first))["messages"]!.AsArray()
            .Single(m => (string?)m!["text"] == "And something else.")!["id"]!;
        var opened = await api.PostAsync($"{first}/split", new { messageId = more }, HttpStatusCode.Created);
        Assert.Equal(more, (string)Assert.Single((await api.GetAsync($"/tickets/{(string)opened["id"]!}"))["messages"]!.AsArray())!["id"]!);
        Assert.DoesNotContain((await api.GetAsync(first))["messages"]!.AsArray(), m => (string)m!["id"]! == more);

        await api.PostAsync($"{first}/follow-up", new { why = "A part is to be sent." }, HttpStatusCode.Conflict);
        await api.SendAsync(HttpMethod.Patch, first, new { status = "Solved" });
        Assert.Equal(["why"], await api.RefusedAsync($"{first}/follow-up", new { why = "" }));
        var next = await api.PostAsync($"{first}/follow-up", new { why = "A part is to be sent." }, HttpStatusCode.Created);
        Assert.Equal(first.Split('/')[^1], (string)(await api.GetAsync($"/tickets/{(string)next["id"]!}"))["followUpOfId"]!);
    }

    [Fact]
    public async Task What_was_promised_and_how_it_stands_is_read()
    {
        var api = await ApiAsync();
        await using (var scope = fixture.Desk.Services.CreateAsyncScope())
        {
            var book = await SlaBooks.NewestAsync(fixture.Desk.Db, Stop);
            if (!book.Policies.Any(p => p.Name == "Over the API"))
            {
                var always = new SlaCalendar("Always, for the API", "UTC",
                    [.. Enum.GetValues<DayOfWeek>().Select(d => new OpenSpan(d, TimeOnly.MinValue, TimeOnly.MinValue))], []);
                Done(await scope.ServiceProvider.GetRequiredService<ChangeSla>().RunAsync(
                    new(book.Version, [new SlaPolicy("Over the API", always.Name, new SlaConditions(), 60, 60, 600), .. book.Policies],
                        [.. book.Calendars, always], "For programs.", "Ada", null), Stop));
            }
        }

        var ticket = (await HearAsync("api-clocks", "How long will it take?"))[0];
        var running = (await api.GetAsync($"{ticket}/clocks"))["items"]!.AsArray().ToDictionary(c => (string)c!["clock"]!);
        Assert.Equal(["FirstReply", "Resolution"], running.Keys.Order());
        Assert.Equal(("Over the API", 3600.0, false), ((string)running["FirstReply"]!["policy"]!,
            (double)running["FirstReply"]!["targetSeconds"]!, (bool)running["FirstReply"]!["isBreached"]!));
        Assert.Null(running["FirstReply"]!["endedAt"]);
        Assert.Equal(DateTimeOffset.Parse((string)running["FirstReply"]!["startedAt"]!, System.Globalization.CultureInfo.InvariantCulture)
            .AddHours(1),
            DateTimeOffset.Parse((string)running["FirstReply"]!["dueAt"]!, System.Globalization.CultureInfo.InvariantCulture));

        await api.PostAsync($"{ticket}/replies", new { text = "Until tomorrow." }, HttpStatusCode.Created);
        var answered = (await api.GetAsync($"{ticket}/clocks"))["items"]!.AsArray().ToDictionary(c => (string)c!["clock"]!);
        Assert.True((bool)answered["Resolution"]!["isPaused"]!);

        // The client is answered once the network has it, and not before: here it may refuse, because it knows nothing of what is answered.
        static string? State(JsonNode t) =>
            (string?)t["messages"]!.AsArray().Single(m => (string)m!["kind"]! == "outbound")!["deliveryState"];
        var sent = await api.UntilAsync(ticket, t => State(t) is "Published" or "Failed" or "Held");
        answered = (await api.GetAsync($"{ticket}/clocks"))["items"]!.AsArray().ToDictionary(c => (string)c!["clock"]!);
        Assert.Equal(State(sent) == "Published", answered["FirstReply"]!["endedAt"] is not null);
        await api.SendAsync(HttpMethod.Get, $"/tickets/{Guid.NewGuid()}/clocks", new { }, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Its_log_is_read_page_by_page()
    {
        var (api, ticket) = (await ApiAsync(), (await HearAsync("api-log", "A long story."))[0]);
        foreach (var priority in (string[])["Low", "High", "Urgent", "Normal", "Low"])
        {
            await api.SendAsync(HttpMethod.Patch, ticket, new { priority });
        }

        var all = (await api.GetAsync($"{ticket}/events?take=200"))["items"]!.AsArray().Select(e => e!.ToJsonString()).ToList();
        var (seen, next) = (new List<string>(), (string?)null);
        do
        {
            var page = await api.GetAsync($"{ticket}/events?take=2{(next is null ? "" : $"&after={next}")}");
            seen.AddRange(page["items"]!.AsArray().Select(e => e!.ToJsonString()));
            next = (string?)page["next"];
        }
        while (next is not null);

        Assert.Equal(all, seen);
        Assert.True(all.Count > 5, $"Only {all.Count}.");
        var other = (await HearAsync("api-log-2", "Another."))[0];
        await api.SendAsync(HttpMethod.Patch, other, new { priority = "Low" });
        var another = (string)(await api.GetAsync($"{other}/events?take=1"))["next"]!;
        Assert.Contains("\"after\"", await RefusedTextAsync($"/api/v1{ticket}/events?after={another}"), StringComparison.Ordinal);
    }

    private async Task<string> RefusedTextAsync(string path)
    {
        using var answer = await (await fixture.Desk.WithKeyAsync(Role.Administrator)).GetAsync(path, Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    private async Task<ApiClient> ApiAsync() => new(await fixture.Desk.WithKeyAsync(Role.Administrator));

    // Each of them opens a ticket of one client; the addresses of the tickets.
    private async Task<IReadOnlyList<string>> HearAsync(string handle, params string[] words)
    {
        var tickets = new List<string>();
        foreach (var (text, i) in words.Select((w, i) => (w, i)))
        {
            tickets.Add(await HearOneAsync(handle, $"{handle}-{i}", text, $"{handle}-{i}"));
        }

        return tickets;
    }

    // The address of the ticket it came to.
    private async Task<string> HearOneAsync(string handle, string id, string text, string thread)
    {
        var account = await fixture.Desk.Db.ScalarAsync<Guid>(AnAccount, ct: Stop);
        await fixture.Desk.Services.GetRequiredService<StoreInbound>().RunAsync(
            account,
            [new InboundItem(id, InboundKind.Mention, new RemoteProfile(handle, $"@{handle}", handle), text, DateTimeOffset.UtcNow, "{}")
                { ThreadRootId = thread }], null, "poll", Stop);
        Guid? ticket;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((ticket = await fixture.Desk.Db.ScalarAsync<Guid?>(TicketOf, new { RemoteId = id }, Stop)) is null)
        {
            Assert.False(patience.IsCancellationRequested, $"{id} was not made into a ticket.");
            await Task.Delay(100, Stop);
        }

        return $"/tickets/{ticket}";
    }

    private static T Done<T>(Result<T> answer) => Assert.IsType<Result<T>.Done>(answer).Value;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
