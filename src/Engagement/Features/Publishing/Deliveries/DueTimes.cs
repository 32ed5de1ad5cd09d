namespace Engagement.Features.Publishing.Deliveries;

/// <summary>When something may be due: not before now, and not so far ahead that a digit must have slipped.</summary>
internal static class DueTimes
{
    /// <summary>In years.</summary>
    public const int Furthest = 10;

    // A form filled in at 9:00 for 9:00 is sent at 9:00:40.
    public static readonly TimeSpan Leeway = TimeSpan.FromMinutes(2);

    /// <returns>What is wrong with it, or null.</returns>
    public static string? Explain(DateTimeOffset due, DateTimeOffset now) =>
        due < now - Leeway ? "That time is past."
        : due > now.AddYears(Furthest) ? $"That is too far away: at most {Furthest} years ahead."
        : null;
}
