using Engagement.Web.Text;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>One move of a delivery, and what is known with it.</summary>
/// <param name="Reason">A sentence for the timeline.</param>
/// <param name="Actor">Who: a person's name, or <c>system</c>.</param>
/// <param name="Next">When to look at it again without anybody doing anything; null: never by itself.</param>
internal sealed record Move(DeliveryState From, DeliveryState To, string Reason, string Actor, DateTimeOffset? Next)
{
    /// <summary>Names in the reason are set apart.</summary>
    public Move(DeliveryState from, DeliveryState to, Sentence reason, string actor, DateTimeOffset? Next)
        : this(from, to, reason.ToString(), actor, Next)
    {
    }

    public DateTimeOffset? DueAt { get; init; }

    /// <summary>A send begins with this move: counted, timed, and leased until <see cref="LeaseUntil"/>.</summary>
    public bool BeginsSend { get; init; }

    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>
    /// With <see cref="BeginsSend"/>: what is chosen for the account and goes along, such as who sees it, in words; null: nothing is.
    /// </summary>
    public string? SentAs { get; init; }

    /// <summary>An approver lets it go out as it is. Without this nothing that needs approval is scheduled.</summary>
    public bool Approves { get; init; }

    /// <summary>What was let go is not any more.</summary>
    public bool WithdrawsApproval { get; init; }

    /// <summary>The person behind the actor; null: a program.</summary>
    public Guid? ActorId { get; init; }

    public string? RemoteId { get; init; }

    public string? RemoteUrl { get; init; }

    /// <summary>Since when it is out, where that is not now: it was found there.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    public string? ErrorKind { get; init; }

    public string? Error { get; init; }

    /// <summary>A person wants it out whatever the guards say.</summary>
    public bool WaivesGuards { get; init; }
}
