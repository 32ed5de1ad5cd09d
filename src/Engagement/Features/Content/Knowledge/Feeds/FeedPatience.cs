using Engagement.Common.Retry;

namespace Engagement.Features.Content.Knowledge.Feeds;

/// <summary>When a feed is read next.</summary>
internal static class FeedPatience
{
    // Blogs change a few times a day, and an unchanged feed costs one 304.
    public static readonly TimeSpan Usual = TimeSpan.FromMinutes(30);

    // A day at the most, unless the server itself asks for more: a site that is back after a holiday is noticed the next morning.
    private static readonly RetrySchedule Schedule = new(
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(3),
        TimeSpan.FromHours(6),
        TimeSpan.FromHours(12),
        TimeSpan.FromDays(1))
    {
        BelievesUpTo = TimeSpan.FromDays(7),
    };

    /// <param name="failures">In a row, this one included.</param>
    /// <param name="asked">What the server asked for; a week of it is the most we believe.</param>
    public static TimeSpan AfterFailure(int failures, TimeSpan? asked) => Schedule.After(failures, asked);
}
