namespace Engagement.Features.Publishing.Deliveries.Guards;

/// <summary>What the guards ask about a post: settings, and the posts near it.</summary>
internal interface IGuardFacts
{
    /// <summary>While writing: what is scheduled counts too, on both sides of the post's time.</summary>
    bool Planned { get; }

    Task<GuardSettings> GuardsAsync(CancellationToken ct);

    Task<QuietHours?> QuietHoursAsync(Guid accountId, CancellationToken ct);

    /// <summary>The latest post on its account with the same words, between the two moments.</summary>
    Task<NearPost?> SameWordsAsync(GuardedPost post, DateTimeOffset from, DateTimeOffset to, CancellationToken ct);

    /// <summary>The latest post on its account of the same article, between the two moments.</summary>
    Task<NearPost?> SameArticleAsync(GuardedPost post, DateTimeOffset from, DateTimeOffset to, CancellationToken ct);

    /// <summary>
    /// When posts of its account went out, are going out, or have a place given by the hourly guard, from the first moment on.
    /// </summary>
    Task<IReadOnlyList<DateTimeOffset>> HourAsync(GuardedPost post, DateTimeOffset from, DateTimeOffset to, CancellationToken ct);
}

/// <summary>A post that another one may repeat.</summary>
/// <param name="At">When it went out, or is due.</param>
internal sealed record NearPost(DateTimeOffset At, bool IsOut);
