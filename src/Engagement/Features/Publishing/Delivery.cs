using Engagement.Channels;
using Engagement.Data;

namespace Engagement.Features.Publishing;

/// <summary>One post, or one agent's reply, to one account: the row as the publisher reads it.</summary>
internal sealed record Delivery
{
    public Guid Id { get; init; }

    public string Kind { get; init; } = "";

    public Guid? PostId { get; init; }

    public Guid? TicketId { get; init; }

    public Guid? MessageId { get; init; }

    public Guid? ArticleId { get; init; }

    public Guid AccountId { get; init; }

    public string Network { get; init; } = "";

    public string Body { get; init; } = "";

    public string? LinkUrl { get; init; }

    public string? CardJson { get; init; }

    public string? InReplyToRemoteId { get; init; }

    public DeliveryState State { get; init; }

    public int Version { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public int Attempts { get; init; }

    public string SendKey { get; init; } = "";

    public DateTimeOffset? SendCreatedAt { get; init; }

    public DateTimeOffset? SendStartedAt { get; init; }

    public DateTimeOffset? LeaseUntil { get; init; }

    public string? RemoteId { get; init; }

    public string? RemoteUrl { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public string? ErrorKind { get; init; }

    public string? LastError { get; init; }

    /// <summary>The words as they go to the network: the same on every try.</summary>
    public OutgoingPost ToOutgoing()
    {
        var link = LinkUrl is null ? null : new Uri(LinkUrl);
        var card = CardJson is null || link is null ? null : Json.Read<StoredCard>(CardJson);
        return new OutgoingPost(SendKey, Body, SendCreatedAt ?? throw new InvalidOperationException("No send has begun."))
        {
            Link = link,
            Card = card is null ? null : new LinkCard(link!, card.Title, card.Description, Image: null),
            Language = card?.Language,
        };
    }
}

/// <summary>A link's card as it is stored with a delivery.</summary>
internal sealed record StoredCard(string Title, string Description, string? ImageUrl, string? Language);

/// <summary>One line of a delivery's history.</summary>
internal sealed record DeliveryHistoryRow
{
    public int Version { get; init; }

    public DeliveryState? FromState { get; init; }

    public DeliveryState ToState { get; init; }

    public string Reason { get; init; } = "";

    public string Actor { get; init; } = "";

    public string Node { get; init; } = "";

    public DateTimeOffset OccurredAt { get; init; }
}
