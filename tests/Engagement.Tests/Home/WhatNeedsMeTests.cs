using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Home;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Home;

public sealed class WhatNeedsMeTests
{
    private static readonly Sql Set = Sql.Portable("update Deliveries set State = @State, UpdatedAt = @Now where Id = @Id");

    [Theory, OnEachDatabase]
    internal async Task A_quiet_desk_is_calm(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);

        var needs = await ReadAsync(desk);

        Assert.True(needs.IsCalm);
        Assert.Equal((0, 0, 1), (needs.Counts.Unassigned, needs.Counts.Mine, needs.Counts.Accounts));
    }

    [Theory, OnEachDatabase]
    internal async Task Open_tickets_of_nobodys_and_mine_are_counted_and_solved_ones_are_not(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"), desk.Said("m2", by: "bob"), desk.Said("m3", by: "cleo"), desk.Said("m4", by: "dan"));
        var tickets = await desk.TicketsAsync();
        await desk.SetAsync(tickets[0].Id, TicketStatus.Solved);
        await desk.Get<ChangeTicket>().RunAsync(new(tickets[1].Id, null, null, null, desk.AgentId, Unassign: false, "Mia", null), Stop);

        var needs = await ReadAsync(desk);

        Assert.Equal((2, 1), (needs.Counts.Unassigned, needs.Counts.Mine));
        Assert.Equal([3, 4], needs.Unassigned.Select(t => (int)t.Number).Order());
        Assert.Equal([2], needs.Mine.Select(t => (int)t.Number));
    }

    [Theory, OnEachDatabase]
    internal async Task A_doubt_stays_until_it_is_resolved_and_a_failure_two_weeks(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var (doubtful, failed, fine) = (await desk.PublishAsync("p1", "Doubtful"),
            await desk.PublishAsync("p2", "Failed"), await desk.PublishAsync("p3", "Fine"));
        await desk.Db.ExecuteAsync(Set, new { Id = doubtful.DeliveryId, State = nameof(DeliveryState.Uncertain), Now = desk.Clock.Now() });
        await desk.Db.ExecuteAsync(Set, new { Id = failed.DeliveryId, State = nameof(DeliveryState.Failed), Now = desk.Clock.Now() });

        Assert.Equal(["Doubtful", "Failed"], (await ReadAsync(desk)).Troubled.Select(t => t.Title!).Order());

        desk.Clock.Advance(TimeSpan.FromDays(15));
        Assert.Equal(["Doubtful"], (await ReadAsync(desk)).Troubled.Select(t => t.Title!));
        Assert.NotEqual(doubtful.DeliveryId, fine.DeliveryId);
    }

    [Theory, OnEachDatabase]
    internal async Task Yesterdays_replies_are_accounted_for(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"), desk.Said("own", by: DeskRoom.OurRemoteId));
        await desk.StoreAsync(desk.Said("waits"));

        desk.Clock.Advance(TimeSpan.FromDays(1));
        var counts = (await ReadAsync(desk)).Counts;

        Assert.Equal((3, 1, 1), (counts.Heard, counts.BecameMessages, counts.Ignored));
    }

    private static Task<Needs> ReadAsync(DeskRoom desk) => desk.Get<WhatNeedsMe>().RunAsync(desk.AgentId, TimeZoneInfo.Utc, Stop);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
