namespace Engagement.Features.Tickets;

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
}

/// <summary>A ticket as lists and its page show it, with the names of what it refers to.</summary>
internal sealed record TicketView : TicketRow
{
    public string ClientName { get; init; } = "";

    public string AccountName { get; init; } = "";

    public string? ArticleTitle { get; init; }

    public string? AssigneeName { get; init; }

    public long? FollowUpOfNumber { get; init; }
}

internal sealed record MessageRow
{
    public Guid Id { get; init; }

    public string Kind { get; init; } = "";

    public string AuthorName { get; init; } = "";

    public string? Handle { get; init; }

    public string? AvatarUrl { get; init; }

    public string? RemoteId { get; init; }

    public string Body { get; init; } = "";

    public string? Url { get; init; }

    public Guid? DeliveryId { get; init; }

    public Publishing.DeliveryState? DeliveryState { get; init; }

    public string? DeliveryUrl { get; init; }

    public string? DeliveryError { get; init; }

    public DateTimeOffset SaidAt { get; init; }
}

internal sealed record TicketEventRow
{
    public string Kind { get; init; } = "";

    public string? Before { get; init; }

    public string? After { get; init; }

    public string Actor { get; init; } = "";

    public DateTimeOffset OccurredAt { get; init; }
}
