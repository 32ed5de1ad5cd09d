using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Tests.Data;

namespace Engagement.Tests.Publishing.Deliveries;

public sealed class DeliveryTimelineTests
{
    [Theory, OnEachDatabase]
    internal async Task A_doubt_is_told_with_how_it_came_and_each_question_and_answer_since(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        var id = await room.CreateAsync();
        await room.MoveAsync(id, 1,
            new Move(DeliveryState.Scheduled, DeliveryState.Publishing, "Sending.", Ledger.System, room.Clock.Now()) { BeginsSend = true });
        await room.MoveAsync(
            id, 2, new Move(DeliveryState.Publishing, DeliveryState.Uncertain, "The answer was lost.", Ledger.System, room.Clock.Now()));
        await room.MoveAsync(id, 3, new Move(DeliveryState.Uncertain, DeliveryState.Uncertain,
            "Asked: not seen yet.", Ledger.System, room.Clock.Now().AddMinutes(1)));
        await room.MoveAsync(
            id, 4, new Move(DeliveryState.Uncertain, DeliveryState.Uncertain, "Asked: not seen. A person must look.", Ledger.System, null));

        var (delivery, history) = (await room.ReadAsync(id), await room.HistoryAsync(id));
        var story = DeliveryTimeline.Of(delivery, history, nextLook: null, Facts);
        Assert.Equal("The answer was lost.", story.Doubt?.Reason);
        Assert.Equal(["Asked: not seen yet.", "Asked: not seen. A person must look."], story.Asked.Select(a => a.Reason));
        Assert.Contains("stopped asking", story.Next.Before, StringComparison.Ordinal);
        Assert.Equal(room.Clock.Now(), DeliveryTimeline.Of(delivery, history, room.Clock.Now(), Facts).Next.At);

        // A doubt that was settled and came again is told from its last beginning on.
        await room.MoveAsync(
            id, 5, new Move(DeliveryState.Uncertain, DeliveryState.Scheduled, "Looked: it is not out.", "Ada", room.Clock.Now()));
        Assert.Null(DeliveryTimeline.Of(await room.ReadAsync(id), await room.HistoryAsync(id), room.Clock.Now(), Facts).Doubt);
        await room.MoveAsync(id, 6,
            new Move(DeliveryState.Scheduled, DeliveryState.Publishing, "Sending.", Ledger.System, room.Clock.Now()) { BeginsSend = true });
        await room.MoveAsync(
            id, 7, new Move(DeliveryState.Publishing, DeliveryState.Uncertain, "Lost again.", Ledger.System, room.Clock.Now()));
        var again = DeliveryTimeline.Of(await room.ReadAsync(id), await room.HistoryAsync(id), room.Clock.Now(), Facts);
        Assert.Equal(("Lost again.", 0), (again.Doubt?.Reason, again.Asked.Count));
    }

    [Fact]
    internal void Every_state_says_what_happens_next()
    {
        foreach (var state in Enum.GetValues<DeliveryState>())
        {
            var next = DeliveryTimeline.Of(new Delivery
                { State = state, DueAt = DateTimeOffset.UnixEpoch, LeaseUntil = DateTimeOffset.UnixEpoch }, [], null, Facts).Next;
            Assert.NotEmpty(next.Before);
            Assert.Equal(next.At is null, next.After.Length == 0);
        }
    }

    private static readonly ChannelFacts Facts = new("somewhere", "Somewhere")
    {
        LengthRule = "500 characters",
        DefaultLimit = 500,
        Repeat = RepeatSafety.Unsafe,
        TimelineLag = TimeSpan.FromSeconds(20),
    };
}
