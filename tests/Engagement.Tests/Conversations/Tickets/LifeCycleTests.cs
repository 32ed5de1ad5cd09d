using Engagement.Data;
using Engagement.Features.Conversations.Clients;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Conversations.Tickets.Queues;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Tickets;

public sealed class LifeCycleTests
{
    [Theory, OnEachDatabase]
    internal async Task New_tickets_go_to_their_account_s_queue_and_the_log_says_so_by_name_and_id(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var billing = Done(await desk.Get<SaveQueue>().RunAsync(new(null, "Billing", [desk.AgentId], [desk.AccountId]), Stop));
        var doors = Done(await desk.Get<SaveQueue>().RunAsync(new(null, "Doors", [], []), Stop));

        await desk.HearAsync(desk.Said("m1"));
        var ticket = await desk.TicketAsync();
        await ChangeAsync(desk, new(ticket.Id, ticket.Version, null, null, null, false, "Mia", desk.AgentId) { QueueId = doors });

        Assert.Equal(billing, ticket.QueueId);
        Assert.Equal(
            [(null, "Billing", null, billing), ("Billing", "Doors", billing, doors)],
            (await desk.EventsAsync(ticket.Id)).Where(e => e.Kind == "queue")
                .Select(e => (e.Before, e.After, e.BeforeId, e.AfterId!.Value)));
        var queues = await desk.Db.QueryAsync<QueueRow>(QueueSql.All, ct: Stop);
        Assert.Equal([("Billing", 1, 0), ("Doors", 0, 1)], queues.Select(q => (q.Name, q.Members, q.Unsolved)));
    }

    [Theory, OnEachDatabase]
    internal async Task A_queue_goes_only_when_nothing_unsolved_is_in_it_and_its_name_is_free_again(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var billing = Done(await desk.Get<SaveQueue>().RunAsync(new(null, "Billing", [], [desk.AccountId]), Stop));
        await desk.HearAsync(desk.Said("m1"));
        Assert.IsType<Result<Guid>.Invalid>(await desk.Get<SaveQueue>().RunAsync(new(null, "Billing", [], []), Stop));

        Assert.IsType<Result<Guid>.Conflict>(await desk.Get<RemoveQueue>().RunAsync(billing, Stop));
        await desk.SetAsync((await desk.TicketAsync()).Id, TicketStatus.Solved);
        Done(await desk.Get<RemoveQueue>().RunAsync(billing, Stop));

        Done(await desk.Get<SaveQueue>().RunAsync(new(null, "Billing", [], []), Stop));
        await desk.HearAsync(desk.Said("m2", by: "bob"));
        Assert.Null((await desk.TicketsAsync())[1].QueueId);
    }

    [Theory, OnEachDatabase]
    internal async Task Fields_of_the_queue_take_what_their_kind_takes_and_their_words_stand_beside_the_log(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var queue = Done(await desk.Get<SaveQueue>().RunAsync(new(null, "Billing", [], [desk.AccountId]), Stop));
        var ids = new Dictionary<string, Guid>();
        foreach (var (name, kind, choices) in new[] { ("Order", "text", ""),
            ("Amount", "number", ""), ("Plan", "choice", "Free\nPaid"), ("Due", "date", "") })
        {
            ids[name] = Done(await desk.Get<SaveField>().RunAsync(new(queue, null, name, kind, choices), Stop));
        }

        await desk.HearAsync(desk.Said("m1"));
        var ticket = await desk.TicketAsync();
        var set = desk.Get<SetFields>();

        var wrong = Assert.IsType<Result<Guid>.Invalid>(await set.RunAsync(new(ticket.Id, null, new Dictionary<Guid, string?>
        {
            [ids["Amount"]] = "much", [ids["Plan"]] = "Other", [ids["Due"]] = "tomorrow", [Guid.NewGuid()] = "x",
        }, "Mia", null), Stop));
        Assert.Equal(4, wrong.Errors.Count);

        Done(await set.RunAsync(new(ticket.Id, ticket.Version, new Dictionary<Guid, string?>
        {
            [ids["Order"]] = " A-17 ", [ids["Amount"]] = "1,234.50", [ids["Plan"]] = "Paid", [ids["Due"]] = "2026-12-01",
        }, "Mia", desk.AgentId), Stop));
        Assert.IsType<Result<Guid>.Conflict>(
            await set.RunAsync(new(ticket.Id, ticket.Version, new Dictionary<Guid, string?> { [ids["Order"]] = "B" }, "Bob", null), Stop));
        Done(await set.RunAsync(new(ticket.Id, null, new Dictionary<Guid, string?> { [ids["Order"]] = "" }, "Mia", desk.AgentId), Stop));

        var fields = await desk.Db.QueryAsync<TicketField>(QueueSql.FieldsOfTicket, new { ticket.Id }, Stop);
        Assert.Equal([("Order", null), ("Amount", "1234.5"), ("Plan", "Paid"), ("Due", "2026-12-01")],
            fields.Select(f => (f.Name, f.Value)));
        var order = (await desk.EventsAsync(ticket.Id)).Where(e => e.AfterId == ids["Order"]);
        Assert.Equal([("Order", null, "A-17"), ("Order", "A-17", null)], order.Select(e => (e.After!, e.WordsBefore, e.WordsAfter)));
    }

    [Theory, OnEachDatabase]
    internal async Task Tags_are_added_and_removed_by_name_and_each_is_an_event(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        var ticket = await desk.TicketAsync();
        var tag = desk.Get<TagTicket>();

        Done(await tag.RunAsync(new(ticket.Id, "#Billing, vip   customer, billing", null, "Mia", desk.AgentId), Stop));
        Done(await tag.RunAsync(new(ticket.Id, "billing", "vip customer, unknown", "Mia", desk.AgentId), Stop));
        Assert.IsType<Result<Guid>.Invalid>(await tag.RunAsync(new(ticket.Id, new string('a', 51), null, "Mia", desk.AgentId), Stop));

        Assert.Equal(["billing"], await desk.Db.QueryAsync<string>(TagWords.OfTicket, new { ticket.Id }, Stop));
        Assert.Equal([(null, "billing"), (null, "vip customer"), ("vip customer", null)],
            (await desk.EventsAsync(ticket.Id)).Where(e => e.Kind == "tag").Select(e => (e.Before, e.After)));
    }

    [Theory, OnEachDatabase]
    internal async Task A_snoozed_ticket_wakes_at_its_time_by_itself(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        var ticket = await desk.TicketAsync();
        Assert.IsType<Result<Guid>.Invalid>(await desk.Get<ChangeTicket>().RunAsync(Snooze(ticket, desk.Clock.Now()), Stop));
        await ChangeAsync(desk, Snooze(ticket, desk.Clock.Now().AddHours(2)));

        desk.Clock.Advance(TimeSpan.FromMinutes(119));
        Assert.Equal(0, await desk.Get<WakeSnoozed>().RunAsync(Stop));
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await desk.Get<WakeSnoozed>().RunAsync(Stop));

        Assert.Null((await desk.TicketAsync()).SnoozedUntil);
        Assert.Equal([("Mia", null, "2026-11-24 10:00 UTC"), ("Snooze", "2026-11-24 10:00 UTC", null)],
            (await desk.EventsAsync(ticket.Id)).Where(e => e.Kind == "snooze").Select(e => (e.Actor, e.Before, e.After)));
    }

    [Theory, OnEachDatabase]
    internal async Task A_snoozed_ticket_wakes_when_the_client_writes(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        await ChangeAsync(desk, Snooze(await desk.TicketAsync(), desk.Clock.Now().AddDays(2)));

        await desk.HearAsync(desk.Said("m2", answers: "m1", root: "m1"));

        var ticket = await desk.TicketAsync();
        Assert.Null(ticket.SnoozedUntil);
        Assert.Equal(TicketLog.Client, (await desk.EventsAsync(ticket.Id)).Last(e => e.Kind == "snooze").Actor);
    }

    [Theory, OnEachDatabase]
    internal async Task What_was_solved_longer_ago_than_a_reply_reopens_is_closed(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        await desk.SetAsync((await desk.TicketAsync()).Id, TicketStatus.Solved);

        desk.Clock.Advance(TimeSpan.FromDays(14));
        Assert.Equal(0, await desk.Get<WakeSnoozed>().CloseAsync(Stop));
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await desk.Get<WakeSnoozed>().CloseAsync(Stop));

        Assert.Equal(TicketStatus.Closed, (await desk.TicketAsync()).Status);
    }

    [Theory, OnEachDatabase]
    internal async Task More_of_a_thread_that_is_spam_is_kept_there_and_wakes_nobody_until_it_is_none_after_all(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1", "Buy followers!"));
        var ticket = await desk.TicketAsync();

        Done(await desk.Get<MarkSpam>().RunAsync(new(ticket.Id, IsSpam: true, Block: false, "Mia", desk.AgentId), Stop));
        await desk.HearAsync(desk.Said("m2", "Buy more!", answers: "m1", root: "m1"));

        Assert.Equal(TicketStatus.Closed, (await desk.TicketAsync()).Status);
        Assert.Equal(2, (await desk.MessagesAsync(ticket.Id)).Count);
        Done(await desk.Get<MarkSpam>().RunAsync(new(ticket.Id, IsSpam: false, Block: false, "Mia", desk.AgentId), Stop));
        Assert.Equal((TicketStatus.Open, null), ((await desk.TicketAsync()).Status, (await desk.TicketAsync()).SpamAt));
    }

    [Theory, OnEachDatabase]
    internal async Task What_a_blocked_client_writes_is_kept_and_makes_no_ticket(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1", "Buy followers!"));
        var ticket = await desk.TicketAsync();

        Done(await desk.Get<MarkSpam>().RunAsync(new(ticket.Id, IsSpam: true, Block: true, "Mia", desk.AgentId), Stop));
        await desk.HearAsync(desk.Said("m2", "And again."), desk.Said("m3", "A question.", by: "bob"));

        Assert.Equal(2, (await desk.TicketsAsync()).Count);
        var kept = Assert.Single(await desk.ItemsAsync(), i => i.RemoteId == "m2");
        Assert.Equal(("Ignored", "Its author is blocked."), (kept.State, kept.Outcome));
        Assert.Contains("And again.", kept.ItemJson, StringComparison.Ordinal);

        Done(await desk.Get<BlockClient>().RunAsync(new(ticket.ClientId, Blocked: false, "Mia", desk.AgentId), Stop));
        await desk.HearAsync(desk.Said("m4", "Sorry, a real question."));
        Assert.Equal(3, (await desk.TicketsAsync()).Count);
    }

    private static ChangeTicket.Command Snooze(TicketRow ticket, DateTimeOffset until) =>
        new(ticket.Id, null, null, null, null, false, "Mia", null) { SnoozeUntil = until };

    private static async Task ChangeAsync(DeskRoom desk, ChangeTicket.Command command) =>
        Done(await desk.Get<ChangeTicket>().RunAsync(command, Stop));

    private static T Done<T>(Result<T> answer) => Assert.IsType<Result<T>.Done>(answer).Value;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
