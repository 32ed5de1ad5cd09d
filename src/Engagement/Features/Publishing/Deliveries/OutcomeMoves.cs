using Engagement.Channels;
using Engagement.Common.Retry;
using Engagement.Features.Accounts;
using Engagement.Web.Text;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>Which move follows from how a send ended. The whole policy, in one place and without a side effect.</summary>
internal static class OutcomeMoves
{
    // How long a part waits for the one before it to be seen, at each try.
    private static readonly RetrySchedule ParentWaits = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15),
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15));

    /// <param name="delivery">As it was when the call was made: Publishing.</param>
    /// <param name="now">When the answer came.</param>
    /// <param name="restsUntil">Until when its account rests; null: by its own ladder.</param>
    public static Move Of(Delivery delivery, AccountRow account, ChannelFacts facts, SendOutcome outcome,
        DateTimeOffset now, PublishingOptions options, DateTimeOffset? restsUntil = null) => outcome switch
    {
        SendOutcome.Accepted accepted => new Move(DeliveryState.Publishing,
            DeliveryState.Published, $"{facts.Name} took it.", Ledger.System, Next: null)
        {
            RemoteId = accepted.RemoteId,
            RemoteUrl = accepted.Url?.ToString(),
        },
        SendOutcome.Processing => new Move(DeliveryState.Publishing, DeliveryState.Uncertain,
            $"{facts.Name} is still working on it. Asking again shortly.", Ledger.System, Next: now + facts.TimelineLag)
        {
            ErrorKind = "Processing",
        },
        SendOutcome.Unknown unknown => new Move(DeliveryState.Publishing, DeliveryState.Uncertain,
            $"{unknown.Reason} It may be out. Asking {facts.Name} before anything is sent again.",
            Ledger.System, Next: now + facts.TimelineLag)
        {
            ErrorKind = "Unknown",
            Error = unknown.Reason,
        },
        SendOutcome.Refused refused => Refused(delivery, account, facts, refused.Refusal, now, options, restsUntil),
        _ => throw new InvalidOperationException($"No move for {outcome.GetType().Name}."),
    };

    private static Move Refused(Delivery delivery, AccountRow account, ChannelFacts facts,
        Refusal refusal, DateTimeOffset now, PublishingOptions options, DateTimeOffset? restsUntil)
    {
        var words = refusal.NetworkWords is { Length: > 0 } said ? $"{refusal.Reason} {facts.Name} said: {said}" : refusal.Reason;
        Move To(DeliveryState state, string reason, DateTimeOffset? next = null) =>
            new(DeliveryState.Publishing, state, reason, Ledger.System, next) { ErrorKind = refusal.Kind.ToString(), Error = words };

        if (refusal.IsPassing)
        {
            var next = restsUntil ?? now + BackOff.After(account.PublishFailures + 1, refusal.RetryAfter);
            return next - delivery.DueAt <= options.Grace
                ? To(DeliveryState.Scheduled, $"{words} Nothing was published; trying again {Lateness.InWords(next - now)} from now.", next)
                : To(DeliveryState.Failed, $"{words} Nothing was published, and it has been tried until "
                    + $"{Lateness.InWords(options.Grace)} after its time.");
        }

        // The part before was taken a moment ago, and not every server of the network shows it yet.
        if (refusal.Kind == RefusalKind.NotFound && delivery is { PreviousId: not null, InReplyToRemoteId: not null }
            && ParentWaits.AfterOrNever(delivery.Attempts) is { } wait)
        {
            var next = now + wait;
            return To(DeliveryState.Scheduled, $"{facts.Name} does not show part {delivery.Part - 1} yet. Nothing was published; "
                + $"trying again {Lateness.InWords(next - now)} from now.", next);
        }

        return refusal.Kind switch
        {
            RefusalKind.BadToken =>
                To(DeliveryState.Held, Sentence.Of($"{words} Nothing was published. It goes out once {account.Name} is connected again.")),

            // After an earlier try whose answer was lost, "duplicate" may well mean that the earlier one is out.
            RefusalKind.Duplicate when delivery.Attempts > 1 =>
                To(DeliveryState.Uncertain, $"{words} An earlier try may have gone through. Looking for it.", now + facts.TimelineLag),
            _ => To(DeliveryState.Failed, $"{words} Nothing was published."),
        };
    }
}
