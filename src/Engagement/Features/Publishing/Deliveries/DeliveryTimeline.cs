using Engagement.Channels;
using Engagement.Features.Publishing.Deliveries.Foresight;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>What happens next by itself, in words around a time.</summary>
internal sealed record NextStep(string Before, DateTimeOffset? At = null, string After = "");

/// <summary>
/// A delivery's history as a manager reads it: what happens next, what is not known and what was asked about it, and all that happened.
/// It is told from the ledger's rows alone, so it says nothing that was not written down when it happened.
/// </summary>
/// <param name="Doubt">The line with which it became unknown whether it is out; null: that is known.</param>
/// <param name="Asked">What the network was asked since then, and what it said, oldest first.</param>
internal sealed record DeliveryTimeline(NextStep Next, DeliveryHistoryRow? Doubt, IReadOnlyList<DeliveryHistoryRow> Asked)
{
    /// <param name="nextLook">When its outbox row is due; null: it has none.</param>
    /// <param name="fate">What is foreseen of it while it waits; null: nothing keeps it.</param>
    public static DeliveryTimeline Of(Delivery delivery, IReadOnlyList<DeliveryHistoryRow> history, DateTimeOffset? nextLook,
        ChannelFacts facts, Fate? fate = null)
    {
        var doubt = delivery.State == DeliveryState.Uncertain
            ? history.LastOrDefault(h => h.ToState == DeliveryState.Uncertain && h.FromState != DeliveryState.Uncertain)
            : null;
        return new DeliveryTimeline(NextOf(delivery, nextLook, facts, fate), doubt,
            doubt is null ? [] : [.. history.Where(h => h.Version > doubt.Version)]);
    }

    private static NextStep NextOf(Delivery delivery, DateTimeOffset? nextLook, ChannelFacts facts, Fate? fate) => delivery.State switch
    {
        DeliveryState.Draft => new("Nothing happens before it is handed in."),
        DeliveryState.AwaitingApproval => new("It does not go out before an approver has let it go."),
        DeliveryState.Scheduled when fate is { To: DeliveryState.Scheduled } =>
            new($"It waits for part {delivery.Part - 1}, which does not go out as things stand."),
        DeliveryState.Scheduled when fate is { To: DeliveryState.AwaitingApproval } =>
            new("It does not go out before an approver has let it go."),
        DeliveryState.Scheduled when fate is { GoesOut: false } =>
            new($"It does not go out as things stand: it will be {DeliveryWords.Of(fate.To).ToLowerInvariant()} at", fate.At, "."),
        DeliveryState.Scheduled when fate is not null && fate.At > delivery.DueAt && delivery.Attempts == 0 && !delivery.WaitsForPrevious =>
            new("It goes out at", fate.At, ", later than planned."),
        DeliveryState.Scheduled when delivery.WaitsForPrevious => new($"It goes out as soon as part {delivery.Part - 1} is out."),
        DeliveryState.Scheduled when nextLook > delivery.DueAt && delivery.Attempts > 0 => new("It is tried again at", nextLook, "."),
        DeliveryState.Scheduled when nextLook > delivery.DueAt => new("It is tried at", nextLook, "."),
        DeliveryState.Scheduled => new("It goes out at", delivery.DueAt, "."),
        DeliveryState.Publishing =>
            new("It is being sent. If no answer has come by", delivery.LeaseUntil, $", {facts.Name} is asked whether it is out."),
        DeliveryState.Uncertain when nextLook is not null =>
            new($"{facts.Name} is asked again at", nextLook, ". Nothing is sent before it is settled."),
        DeliveryState.Uncertain => new("We have stopped asking. It stays like this until somebody looks and says what they found."),
        DeliveryState.Held => new("Nothing, until what holds it is put right, or somebody sends it, gives it another time or cancels it."),
        DeliveryState.Missed or DeliveryState.Failed => new("Nothing, until somebody sends it, gives it another time or cancels it."),
        DeliveryState.Published => new("Nothing more to do."),
        _ => new("Nothing: it does not go out."),
    };
}
