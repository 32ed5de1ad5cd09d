using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Tests.Data;

namespace Engagement.Tests.Publishing.Deliveries;

public sealed class LedgerTests
{
    [Theory, OnEachDatabase]
    internal async Task A_scheduled_delivery_is_work_that_is_due_at_its_time_and_a_draft_is_not(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);

        await room.CreateAsync(DeliveryState.Draft);
        Assert.Null(await room.Outbox.NextAtAsync(Stop));

        await room.CreateAsync(DeliveryState.Scheduled, dueIn: TimeSpan.FromHours(3));
        Assert.Equal(room.Clock.Now().AddHours(3), await room.Outbox.NextAtAsync(Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task A_move_leaves_a_line_with_from_to_reason_who_when_and_where(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        var id = await room.CreateAsync();
        room.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.True(await room.MoveAsync(id, 1, Cancel("No longer true.")));

        var line = Assert.Single(await room.HistoryAsync(id), l => l.Version == 2);
        Assert.Equal(
            (DeliveryState.Scheduled, DeliveryState.Cancelled, "No longer true.", "editor", "test-node", room.Clock.Now()),
            (line.FromState!.Value, line.ToState, line.Reason, line.Actor, line.Node, line.OccurredAt));
        Assert.Null(await room.Outbox.NextAtAsync(Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task Of_many_who_move_it_at_once_one_does(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        var id = await room.CreateAsync();

        var moved = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => room.MoveAsync(id, 1, BeginSend(room)))));

        Assert.Equal(1, moved.Count(m => m));
        Assert.Equal(2, (await room.HistoryAsync(id)).Count);
        Assert.Equal(1, (await room.ReadAsync(id)).Attempts);
    }

    [Theory, OnEachDatabase]
    internal async Task A_move_from_a_version_that_is_past_changes_nothing(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        var id = await room.CreateAsync();
        var seen = await room.ReadAsync(id);
        Assert.True(await room.Db.InTransactionAsync(tx => room.Ledger.ReviseAsync(
            tx, seen, "Other words https://help.example/reset", room.Clock.Now().AddHours(1), "Words edited.", "editor", null, Stop)));

        Assert.False(await room.MoveAsync(id, 1, BeginSend(room)));

        var delivery = await room.ReadAsync(id);
        Assert.Equal((DeliveryState.Scheduled, 2, 0), (delivery.State, delivery.Version, delivery.Attempts));
        Assert.Equal(room.Clock.Now().AddHours(1), await room.Outbox.NextAtAsync(Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task What_comes_back_from_a_rollback_is_neither_moved_nor_due(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        var id = await room.CreateAsync();

        await Assert.ThrowsAsync<FormatException>(() => room.Db.InTransactionAsync(async tx =>
        {
            await room.Ledger.MoveAsync(tx, id, 1, Cancel("No."), Stop);
            throw new FormatException("on purpose");
        }));

        Assert.Equal(DeliveryState.Scheduled, (await room.ReadAsync(id)).State);
        Assert.NotNull(await room.Outbox.NextAtAsync(Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task The_time_in_the_record_is_that_of_the_first_try(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        var id = await room.CreateAsync();
        var first = room.Clock.Now();
        await room.MoveAsync(id, 1, BeginSend(room));
        await room.MoveAsync(id, 2, new Move(DeliveryState.Publishing, DeliveryState.Scheduled, "Busy.", Ledger.System, first));
        room.Clock.Advance(TimeSpan.FromMinutes(10));
        await room.MoveAsync(id, 3, BeginSend(room));

        var delivery = await room.ReadAsync(id);

        Assert.Equal(first, delivery.SendCreatedAt);
        Assert.Equal(first.AddMinutes(10), delivery.SendStartedAt);
        Assert.Equal(2, delivery.Attempts);
    }

    [Fact]
    public async Task A_move_that_is_not_in_the_table_throws()
    {
        await using var room = await PublishingRoom.OpenAsync(Dialect.Sqlite);
        var id = await room.CreateAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            room.MoveAsync(id, 1, new Move(DeliveryState.Scheduled, DeliveryState.Published, "Wishful.", Ledger.System, null)));
    }

    [Fact]
    public void Nothing_leads_from_Publishing_or_Uncertain_to_a_second_send_without_an_answer()
    {
        // Scheduled is the only state a send begins from; from these two only the network's word leads back there,
        // and neither may be edited, cancelled or held meanwhile.
        Assert.Equal(
            [DeliveryState.Scheduled],
            Enum.GetValues<DeliveryState>().Where(from => LegalMoves.Allows(from, DeliveryState.Publishing)));
        Assert.False(LegalMoves.IsEditable(DeliveryState.Publishing));
        Assert.False(LegalMoves.IsEditable(DeliveryState.Uncertain));
        Assert.False(LegalMoves.Allows(DeliveryState.Publishing, DeliveryState.Cancelled));
        Assert.False(LegalMoves.Allows(DeliveryState.Uncertain, DeliveryState.Cancelled));
        Assert.Equal([DeliveryState.Withdrawn], LegalMoves.From(DeliveryState.Published));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Move Cancel(string reason) => new(DeliveryState.Scheduled, DeliveryState.Cancelled, reason, "editor", Next: null);

    private static Move BeginSend(PublishingRoom room) =>
        new(DeliveryState.Scheduled, DeliveryState.Publishing, "Sending.", Ledger.System, room.Clock.Now().AddMinutes(1))
        {
            BeginsSend = true,
            LeaseUntil = room.Clock.Now().AddMinutes(1),
        };
}
