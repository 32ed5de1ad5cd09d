using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Conversations.Tickets.Joining;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Tickets;

public sealed class JoiningTests
{
    [Theory, OnEachDatabase]
    internal async Task A_merged_ticket_shows_in_the_other_and_is_exactly_what_it_was_when_that_is_taken_back(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1", "The door is shut."), desk.Said("m2", "And the light is red."));
        await desk.SetAsync((await desk.TicketsAsync())[1].Id, TicketStatus.OnHold);
        var (first, second) = ((await desk.TicketsAsync())[0], (await desk.TicketsAsync())[1]);
        var (messages, events) = (await desk.MessagesAsync(second.Id), (await desk.EventsAsync(second.Id)).Count);

        await MergeAsync(desk, second, first);

        Assert.Equal(["The door is shut.", "And the light is red."], (await desk.MessagesAsync(first.Id)).Select(m => m.Body));
        var merged = (await desk.TicketsAsync())[1];
        Assert.Equal((TicketStatus.Closed, first.Id), (merged.Status, merged.MergedIntoId));
        Assert.Equal(second.Id, Assert.Single(await desk.Db.QueryAsync<LinkedTicket>(LinkTickets.Beside, new { first.Id })).Id);

        Done(await desk.Get<MergeTickets>().UndoAsync(second.Id, "Mia", desk.AgentId, Stop));

        var back = (await desk.TicketsAsync())[1];
        Assert.Equal(second with { Version = back.Version }, back);
        Assert.Equal(messages, await desk.MessagesAsync(second.Id));
        Assert.Equal("The door is shut.", Assert.Single(await desk.MessagesAsync(first.Id)).Body);
        Assert.Equal(events + 4, (await desk.EventsAsync(second.Id)).Count); // closed and merged, and both back
    }

    [Theory, OnEachDatabase]
    internal async Task What_the_client_says_in_a_merged_thread_comes_to_the_other_ticket_and_answers_go_under_their_newest_words(
        Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"), desk.Said("m2"));
        var tickets = await desk.TicketsAsync();
        await MergeAsync(desk, tickets[1], tickets[0]);
        desk.Clock.Advance(TimeSpan.FromMinutes(1));

        await desk.HearAsync(desk.Said("m3", "Anybody there?", answers: "m2", root: "m2"));
        var sent = Done(await desk.Get<ReplyToTicket>().RunAsync(new(tickets[0].Id, "We are.", "Mia", desk.AgentId), Stop));

        Assert.Equal(2, (await desk.TicketsAsync()).Count);
        Assert.Contains(await desk.MessagesAsync(tickets[0].Id), m => m.Body == "Anybody there?" && m.TicketId == tickets[0].Id);
        Assert.Equal("m3", await desk.Db.ScalarAsync<string>(
            Sql.Portable("select InReplyToRemoteId from Deliveries where Id = @DeliveryId"), sent, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task Tickets_of_two_clients_are_not_merged_and_nothing_is_merged_in_circles(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"), desk.Said("m2"), desk.Said("m3", by: "bob"), desk.Said("m4"));
        var tickets = await desk.TicketsAsync();
        var merge = desk.Get<MergeTickets>();

        Wrong(await merge.RunAsync(new(tickets[0].Id, 1, "Mia", null), Stop), "another ticket");
        Wrong(await merge.RunAsync(new(tickets[0].Id, 3, "Mia", null), Stop), "another client");
        await MergeAsync(desk, tickets[1], tickets[0]);
        Wrong(await merge.RunAsync(new(tickets[0].Id, 2, "Mia", null), Stop), "#2 is part of another");
        Wrong(await merge.RunAsync(new(tickets[0].Id, 4, "Mia", null), Stop), "others merged into it");
        Assert.IsType<Result<Guid>.Conflict>(
            await desk.Get<ChangeTicket>().RunAsync(new(tickets[1].Id, null, TicketStatus.Open, null, null, false, "Mia", null), Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task A_message_gets_a_ticket_of_its_own_and_what_answers_it_comes_there(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1", "It is slow."),
            desk.Said("m2", "By the way: where is my invoice?", answers: "m1", root: "m1"));
        var ticket = await desk.TicketAsync();
        var invoice = (await desk.MessagesAsync(ticket.Id))[1];

        var split = Done(await desk.Get<SplitMessage>().RunAsync(new(ticket.Id, invoice.Id, "Mia", desk.AgentId), Stop));

        Assert.Equal("By the way: where is my invoice?", split.Subject);
        Assert.Equal("It is slow.", Assert.Single(await desk.MessagesAsync(ticket.Id)).Body);
        Assert.Equal(invoice.Id, Assert.Single(await desk.MessagesAsync(split.Id)).Id);
        var beside = Assert.Single(await desk.Db.QueryAsync<LinkedTicket>(LinkTickets.Beside, new { ticket.Id }));
        Assert.Equal((split.Id, "split"), (beside.Id, beside.Kind));
        Assert.Contains(await desk.EventsAsync(ticket.Id), e => e is { Kind: "split", After: "#2" });
        Assert.Contains(await desk.EventsAsync(split.Id), e => e is { Kind: "split", Before: "#1" });

        await desk.HearAsync(desk.Said("m3", "Of March, I mean.", answers: "m2", root: "m1"),
            desk.Said("m4", "Still slow.", answers: "m1", root: "m1"));
        Assert.Contains(await desk.MessagesAsync(split.Id), m => m.Body == "Of March, I mean.");
        Assert.Contains(await desk.MessagesAsync(ticket.Id), m => m.Body == "Still slow.");
        Assert.IsType<Result<TicketRow>.Conflict>(await desk.Get<SplitMessage>().RunAsync(
            new(split.Id, (await AddNoteAsync(desk, split.Id)), "Mia", desk.AgentId), Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task Links_stand_on_both_sides_and_go_from_both(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"), desk.Said("m2", by: "bob"));
        var tickets = await desk.TicketsAsync();
        var link = desk.Get<LinkTickets>();

        Done(await link.RunAsync(new(tickets[0].Id, 2, "Mia", desk.AgentId), Stop));
        Done(await link.RunAsync(new(tickets[0].Id, 2, "Mia", desk.AgentId), Stop));

        foreach (var (one, other) in new[] { (tickets[0], tickets[1]), (tickets[1], tickets[0]) })
        {
            Assert.Equal(other.Number, Assert.Single(await desk.Db.QueryAsync<LinkedTicket>(LinkTickets.Beside, new { one.Id })).Number);
            Assert.Single(await desk.EventsAsync(one.Id), e => e.Kind == "link" && e.AfterId == other.Id);
        }

        Done(await link.RunAsync(new(tickets[1].Id, 1, "Mia", desk.AgentId, Unlink: true), Stop));
        Assert.Empty(await desk.Db.QueryAsync<LinkedTicket>(LinkTickets.Beside, new { tickets[0].Id }));
    }

    [Theory, OnEachDatabase]
    internal async Task A_settled_ticket_is_followed_up_and_the_client_s_next_words_come_there(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        var ticket = await desk.TicketAsync();
        var follow = desk.Get<OpenFollowUp>();
        Assert.IsType<Result<TicketRow>.Conflict>(await follow.RunAsync(new(ticket.Id, "Call them.", "Mia", desk.AgentId), Stop));
        await desk.SetAsync(ticket.Id, TicketStatus.Closed);

        var next = Done(await follow.RunAsync(new(ticket.Id, "Call them.", "Mia", desk.AgentId), Stop));
        await desk.HearAsync(desk.Said("m2", "Thanks for the call.", answers: "m1", root: "m1"));

        Assert.Equal(["Call them.", "Thanks for the call."], (await desk.MessagesAsync(next.Id)).Select(m => m.Body));
        Assert.Equal(ticket.Id, next.FollowUpOfId);
    }

    private static async Task<Guid> AddNoteAsync(DeskRoom desk, Guid ticketId) =>
        Done(await desk.Get<AddNote>().RunAsync(new(ticketId, "A note.", "Mia", desk.AgentId), Stop));

    private static async Task MergeAsync(DeskRoom desk, TicketRow ticket, TicketRow into) =>
        Assert.Equal(into.Id, Done(await desk.Get<MergeTickets>().RunAsync(new(ticket.Id, into.Number, "Mia", desk.AgentId), Stop)));

    private static T Done<T>(Result<T> answer) => Assert.IsType<Result<T>.Done>(answer).Value;

    private static void Wrong<T>(Result<T> answer, string says) =>
        Assert.Contains(says, Assert.Single(Assert.IsType<Result<T>.Invalid>(answer).Errors).Message, StringComparison.Ordinal);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
