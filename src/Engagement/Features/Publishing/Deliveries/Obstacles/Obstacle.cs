using Engagement.Channels;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Web.Text;

namespace Engagement.Features.Publishing.Deliveries.Obstacles;

/// <summary>
/// What keeps a delivery from going out at a moment: found when it is to be sent, and foreseen before. Either it leaves the schedule
/// (<see cref="To"/>), or it waits by itself (<see cref="Until"/>).
/// </summary>
/// <param name="Kind">As a delivery's error kind has it.</param>
/// <param name="Why">The cause, in a sentence that is true before as well as when it happens.</param>
internal sealed record Obstacle(string Kind, string Why)
{
    /// <summary>The kinds of what only rests; no row has them.</summary>
    public const string Resting = nameof(Resting);

    public const string UsedUp = nameof(UsedUp);

    public const string NotApproved = nameof(NotApproved);

    /// <summary>The state it goes to; null: it stays scheduled and waits.</summary>
    public DeliveryState? To { get; init; }

    /// <summary>When it is looked at again without anybody doing anything.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>It is due anew then; otherwise it counts as late by its old time.</summary>
    public bool IsPutOff { get; init; }

    /// <summary>Its account cannot be used by anybody before a person connects it again.</summary>
    public bool EndsAccess { get; init; }

    /// <summary>What is said to whoever finds it, after the cause.</summary>
    public string Then { get; init; } = "Nothing was sent.";

    /// <summary>What its row says when that is not all of it.</summary>
    public string? Error { get; init; }

    public string Reason => Then.Length == 0 ? Why : $"{Why} {Then}";

    public Move ToMove(DeliveryState from = DeliveryState.Scheduled, string actor = Ledger.System) =>
        new(from, To ?? throw new InvalidOperationException($"{Kind} moves nothing."), Reason, actor,
            Next: null) { ErrorKind = Kind, Error = Error ?? Reason };

    public static Obstacle Held(string kind, string why) => new(kind, why) { To = DeliveryState.Held };

    public static Obstacle Fails(RefusalKind kind, string why) => new(kind.ToString(), why) { To = DeliveryState.Failed, Then = "" };

    /// <summary>It stays due when it was, so that what is too late by then is told by its own policy.</summary>
    public static Obstacle Rests(string kind, string why, DateTimeOffset until) => new(kind, why) { Until = until };

    public static Obstacle NoMoney(AccountRow account, string poor) => new(Spending.OverBudget, poor)
    {
        To = DeliveryState.Held,
        Then = Sentence.Of($"Nothing was sent. It goes out when {account.Name}'s budget is raised, or when a person sends it."),
        Error = poor,
    };

    public static Obstacle NoCalls(UsedUp usedUp, string network) => Rests(UsedUp, usedUp.Words(network), usedUp.Until);
}
