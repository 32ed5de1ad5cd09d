using Engagement.Data;
using Engagement.Features.Conversations.Sla;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Tickets;

public sealed class OnDeliveryMovedTests
{
    [Theory, OnEachDatabase]
    internal async Task An_answer_that_fails_puts_its_ticket_back_among_those_that_wait_for_us(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        var ticket = await desk.TicketAsync();
        var delivery = await AnswerAsync(desk, ticket.Id);
        Assert.Equal(TicketStatus.Pending, (await desk.TicketAsync()).Status);

        await MoveAsync(desk, delivery, DeliveryState.Failed, "Sandbox forbids it.");

        Assert.Equal(TicketStatus.Open, (await desk.TicketAsync()).Status);
        Assert.Equal("Sandbox forbids it.", (await desk.EventsAsync(ticket.Id)).Single(e => e.Kind == TicketLog.Unsent).After);
        Assert.Null((await ClocksAsync(desk)).Single(c => c.Kind == ClockKind.FirstReply).EndedAt);
    }

    [Theory, OnEachDatabase]
    internal async Task Sent_again_it_counts_once_the_network_has_it(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        var delivery = await AnswerAsync(desk, (await desk.TicketAsync()).Id);
        await MoveAsync(desk, delivery, DeliveryState.Failed, "Sandbox forbids it.");
        desk.Clock.Advance(TimeSpan.FromMinutes(30));

        await MoveAsync(desk, delivery, DeliveryState.Scheduled, "Tried again by Mia.");

        Assert.Null((await ClocksAsync(desk)).Single(c => c.Kind == ClockKind.FirstReply).EndedAt);

        desk.Clock.Advance(TimeSpan.FromMinutes(5));
        await desk.SentAsync(delivery);

        Assert.Equal(desk.Clock.Now(), (await ClocksAsync(desk)).Single(c => c.Kind == ClockKind.FirstReply).EndedAt);
    }

    private static async Task<Guid> AnswerAsync(DeskRoom desk, Guid ticketId) =>
        Assert.IsType<Result<ReplyToTicket.Sent>.Done>(
            await desk.Get<ReplyToTicket>().RunAsync(new(ticketId, "Restart it.", "Mia", desk.AgentId), Stop)).Value.DeliveryId;

    private static Task MoveAsync(DeskRoom desk, Guid id, DeliveryState to, string reason) => desk.Db.InTransactionAsync(async tx =>
    {
        var delivery = (await tx.OneAsync<Delivery>(LedgerSql.Read, new { Id = id }, Stop))!;
        Assert.True(await desk.Get<Ledger>().MoveAsync(tx, id, delivery.Version,
            new Move(delivery.State, to, reason, Ledger.System, Next: null), Stop));
    }, Stop);

    private static async Task<IReadOnlyList<Clock>> ClocksAsync(DeskRoom desk) =>
        await desk.Get<ReadClocks>().RunAsync(desk.Db, await desk.TicketAsync(), [], Stop);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
