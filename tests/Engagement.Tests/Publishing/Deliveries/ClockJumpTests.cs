using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Testing;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Publishing.Deliveries;

/// <summary>
/// Wall clocks are set, and what they say of how long ago a send was is then wrong. The fault harness kills under such clocks at random;
/// this is the worst case of it.
/// </summary>
public sealed class ClockJumpTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    internal async Task A_process_started_with_a_later_clock_does_not_ask_while_a_call_of_the_killed_one_may_be_on_the_line(Dialect dialect)
    {
        await using var network = await SandboxServer.StartAsync();
        await using var room = await DeskRoom.OpenAsync(dialect, await network.JoinAsync("desk"));
        var id = await room.Db.InTransactionAsync(tx => room.Get<Ledger>().CreateAsync(
            tx, new NewDelivery("post", room.AccountId, "sandbox", "Tip", room.Clock.Now(), DeliveryState.Scheduled, "editor"), Stop));
        await room.Db.InTransactionAsync(tx => room.Get<Ledger>().MoveAsync(
            tx, id, 1, new Move(DeliveryState.Scheduled, DeliveryState.Publishing, "Sending.", Ledger.System, Next: room.Clock.Now())
                { BeginsSend = true }, Stop));

        // Killed here. The next process has no more of the past than the rows, and a clock that is an hour ahead.
        room.Clock.Advance(TimeSpan.FromHours(1));
        await LookAfterAsync(room, id);
        Assert.Equal(DeliveryState.Uncertain, await StateAsync(room, id));
        await LookAfterAsync(room, id);

        // The Sandbox would say "absent" now, of a call that may arrive a moment later.
        Assert.Equal(DeliveryState.Uncertain, await StateAsync(room, id));

        room.Clock.Advance(TimeSpan.FromSeconds(2));
        await LookAfterAsync(room, id);
        Assert.Equal(DeliveryState.Scheduled, await StateAsync(room, id));
    }

    private static Task LookAfterAsync(DeskRoom room, Guid id) => room.Get<DeliverWork>().RunAsync(id, Stop);

    private static async Task<DeliveryState> StateAsync(DeskRoom room, Guid id) =>
        (await room.Db.OneAsync<Delivery>(LedgerSql.Read, new { Id = id }, Stop))!.State;
}
