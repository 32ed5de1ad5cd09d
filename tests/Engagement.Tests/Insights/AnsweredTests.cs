using Engagement.Data;
using Engagement.Features.Conversations.Rules;
using Engagement.Features.Conversations.Sla;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Insights;
using Engagement.Features.Insights.Sheets;
using Engagement.Tests.Data;

namespace Engagement.Tests.Insights;

/// <summary>Who is answered, and since when, is one thing: to Insights, to the clocks of the SLA and to rules.</summary>
public sealed class AnsweredTests
{
    private static readonly Period Everything = new(new(2026, 2, 1), new(2026, 8, 31), TimeZoneInfo.Utc);

    [Theory, OnEachDatabase]
    internal async Task Clients_who_wait_are_those_whose_clock_runs(Dialect dialect)
    {
        foreach (var seed in new[] { 21, 22, 23 })
        {
            await using var world = await World.OpenAsync(dialect, seed, tickets: 60);
            await world.RollUpAsync();
            world.Clock.Advance(TimeSpan.FromDays(60)); // after all that happened
            var running = 0;
            foreach (var t in world.Tickets.Where(t => t.MergedIntoId is null
                && !world.Events.Exists(e => e.TicketId == t.Id && e is { Kind: "status", After: "Solved" or "Closed" })))
            {
                var ticket = (await world.Db.OneAsync<TicketRow>(TicketSql.Read, new { t.Id }, Stop))!;
                var clocks = await world.Get<ReadClocks>().RunAsync(world.Db, ticket, [], Stop);
                var times = PlainTimes.Of(world, t);
                var waits = times.LastInboundAt is not null && !(times.LastOutboundAt >= times.LastInboundAt);
                Assert.Equal(waits, clocks.Any(c => c.Kind != ClockKind.Resolution && c.EndedAt is null));
                if (!world.Tickets.Exists(o => o.MergedIntoId == t.Id))
                {
                    Assert.Equal(times.FirstReplyAt, clocks.Where(c => c is { Kind: ClockKind.FirstReply, EndedBy: "answered" })
                        .Select(c => c.EndedAt).SingleOrDefault());
                }

                Assert.Equal(
                    world.Messages.Where(m => m.TicketId == t.Id).Select(PlainTimes.AnsweredAt).Max(),
                    (await world.Get<ReadRuleFacts>().RunAsync(world.Db, t.Id, Stop))!.LastOutboundAt);
                running += waits ? 1 : 0;
            }

            Assert.True(running > 3);
        }
    }

    [Theory, OnEachDatabase]
    internal async Task The_list_of_those_who_wait_and_the_answers_of_each_person_hold_no_acknowledgement_and_nothing_unsent(
        Dialect dialect)
    {
        await using var world = await World.OpenAsync(dialect, 24, tickets: 60);
        await world.RollUpAsync();

        var waiting = (await world.Get<ReadReports>().RunAsync("unanswered", Everything, null, Stop))!.Rows
            .Select(r => (string)r[0].Href!).Order();
        var load = (await world.Get<ReadReports>().RunAsync("load", Everything, null, Stop))!.Rows;

        Assert.Equal(
            world.Tickets.Select((t, i) => (Ticket: t, Link: $"/tickets/{i + 1}", Times: PlainTimes.Of(world, t)))
                .Where(t => t.Ticket.MergedIntoId is null && t.Times.LastInboundAt is not null
                    && !(t.Times.LastOutboundAt >= t.Times.LastInboundAt)).Select(t => t.Link).Order(),
            waiting);
        foreach (var (person, name) in world.People.Zip(["Mia", "Noor"]))
        {
            Assert.Equal(world.Messages.Count(m => m.AuthorId == person && PlainTimes.AnsweredAt(m) is not null),
                (long)load.Single(r => (string)r[0].Value! == name)[2].Value!);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
