using Engagement.Common.Retry;

namespace Engagement.Features.Accounts;

/// <summary>How long an account rests after failing, by how often it has failed in a row. One ladder for both directions.</summary>
internal static class BackOff
{
    // Short at first, because most faults pass within a minute; an hour at the most, so that a network that is back is noticed within one.
    private static readonly RetrySchedule Schedule = new(
        TimeSpan.FromSeconds(15),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1));

    /// <param name="failures">Failures in a row, this one included: 1 or more.</param>
    /// <param name="asked">What the network asked for, if it did: it knows best, so that holds whether nearer or farther, but for what is
    /// too soon for anybody.</param>
    public static TimeSpan After(int failures, TimeSpan? asked = null) =>
        asked is { } wait ? (wait > Schedule.First ? wait : Schedule.First) : Schedule.After(failures);
}
