using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Integrations.Notifications;
using Engagement.Testing;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;
using Engagement.Tests.Web;
using Engagement.Web.Security;

namespace Engagement.Tests.Conversations.Tickets;

/// <summary>A thread of very many messages: read a part at a time, told of once.</summary>
public sealed class GiantThreadTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly Sql Notices = Sql.Portable("select Title from Notices where Kind = @Kind order by CreatedAt, Id");

    [Theory, OnEachDatabase]
    internal async Task A_thread_is_read_from_its_newest_message_back_and_each_message_is_met_once(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var ids = await ThreadAsync(desk, 130);
        var ticket = (await desk.TicketAsync()).Id;

        var part = await ReadMessages.NewestAsync(desk.Db, ticket, ReadMessages.Part, Stop);
        var met = part.Items.Select(m => m.Id).ToList();
        Assert.Equal((50, true, false), (met.Count, part.HasEarlier, part.HasLater));
        while (part.HasEarlier)
        {
            part = (await ReadMessages.BeforeAsync(desk.Db, ticket, met[0], ReadMessages.Part, Stop))!;
            met.InsertRange(0, part.Items.Select(m => m.Id));
        }

        Assert.Equal(ids, met);
    }

    [Theory, OnEachDatabase]
    internal async Task Messages_of_one_moment_and_of_merged_tickets_are_met_once_too(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("a"));
        await desk.HearAsync(desk.Said("b"));
        var (first, second) = ((await desk.TicketsAsync())[0], (await desk.TicketsAsync())[1]);
        for (var i = 0; i < 40; i++)
        {
            await SayAsync(desk, first, $"a{i}");
            await SayAsync(desk, second, $"b{i}");
        }

        Done(await desk.Get<Engagement.Features.Conversations.Tickets.Joining.MergeTickets>()
            .RunAsync(new(second.Id, first.Number, "Mia", desk.AgentId), Stop));

        var newest = await ReadMessages.NewestAsync(desk.Db, first.Id, ReadMessages.Part, Stop);
        var earlier = (await ReadMessages.BeforeAsync(desk.Db, first.Id, newest.Items[0].Id, ReadMessages.Part, Stop))!;

        Assert.Equal((true, false), (newest.HasEarlier, earlier.HasEarlier));
        Assert.Equal(82, earlier.Items.Concat(newest.Items).Select(m => m.Id).Distinct().Count());
    }

    [Theory, OnEachDatabase]
    internal async Task A_message_is_found_on_the_part_that_has_it_and_another_ticket_s_on_none(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var ids = await ThreadAsync(desk, 130);
        await desk.HearAsync(desk.Said("other", by: "bob"));
        var (ticket, other) = ((await desk.TicketsAsync())[0].Id, (await desk.TicketsAsync())[1].Id);

        var old = (await ReadMessages.AroundAsync(desk.Db, ticket, ids[60], Stop))!;
        var near = (await ReadMessages.AroundAsync(desk.Db, ticket, ids[125], Stop))!;
        var since = (await ReadMessages.SinceAsync(desk.Db, ticket, ids[20], Stop))!;

        Assert.Equal((ids[60], true, true), (old.Items[^1].Id, old.HasEarlier, old.HasLater));
        Assert.Equal((ids[129], false), (near.Items[^1].Id, near.HasLater));
        Assert.Equal((ids[20], ids[129], 110, true), (since.Items[0].Id, since.Items[^1].Id, since.Items.Count, since.HasEarlier));
        Assert.Null(await ReadMessages.AroundAsync(desk.Db, other, ids[60], Stop));
        Assert.Null(await ReadMessages.BeforeAsync(desk.Db, other, ids[60], 50, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task A_search_leads_to_the_newest_message_that_has_the_words(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var ids = await ThreadAsync(desk, 20);
        var ticket = await desk.TicketAsync();
        var said = await SayAsync(desk, ticket, "The zebrafish does not start.");
        await SayAsync(desk, ticket, "Never mind.");
        var list = desk.Get<ListTickets>();

        var found = (await list.RunAsync(new TicketFilter { Words = "zebrafish" }, null, 8, Stop)).Items;
        var hits = await list.HitsAsync("zebrafish", found, Stop);

        Assert.Equal(said, hits[Assert.Single(found).Id]);
        Assert.Empty(await list.HitsAsync("!", found, Stop));
        Assert.DoesNotContain(said, ids);
    }

    [Theory, OnEachDatabase]
    internal async Task Forty_replies_nobody_has_read_are_one_notice_and_the_next_after_reading_another(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m0"));
        var ticket = await desk.TicketAsync();
        Done(await desk.Get<ChangeTicket>().RunAsync(new(ticket.Id, null, null, null, desk.AgentId, false, "Mia", desk.AgentId), Stop));
        for (var i = 1; i <= 40; i++)
        {
            desk.Clock.Advance(TimeSpan.FromSeconds(1));
            await desk.HearAsync(desk.Said($"m{i}", answers: $"m{i - 1}", root: "m0"));
        }

        Assert.Equal(["The client wrote on #1"], await desk.Db.QueryAsync<string>(Notices, new { Kind = NoticeKinds.TicketMessage }, Stop));
        await desk.Db.ExecuteAsync(NoticeSql.MarkAllRead, new { Me = desk.AgentId, Now = desk.Clock.Now(), Until = desk.Clock.Now() },
            Stop);
        desk.Clock.Advance(TimeSpan.FromSeconds(1));
        await desk.HearAsync(desk.Said("later", answers: "m40", root: "m0"));
        await desk.HearAsync(desk.Said("still later", answers: "m40", root: "m0"));

        Assert.Equal(2, (await desk.Db.QueryAsync<string>(Notices, new { Kind = NoticeKinds.TicketMessage }, Stop)).Count);
        Assert.Equal(1, await desk.Db.ScalarAsync<int>(NoticeSql.CountUnread, new { Me = desk.AgentId }, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task A_flood_over_many_tickets_is_thirty_notices_and_one_that_says_so_and_ends_with_the_flood(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var raise = desk.Get<RaiseNotice>();
        Notice Of(int i) => new(NoticeKinds.SlaBreached, $"#{i} is late", "", $"/tickets/{i}", $"late:{i}", desk.AgentId);
        for (var i = 1; i <= 200; i++)
        {
            await raise.RunAsync(Of(i), Stop);
        }

        var told = await desk.Db.QueryAsync<string>(Notices, new { Kind = NoticeKinds.SlaBreached }, Stop);
        Assert.Equal((31, "Many at once: an answer is late"),
            (told.Count, told.Single(t => !t.EndsWith("is late", StringComparison.Ordinal) || t[0] != '#')));

        desk.Clock.Advance(RaiseNotice.FloodWindow + TimeSpan.FromSeconds(1));
        Assert.NotNull(await raise.RunAsync(Of(201), Stop));
    }

    private static T Done<T>(Result<T> answer) => Assert.IsType<Result<T>.Done>(answer).Value;

    private static async Task<List<Guid>> ThreadAsync(DeskRoom desk, int messages)
    {
        await desk.HearAsync(desk.Said("m0"));
        var ticket = await desk.TicketAsync();
        var first = (await ReadMessages.NewestAsync(desk.Db, ticket.Id, 1, Stop)).Items[0].Id;
        var ids = new List<Guid> { first };
        for (var i = 1; i < messages; i++)
        {
            desk.Clock.Advance(TimeSpan.FromSeconds(i % 3));
            ids.Add(await SayAsync(desk, ticket, $"Message {i}"));
        }

        return ids;
    }

    private static async Task<Guid> SayAsync(DeskRoom desk, TicketRow ticket, string text)
    {
        var now = desk.Clock.Now();
        var id = Ids.New(now);
        await desk.Db.InTransactionAsync(tx => desk.Get<TicketLog>().AddMessageAsync(
            tx, new NewMessage(id, ticket.Id, MessageKind.Inbound, "Ann", text, now), now, Stop), Stop);
        return id;
    }
}

/// <summary>The same on the page and by the API, over HTTP.</summary>
[Collection(DeskCollection.Name)]
public sealed partial class GiantThreadPageTests(DeskFixture fixture)
{
    private static readonly Sql AnAccount = Sql.Portable("select Id from Accounts order by Id {page}");

    private static readonly Sql AClient = Sql.Portable("insert into Clients (Id, Name, CreatedAt) values (@Id, 'Ann', @Now)");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_shows_the_newest_fifty_and_steps_back_in_order()
    {
        var (number, _, ids) = await ThreadAsync(120);
        var http = await fixture.Desk.SignedInAsync(Role.Agent);

        var page = await http.GetStringAsync($"/tickets/{number}", Stop);
        Assert.Equal(ids[^50..], Shown(page));
        var step = WebUtility.HtmlDecode(Step().Match(page).Groups[1].Value);
        Assert.Contains("Show earlier messages", page, StringComparison.Ordinal);

        var earlier = await http.GetStringAsync(step, Stop);
        Assert.Equal(ids[^100..^50], Shown(earlier));
        Assert.Contains("50 earlier messages are shown.", earlier, StringComparison.Ordinal);
        Assert.Equal(ids[^100], Guid.Parse(Focused().Match(earlier).Groups[1].Value));

        var rest = await http.GetStringAsync(WebUtility.HtmlDecode(Step().Match(earlier).Groups[1].Value), Stop);
        Assert.Equal(ids[..^100], Shown(rest));
        Assert.DoesNotContain("Show earlier messages", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_script_the_step_back_is_a_page_and_leads_to_the_newest_again()
    {
        var (number, _, ids) = await ThreadAsync(120);
        var http = await fixture.Desk.SignedInAsync(Role.Agent);

        var page = await http.GetStringAsync($"/tickets/{number}?before={ids[70]}", Stop);

        Assert.Equal(ids[20..70], Shown(page));
        Assert.Contains("Show the newest messages", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_to_an_old_message_opens_the_page_that_has_it()
    {
        var (number, _, ids) = await ThreadAsync(120);
        var http = await fixture.Desk.SignedInAsync(Role.Agent);

        Assert.Equal(ids[..11], Shown(await http.GetStringAsync($"/tickets/{number}?message={ids[10]}#message-{ids[10]}", Stop)));
        using var none = await http.GetAsync($"/tickets/{number}?message={Guid.NewGuid()}", Stop);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task The_inbox_leads_to_the_message_that_was_looked_for_however_far_back()
    {
        var (number, ticket, ids) = await ThreadAsync(120);
        var word = $"zebrafish{number}";
        var now = DateTimeOffset.UtcNow;
        await using (var scope = fixture.Desk.Services.CreateAsyncScope())
        {
            await fixture.Desk.Db.InTransactionAsync(tx => scope.ServiceProvider.GetRequiredService<TicketLog>().AddMessageAsync(
                tx, new NewMessage(Ids.New(now), ticket, MessageKind.Inbound, "Ann", $"The {word} swims.", now.AddHours(-1)),
                now, Stop), Stop);
        }

        var http = await fixture.Desk.SignedInAsync(Role.Agent);
        var list = await http.GetStringAsync($"/tickets?q={word}", Stop);
        var link = WebUtility.HtmlDecode(Hit().Match(list).Groups[1].Value);

        Assert.StartsWith($"/tickets/{number}?", link, StringComparison.Ordinal);
        Assert.Contains(word, await http.GetStringAsync(link, Stop), StringComparison.Ordinal);
        Assert.DoesNotContain("#message-", await http.GetStringAsync($"/tickets?q={number}", Stop), StringComparison.Ordinal);
        Assert.NotEmpty(ids);
    }

    [Fact]
    public async Task What_was_stepped_back_to_stays_in_sight_when_the_page_reads_itself_again()
    {
        var (number, _, ids) = await ThreadAsync(120);
        var http = await fixture.Desk.SignedInAsync(Role.Agent);

        Assert.Equal(ids[30..], Shown(await http.GetStringAsync($"/tickets/{number}?handler=Conversation&earliest={ids[30]}", Stop)));
    }

    [Fact]
    public async Task Programs_read_the_newest_with_the_ticket_and_all_by_a_cursor()
    {
        var (_, ticket, ids) = await ThreadAsync(120);
        using var http = await fixture.Desk.WithKeyAsync(Role.Agent);

        var whole = JsonDocument.Parse(await http.GetStringAsync($"/api/v1/tickets/{ticket}", Stop)).RootElement;
        Assert.Equal(ids[^50..], whole.GetProperty("messages").EnumerateArray().Select(Id));
        var (met, next) = (new List<Guid>(), (string?)null);
        do
        {
            var page = JsonDocument.Parse(
                await http.GetStringAsync($"/api/v1/tickets/{ticket}/messages?take=50{(next is null ? "" : $"&after={next}")}", Stop))
                .RootElement;
            met.AddRange(page.GetProperty("items").EnumerateArray().Select(Id));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);

        Assert.Equal(ids, Enumerable.Reverse(met));
        var from = whole.GetProperty("messagesNext").GetString();
        var second = JsonDocument.Parse(await http.GetStringAsync($"/api/v1/tickets/{ticket}/messages?take=1&after={from}", Stop))
            .RootElement;
        Assert.Equal(ids[^51], Id(second.GetProperty("items")[0]));
        using var foreign = await http.GetAsync(
            $"/api/v1/tickets/{ticket}/messages?after={new Engagement.Web.Api.Cursor(DateTimeOffset.UnixEpoch, Guid.NewGuid())}", Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, foreign.StatusCode);
    }

    private async Task<(long Number, Guid Id, List<Guid> Messages)> ThreadAsync(int messages)
    {
        await using var scope = fixture.Desk.Services.CreateAsyncScope();
        var (db, log) = (fixture.Desk.Db, scope.ServiceProvider.GetRequiredService<TicketLog>());
        var now = DateTimeOffset.UtcNow;
        var (client, account) = (Ids.New(now), await db.ScalarAsync<Guid>(AnAccount, new { Take = 1 }, Stop));
        await db.ExecuteAsync(AClient, new { Id = client, Now = now }, Stop);
        return await db.InTransactionAsync(async tx =>
        {
            var ticket = await log.OpenAsync(tx,
                new NewTicket("A very long thread", client, account, "sandbox", Guid.NewGuid().ToString("N"), null, null, null, null),
                new Actor("Test", null, now), Stop);
            var ids = new List<Guid>();
            for (var i = 0; i < messages; i++)
            {
                ids.Add(Ids.New(now.AddSeconds(i)));
                await log.AddMessageAsync(tx,
                    new NewMessage(ids[^1], ticket.Id, MessageKind.Inbound, "Ann",
                    string.Create(CultureInfo.InvariantCulture, $"Message {i}"), now.AddSeconds(i)), now, Stop);
            }

            return (ticket.Number, ticket.Id, ids);
        }, Stop);
    }

    private static Guid Id(JsonElement message) => message.GetProperty("id").GetGuid();

    private static List<Guid> Shown(string html) => [.. Message().Matches(html).Select(m => Guid.Parse(m.Groups[1].Value))];

    [GeneratedRegex("id=\"message-([0-9a-f-]{36})\"")]
    private static partial Regex Message();

    [GeneratedRegex("id=\"message-([0-9a-f-]{36})\" tabindex=\"-1\"\\s+autofocus")]
    private static partial Regex Focused();

    [GeneratedRegex("href=\"(/tickets/[^\"]*)#message-")]
    private static partial Regex Hit();

    [GeneratedRegex("hx-get=\"([^\"]*handler=Earlier[^\"]*)\"")]
    private static partial Regex Step();
}
