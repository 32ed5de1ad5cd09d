using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Tickets;

public sealed class ChangeTicketTests
{
    [Theory, OnEachDatabase]
    internal async Task Every_change_is_an_event_with_who_when_before_and_after(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        var ticket = await desk.TicketAsync();
        desk.Clock.Advance(TimeSpan.FromMinutes(3));

        await ChangeAsync(desk, ticket, status: TicketStatus.OnHold, priority: TicketPriority.Urgent, assignee: desk.AgentId);

        var changes = (await desk.EventsAsync(ticket.Id)).Where(e => e.Kind is "status" or "priority" or "assignee")
            .Select(e => (e.Kind, e.Before, e.After, e.Actor, e.OccurredAt)).OrderBy(e => e.Kind);
        Assert.Equal(
            [
                ("assignee", null, "Mia", "Mia", desk.Clock.Now()),
                ("priority", "Normal", "Urgent", "Mia", desk.Clock.Now()),
                ("status", "New", "OnHold", "Mia", desk.Clock.Now()),
            ],
            changes);
    }

    [Theory, OnEachDatabase]
    internal async Task A_change_to_what_it_is_already_leaves_no_event_and_no_new_version(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        var ticket = await desk.TicketAsync();
        var before = await desk.EventsAsync(ticket.Id);

        await ChangeAsync(desk, ticket, priority: TicketPriority.Normal);

        Assert.Equal(before, await desk.EventsAsync(ticket.Id));
        Assert.Equal(ticket.Version, (await desk.TicketAsync()).Version);
    }

    [Theory, OnEachDatabase]
    internal async Task Whoever_saw_an_older_version_is_told_and_changes_nothing(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        var seen = await desk.TicketAsync();
        await ChangeAsync(desk, seen, status: TicketStatus.Solved);

        var late = await desk.Get<ChangeTicket>().RunAsync(
            new(seen.Id, seen.Version, TicketStatus.Open, null, null, Unassign: false, "Bob", null), Stop);

        Assert.IsType<Result<Guid>.Conflict>(late);
        Assert.Equal(TicketStatus.Solved, (await desk.TicketAsync()).Status);
    }

    [Theory, OnEachDatabase]
    internal async Task Of_many_who_change_one_version_at_once_one_does(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        var seen = await desk.TicketAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => desk.Get<ChangeTicket>().RunAsync(
            new(seen.Id, seen.Version, i % 2 == 0 ? TicketStatus.Open : TicketStatus.OnHold,
                null, null, Unassign: false, $"Agent {i}", null), Stop))));

        Assert.Single(answers, a => a is Result<Guid>.Done);
        Assert.Single(await desk.EventsAsync(seen.Id), e => e.Kind == "status");
    }

    [Theory, OnEachDatabase]
    internal async Task A_ticket_can_be_taken_from_whoever_has_it(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        var ticket = await desk.TicketAsync();
        await ChangeAsync(desk, ticket, assignee: desk.AgentId);

        Done(await desk.Get<ChangeTicket>().RunAsync(new(ticket.Id, null, null, null, null, Unassign: true, "Mia", desk.AgentId), Stop));

        Assert.Null((await desk.TicketAsync()).AssigneeId);
        var taken = (await desk.EventsAsync(ticket.Id)).Last(e => e.Kind == "assignee");
        Assert.Equal(("Mia", null), (taken.Before, taken.After));
    }

    [Theory, OnEachDatabase]
    internal async Task Nobody_unknown_gets_a_ticket_and_none_becomes_new_again(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        var ticket = await desk.TicketAsync();
        var change = desk.Get<ChangeTicket>();

        var nobody = await change.RunAsync(new(ticket.Id, null, null, null, Guid.NewGuid(), Unassign: false, "Mia", null), Stop);
        var again = await change.RunAsync(new(ticket.Id, null, TicketStatus.New, null, null, Unassign: false, "Mia", null), Stop);
        var missing = await change.RunAsync(new(Guid.NewGuid(), null, TicketStatus.Open, null, null, Unassign: false, "Mia", null), Stop);

        Assert.Equal("AssigneeId", Assert.Single(Assert.IsType<Result<Guid>.Invalid>(nobody).Errors).Field);
        Assert.Equal("Status", Assert.Single(Assert.IsType<Result<Guid>.Invalid>(again).Errors).Field);
        Assert.IsType<Result<Guid>.Missing>(missing);
    }

    [Theory, OnEachDatabase]
    internal async Task A_note_stands_in_the_conversation_and_goes_nowhere(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        var ticket = await desk.TicketAsync();
        var note = desk.Get<AddNote>();

        Done(await note.RunAsync(new(ticket.Id, "  Rang her: printer is fine.  ", "Mia", desk.AgentId), Stop));
        var empty = await note.RunAsync(new(ticket.Id, " ", "Mia", desk.AgentId), Stop);
        var huge = await note.RunAsync(new(ticket.Id, new string('x', 20_001), "Mia", desk.AgentId), Stop);

        var message = (await desk.MessagesAsync(ticket.Id)).Single(m => m.Kind == "note");
        Assert.Equal(("Rang her: printer is fine.", "Mia", null), (message.Body, message.AuthorName, message.DeliveryId));
        Assert.Equal(TicketStatus.New, (await desk.TicketAsync()).Status);
        Assert.IsType<Result<Guid>.Invalid>(empty);
        Assert.IsType<Result<Guid>.Invalid>(huge);
    }

    private static async Task ChangeAsync(
        DeskRoom desk, TicketRow ticket, TicketStatus? status = null, TicketPriority? priority = null, Guid? assignee = null) =>
        Done(await desk.Get<ChangeTicket>().RunAsync(
            new(ticket.Id, ticket.Version, status, priority, assignee, Unassign: false, "Mia", desk.AgentId), Stop));

    private static void Done(Result<Guid> answer) => Assert.IsType<Result<Guid>.Done>(answer);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
