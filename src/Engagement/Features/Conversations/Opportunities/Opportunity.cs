using System.Globalization;
using System.Text.Json.Serialization;

namespace Engagement.Features.Conversations.Opportunities;

/// <summary>How far a chance has come. The first three are open; a closed one may be opened again.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OpportunityStage>))]
internal enum OpportunityStage
{
    New,

    /// <summary>They need it, can pay for it and may decide it.</summary>
    Qualified,

    /// <summary>They have our offer.</summary>
    Proposed,
    Won,
    Lost,
}

internal static class OpportunityStages
{
    public static bool IsClosed(this OpportunityStage stage) => stage is OpportunityStage.Won or OpportunityStage.Lost;
}

/// <summary>
/// A chance to sell something, with the names of what it refers to. Where it came from is found by its ticket and message, never kept here.
/// </summary>
internal sealed record Opportunity
{
    public Guid Id { get; init; }

    public Guid TicketId { get; init; }

    public Guid? MessageId { get; init; }

    public string Service { get; init; } = "";

    /// <summary>In millionths of <see cref="Currency"/>; null: not known yet.</summary>
    public long? Amount { get; init; }

    /// <summary>ISO 4217.</summary>
    public string Currency { get; init; } = "";

    public OpportunityStage Stage { get; init; }

    public Guid? OwnerId { get; init; }

    public string? NextStep { get; init; }

    /// <summary>A date, as <c>2026-11-24</c>.</summary>
    public string? NextStepOn { get; init; }

    /// <summary>Why it was won or lost.</summary>
    public string? Reason { get; init; }

    public int Version { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public string CreatedBy { get; init; } = "";

    public DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public long TicketNumber { get; init; }

    public string ClientName { get; init; } = "";

    public string Network { get; init; } = "";

    public string? OwnerName { get; init; }

    public string? ArticleTitle { get; init; }

    public decimal? Value => Amount / 1_000_000m;

    public string? Price => Value is { } value ? OpportunityWords.Price(value, Currency) : null;

    public bool IsOverdue(DateOnly today) => !Stage.IsClosed() && NextStepOn is not null
        && string.CompareOrdinal(NextStepOn, today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) < 0;
}

internal sealed record OpportunityEvent
{
    public string Kind { get; init; } = "";

    public string? Before { get; init; }

    public string? After { get; init; }

    public string Actor { get; init; } = "";

    public DateTimeOffset OccurredAt { get; init; }
}
