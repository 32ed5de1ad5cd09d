using Engagement.Data;

namespace Engagement.Features.Publishing.Deliveries;

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

    /// <summary>Pictures of its post that go out with it.</summary>
    public int ImageCount { get; init; }

    /// <summary>The picture of its link's card, kept before the first send.</summary>
    public Guid? CardImageId { get; init; }

    /// <summary>Its place in a thread, from 1.</summary>
    public int Part { get; init; }

    /// <summary>The part before it, which it answers.</summary>
    public Guid? PreviousId { get; init; }

    /// <summary>When somebody let it go out as it is; null: nobody has, or nobody had to.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    public string? ApprovedBy { get; init; }

    /// <summary>Who wrote or last changed it; null: a program.</summary>
    public Guid? EditedById { get; init; }

    /// <summary>Of its article, from which its words are, or for which somebody kept them; null: before that was written down.</summary>
    public int? ArticleVersion { get; init; }

    /// <summary>It is out and its article has changed since; null: nobody needs to look.</summary>
    public DateTimeOffset? OutdatedAt { get; init; }

    public string? WordsHash { get; init; }

    /// <summary>
    /// When the network was first seen to have it no more, though we did not take it back; null: it is there, as far as we know.
    /// </summary>
    public DateTimeOffset? GoneAt { get; init; }

    /// <summary>A person wants it out although a guard would hold it.</summary>
    public DateTimeOffset? GuardsWaivedAt { get; init; }

    /// <summary>Before it is sent the network is asked whether it is out, from this moment on; null: there is no need.</summary>
    public DateTimeOffset? AskSince { get; init; }

    /// <summary>It stood at the network and not here, and was read back then.</summary>
    public DateTimeOffset? ReadBackAt { get; init; }

    /// <summary>A part of a thread whose part before is not out yet: it cannot be sent.</summary>
    public bool WaitsForPrevious => PreviousId is not null && InReplyToRemoteId is null;

    /// <summary>Its place in a thread, by which it is measured; an answer to somebody has none.</summary>
    public int? Place => Kind == "post" ? Part : null;

    /// <summary>How it begins, in quotes: what it is called where one of many is spoken of.</summary>
    public string Named => $"“{Fit.Shorten(Body, 40).ReplaceLineEndings(" ")}”";
}

/// <summary>What goes out beside a delivery's words: its link's card, the language, a warning.</summary>
/// <param name="Language">Of the words, as a BCP 47 tag.</param>
/// <param name="ContentWarning">What readers are told before they see the words; null where the network has no such thing.</param>
internal sealed record StoredCard(string Title, string Description, string? ImageUrl, string? Language, string? ContentWarning = null)
{
    public static StoredCard? Of(Delivery delivery) => delivery.CardJson is null ? null : Json.Read<StoredCard>(delivery.CardJson);
}

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
