namespace Engagement.Common.Retry;

/// <summary>
/// When something that failed is tried again, by how often it has failed in a row: ever more seldom. Each feature says its own waits,
/// because a mail server comes back otherwise than a feed; what is done with them is said here alone.
/// </summary>
internal sealed class RetrySchedule
{
    private readonly TimeSpan[] _waits;

    /// <param name="waits">At least one, none shorter than the one before it.</param>
    public RetrySchedule(params TimeSpan[] waits)
    {
        if (waits.Length == 0 || waits[0] <= TimeSpan.Zero || !waits.SequenceEqual(waits.Order()))
        {
            throw new ArgumentException("Waits grow, and there is one at least.", nameof(waits));
        }

        _waits = waits;
        BelievesUpTo = waits[^1];
    }

    /// <summary>How much of what the other side asks for is believed; the last wait unless said otherwise.</summary>
    public TimeSpan BelievesUpTo { get; init; }

    /// <summary>The first wait: sooner is too soon for anybody.</summary>
    public TimeSpan First => _waits[0];

    /// <summary>For what is tried for as long as it takes: after the last wait it stays with that.</summary>
    /// <param name="failures">In a row, this one included: 1 or more.</param>
    /// <param name="asked">What the other side asked for, if it did (Retry-After); heeded where it is longer.</param>
    public TimeSpan After(int failures, TimeSpan? asked = null)
    {
        var wait = _waits[Math.Clamp(failures, 1, _waits.Length) - 1];
        var believed = asked > BelievesUpTo ? BelievesUpTo : asked;
        return believed > wait ? believed.Value : wait;
    }

    /// <summary>For what is given up one day.</summary>
    /// <inheritdoc cref="After(int, TimeSpan?)"/>
    /// <returns>Null: it has been tried often enough.</returns>
    public TimeSpan? AfterOrNever(int failures, TimeSpan? asked = null) => failures > _waits.Length ? null : After(failures, asked);
}
