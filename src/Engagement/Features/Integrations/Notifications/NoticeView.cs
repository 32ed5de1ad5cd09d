namespace Engagement.Features.Integrations.Notifications;

/// <summary>A notice as one person's list shows it.</summary>
internal sealed record NoticeView
{
    public Guid Id { get; init; }

    public string Kind { get; init; } = "";

    public string Title { get; init; } = "";

    public string Body { get; init; } = "";

    public string Link { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>It is mended.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }
}
