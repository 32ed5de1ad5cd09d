using Engagement.Data;
using Engagement.Features.Conversations.Rules;
using Engagement.Features.Conversations.Tickets;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Rules;

/// <summary>What a rule would have done.</summary>
public sealed partial class RulesTests
{
    [Theory, OnEachDatabase]
    internal async Task A_dry_run_says_what_would_happen_and_does_nothing(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1", "A refund please."), desk.Said("m2", "Hello.", by: "bob"));
        var before = await desk.TicketsAsync();

        var tried = await desk.Get<DryRunRule>().RunAsync(
            new Rule(Guid.Empty, "Refunds", RuleMoment.Message, [new("words", "contain", "refund")],
                [new(RuleActions.Priority, "High"), new(RuleActions.AssignInTurn, "")]), 100, Stop);

        Assert.Equal(2, tried.Looked);
        var (ticket, client, _, did) = Assert.Single(tried.Would);
        Assert.Equal((before[0].Id, "Ann", "priority High; given to Mia"), (ticket.Id, client, did));
        Assert.Equal(before, await desk.TicketsAsync());
    }

    [Theory, OnEachDatabase]
    internal async Task A_dry_run_judges_each_message_by_what_was_known_then(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1", "A refund please."));
        desk.Clock.Advance(TimeSpan.FromMinutes(5));
        var ticket = await desk.TicketAsync();
        await desk.Get<ChangeTicket>().RunAsync(
            new(ticket.Id, null, TicketStatus.Open, TicketPriority.Urgent, desk.AgentId, Unassign: false, "Mia", desk.AgentId), Stop);
        desk.Clock.Advance(TimeSpan.FromMinutes(5));
        await desk.HearAsync(desk.Said("m2", "My refund!", answers: "m1", root: "m1"),
            desk.Said("m3", "Thank you.", answers: "m1", root: "m1"));

        var any = await TryAsync(desk, RuleMoment.Message, new RuleCondition("words", "contain", "refund"));
        Assert.Equal(1, any.Tickets);
        Assert.Equal([0, 10], any.Would.Select(w => (w.At - DeskRoom.Start).TotalMinutes));
        Assert.Equal(TicketPriority.Normal, any.Would[0].Ticket.Priority);
        Assert.Equal(DeskRoom.Start,
            Assert.Single(
                (await TryAsync(desk, RuleMoment.Message, new("assignee", "none", ""), new("words", "contain", "refund"))).Would).At);
        Assert.Equal(DeskRoom.Start.AddMinutes(5),
            Assert.Single(
                (await TryAsync(desk, RuleMoment.Change, new("changed", "is", "priority"), new("priority", "is", "Urgent"))).Would).At);
        Assert.Empty((await TryAsync(desk, RuleMoment.Change, new RuleCondition("changed", "is", "queue"))).Would);

        // Four minutes after each of their messages; four minutes after the second has not come yet.
        Assert.Equal(DeskRoom.Start.AddMinutes(4),
            Assert.Single((await TryAsync(desk, RuleMoment.Time, new RuleCondition("since-client", "for", "4 min"))).Would).At);
        desk.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal([4, 14], (await TryAsync(desk, RuleMoment.Time, new RuleCondition("since-client", "for", "4 min"))).Would
            .Select(w => (w.At - DeskRoom.Start).TotalMinutes));
    }

    private static Task<DryRunRule.Result> TryAsync(DeskRoom desk, RuleMoment moment, params RuleCondition[] conditions) =>
        desk.Get<DryRunRule>().RunAsync(new Rule(Guid.Empty, "Tried", moment, conditions, [new(RuleActions.Priority, "High")]), 100, Stop);
}
