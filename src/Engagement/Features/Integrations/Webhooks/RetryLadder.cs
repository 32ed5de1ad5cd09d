using Engagement.Common.Retry;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary>
/// When a call that failed is made again, by how often it has been made. About three days in all, as the specification recommends.
/// </summary>
internal static class RetryLadder
{
    private static readonly RetrySchedule Schedule = new(
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(14),
        TimeSpan.FromHours(20),
        TimeSpan.FromHours(24));

    /// <param name="tries">Calls made, this one included.</param>
    /// <param name="asked">What the receiver asked for, if it did (Retry-After); a day at the most.</param>
    /// <returns>Null: it has been tried often enough.</returns>
    public static TimeSpan? After(int tries, TimeSpan? asked) => Schedule.AfterOrNever(tries, asked);
}
