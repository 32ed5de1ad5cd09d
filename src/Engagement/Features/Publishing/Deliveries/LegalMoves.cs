using static Engagement.Features.Publishing.Deliveries.DeliveryState;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>The moves a delivery may make. Everything else is a bug and throws.</summary>
internal static class LegalMoves
{
    private static readonly Dictionary<DeliveryState, DeliveryState[]> Table = new()
    {
        [Draft] = [AwaitingApproval, Scheduled, Cancelled],
        [AwaitingApproval] = [Scheduled, Draft, Held, Cancelled],
        // Into a doubt without a send where our memory may be older than what was sent (AskFirst).
        [Scheduled] = [DeliveryState.Publishing, Uncertain, Draft, AwaitingApproval, Held, Missed, Failed, Cancelled],

        // Back to Scheduled only when the network said no, or nothing left this machine.
        [DeliveryState.Publishing] = [Published, Uncertain, Scheduled, Held, Failed],

        // Asked and still not sure stays where it is, with a line in the history.
        [Uncertain] = [Uncertain, Published, Scheduled, Failed],
        [Held] = [Scheduled, AwaitingApproval, Draft, Missed, Cancelled],
        [Missed] = [Scheduled, AwaitingApproval, Cancelled],
        [Failed] = [Scheduled, AwaitingApproval, Cancelled],
        [Published] = [Withdrawn],

        // Only by taking the cancelling back.
        [Cancelled] = [Scheduled, AwaitingApproval, Draft],
        [Withdrawn] = [],
    };

    public static bool Allows(DeliveryState from, DeliveryState to) => Table[from].Contains(to);

    public static IReadOnlyCollection<DeliveryState> From(DeliveryState state) => Table[state];

    /// <summary>It does not go out unless a person sees to it.</summary>
    public static bool IsStuck(DeliveryState state) => state is Held or Missed or Failed or Cancelled;

    /// <summary>Nothing was sent, nothing is being sent: words and time may still be changed.</summary>
    public static bool IsEditable(DeliveryState state) => state is Draft or AwaitingApproval or Scheduled or Held or Missed or Failed;

    /// <summary>For a person or a program that wants a move which may not be: what stands in its way.</summary>
    public static string WhyNot(DeliveryState from, DeliveryState to) => (from, to) switch
    {
        (Uncertain, _) => "Whether it is out is not known yet, so it is neither sent again nor given up on a guess. "
            + "It is asked for; or a person looks on the network and settles it on its page.",
        (DeliveryState.Publishing, _) => "It is being sent at this moment.",
        (AwaitingApproval, Scheduled) => "It waits for approval.",
        (Scheduled, Scheduled) => "It is scheduled already.",
        _ => $"That cannot be done with it: its state is “{DeliveryWords.Of(from)}”.",
    };
}
