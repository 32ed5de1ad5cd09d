namespace Engagement.Features.Insights.Rollups;

/// <summary>
/// Quarters of an hour, days, months and years in UTC, as the sums number them: from 1 January 1970. A quarter is the finest, because no
/// zone's day begins between two of them (IANA has had none since Liberia's in 1972).
/// </summary>
internal static class Quarters
{
    public const int ADay = 96;

    private const long Seconds = 15 * 60;

    /// <summary>The quarter a moment lies in.</summary>
    public static int Of(DateTimeOffset moment) => (int)Math.Floor(moment.ToUnixTimeMilliseconds() / (1000d * Seconds));

    public static int DayOf(DateTimeOffset moment) => Of(moment) / ADay;

    public static DateTimeOffset StartOf(int quarter) => DateTimeOffset.FromUnixTimeSeconds(quarter * Seconds);

    public static DateTimeOffset StartOfDay(int day) => StartOf(day * ADay);

    /// <summary>Year * 12 + month - 1.</summary>
    public static int MonthOf(int day)
    {
        var start = StartOfDay(day);
        return (start.Year * 12) + start.Month - 1;
    }

    /// <summary>The first day of a month.</summary>
    public static int FirstDayOf(int month) => DayOf(new DateTimeOffset(month / 12, (month % 12) + 1, 1, 0, 0, 0, TimeSpan.Zero));
}
