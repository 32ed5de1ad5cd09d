using System.Text.Json.Serialization;

namespace Engagement.Features.Conversations.Tickets;

internal enum TicketStatus
{
    /// <summary>Nobody has answered yet.</summary>
    New,
    Open,

    /// <summary>We answered; the client's turn.</summary>
    Pending,
    OnHold,
    Solved,
    Closed,
}

internal enum TicketPriority
{
    Low,
    Normal,
    High,
    Urgent,
}

/// <summary>How a message stands in its row.</summary>
internal static class MessageKind
{
    public const string Inbound = "inbound";
    public const string Outbound = "outbound";
    public const string Note = "note";
}

/// <summary>A ticket as its row holds it.</summary>
internal record TicketRow
{
    public Guid Id { get; init; }

    public long Number { get; init; }

    public string Subject { get; init; } = "";

    public TicketStatus Status { get; init; }

    public TicketPriority Priority { get; init; }

    public Guid ClientId { get; init; }

    public Guid AccountId { get; init; }

    public string Network { get; init; } = "";

    public string ThreadId { get; init; } = "";

    public Guid? DeliveryId { get; init; }

    public Guid? PostId { get; init; }

    public Guid? ArticleId { get; init; }

    public Guid? AssigneeId { get; init; }

    public Guid? FollowUpOfId { get; init; }

    public int Version { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastActivityAt { get; init; }

    public DateTimeOffset? SolvedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public Guid? QueueId { get; init; }

    /// <summary>Out of sight until then, or until the client writes.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }

    /// <summary>The ticket this one is part of since they were merged.</summary>
    public Guid? MergedIntoId { get; init; }

    public DateTimeOffset? SpamAt { get; init; }

    /// <summary>When the client's newest words were taken in.</summary>
    public DateTimeOffset? LastInboundAt { get; init; }
}

/// <summary>
/// What can be changed of a ticket, all of it: made from the ticket, then changed with <c>with</c>, so that nothing is forgotten.
/// </summary>
internal sealed record TicketChange
{
    public TicketStatus Status { get; init; }

    public TicketPriority Priority { get; init; }

    public Guid? AssigneeId { get; init; }

    public Guid? QueueId { get; init; }

    public DateTimeOffset? SnoozedUntil { get; init; }

    public Guid? MergedIntoId { get; init; }

    public bool IsSpam { get; init; }

    public static TicketChange Of(TicketRow ticket) => new()
    {
        Status = ticket.Status,
        Priority = ticket.Priority,
        AssigneeId = ticket.AssigneeId,
        QueueId = ticket.QueueId,
        SnoozedUntil = ticket.SnoozedUntil,
        MergedIntoId = ticket.MergedIntoId,
        IsSpam = ticket.SpamAt is not null,
    };
}

/// <summary>A ticket as lists and its page show it, with the names of what it refers to.</summary>
internal sealed record TicketView : TicketRow
{
    public string ClientName { get; init; } = "";

    public string AccountName { get; init; } = "";

    public string? ArticleTitle { get; init; }

    public string? AssigneeName { get; init; }

    public long? FollowUpOfNumber { get; init; }

    public string? QueueName { get; init; }

    public long? MergedIntoNumber { get; init; }

    /// <summary>The client's, or of whom they are matched with.</summary>
    public bool IsVip { get; init; }

    /// <summary>When the first of its running promises ends; null: none runs.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The reader has not opened it since the client's newest words. Known in lists.</summary>
    public bool IsUnread { get; init; }
}

internal sealed record MessageRow
{
    /// <summary>The order they came in: what "newer than I have seen" goes by.</summary>
    public long Seq { get; init; }

    public Guid Id { get; init; }

    /// <summary>Another than the one shown, where that was merged into it.</summary>
    public Guid TicketId { get; init; }

    public Guid? AuthorId { get; init; }

    public string Kind { get; init; } = "";

    public string AuthorName { get; init; } = "";

    public string? Handle { get; init; }

    public string? AvatarUrl { get; init; }

    public string? RemoteId { get; init; }

    public string Body { get; init; } = "";

    public string? Url { get; init; }

    public Guid? DeliveryId { get; init; }

    public Publishing.Deliveries.DeliveryState? DeliveryState { get; init; }

    public string? DeliveryUrl { get; init; }

    public string? DeliveryError { get; init; }

    /// <summary>An answer of ours that stood at the network and not here.</summary>
    public DateTimeOffset? ReadBackAt { get; init; }

    /// <summary>When its author changed it at the network; what it was before is in the log.</summary>
    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>When we learnt that it is no longer at the network.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    public DateTimeOffset SaidAt { get; init; }
}

internal sealed record TicketEventRow
{
    /// <summary>Only pages of them fill it.</summary>
    [JsonIgnore]
    public Guid Id { get; init; }

    public string Kind { get; init; } = "";

    public string? Before { get; init; }

    public string? After { get; init; }

    public Guid? BeforeId { get; init; }

    public Guid? AfterId { get; init; }

    /// <summary>What the client's words, or words about them, were; erased when they ask for it.</summary>
    public string? WordsBefore { get; init; }

    public string? WordsAfter { get; init; }

    public string Actor { get; init; } = "";

    public Guid? ActorId { get; init; }

    public DateTimeOffset OccurredAt { get; init; }
}
