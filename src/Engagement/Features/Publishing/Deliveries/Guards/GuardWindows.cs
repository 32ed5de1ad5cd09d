namespace Engagement.Features.Publishing.Deliveries.Guards;

/// <summary>Between which moments each guard looks for other posts; null where it is switched off.</summary>
internal sealed record GuardWindows(GuardWindows.Window? Words, GuardWindows.Window? Article, GuardWindows.Window? Hour)
{
    public static readonly TimeSpan AnHour = TimeSpan.FromHours(1);

    // What goes out in this moment is met as well.
    private static readonly TimeSpan Now = TimeSpan.FromMinutes(1);

    internal readonly record struct Window(DateTimeOffset From, DateTimeOffset To);

    /// <param name="settings">As they are set.</param>
    /// <param name="post">What is to go out, and when.</param>
    /// <param name="planned">While writing: on both sides of its time.</param>
    public static GuardWindows Of(GuardSettings settings, GuardedPost post, bool planned)
    {
        Window? Days(int days) => days <= 0 ? null
            : new(post.At - TimeSpan.FromDays(days), planned ? post.At + TimeSpan.FromDays(days) : post.At + Now);
        return new(
            Days(settings.DuplicateDays),
            post.ArticleId is null ? null : Days(settings.ArticleDays),
            settings.PostsPerHour > 0 ? new(post.At - AnHour, post.At + Now) : null);
    }
}
