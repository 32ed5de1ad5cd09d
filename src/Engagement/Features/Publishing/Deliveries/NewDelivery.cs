namespace Engagement.Features.Publishing.Deliveries;

/// <summary>A delivery to be made.</summary>
/// <param name="Kind"><c>post</c> or <c>reply</c>.</param>
/// <param name="Body">The words as they go out, link included.</param>
/// <param name="State">Draft, AwaitingApproval or Scheduled; where posts need approval, Scheduled becomes AwaitingApproval.</param>
internal sealed record NewDelivery(
    string Kind, Guid AccountId, string Network, string Body, DateTimeOffset DueAt, DeliveryState State, string Actor)
{
    public Guid? PostId { get; init; }

    public Guid? TicketId { get; init; }

    public Guid? MessageId { get; init; }

    public Guid? ArticleId { get; init; }

    public string? LinkUrl { get; init; }

    /// <summary>Title, description and image of the link's card, as JSON of <see cref="StoredCard"/>.</summary>
    public string? CardJson { get; init; }

    public string? InReplyToRemoteId { get; init; }

    /// <summary>Pictures of its post that go out with it.</summary>
    public int ImageCount { get; init; }

    /// <summary>Its place in a thread, from 1.</summary>
    public int Part { get; init; } = 1;

    /// <summary>The part before it: it waits until that one is out, and answers it.</summary>
    public Guid? PreviousId { get; init; }

    /// <summary>Who wrote it; null: a program.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>Of the article, from which its words are.</summary>
    public int? ArticleVersion { get; init; }

    /// <summary>A person was told what a guard says and wants it out all the same.</summary>
    public bool WaivesGuards { get; init; }

    public string Reason { get; init; } = "Made.";
}
