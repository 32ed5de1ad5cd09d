namespace Engagement.Features.Insights.Sheets;

/// <summary>How much of something, by what it belongs to.</summary>
internal sealed record Counted
{
    /// <summary>Null: to nothing.</summary>
    public Guid? Id { get; init; }

    public long Number { get; init; }
}

internal sealed record Named
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string Network { get; init; } = "";
}

/// <summary>Visits by a part of the period, or by what they belong to.</summary>
internal sealed record VisitCounted
{
    public Guid Id { get; init; }

    public int Part { get; init; }

    public long People { get; init; }

    public long Firsts { get; init; }

    public long Previews { get; init; }

    public long Bots { get; init; }
}
