namespace Engagement.Features.Insights.Rollups;

/// <summary>
/// Quarters of an hour, days and months in UTC, as the sums number them: from 1 January 1970. A quarter is the finest, because no zone's day
/// begins between two of them (IANA has had none since Liberia's in 1972).
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

/// <summary>A stretch of time cut into whole months, whole days and quarters, so that a sum of years reads few rows. An empty range has From = To.</summary>
/// <param name="Q0">The quarters before the first whole day, up to <see cref="Q1"/>; <see cref="Q2"/> to <see cref="Q3"/> those after the last.</param>
/// <param name="D0">The days before the first whole month, up to <see cref="D1"/>; <see cref="D2"/> to <see cref="D3"/> those after the last.</param>
/// <param name="M0">The whole months, up to <see cref="M1"/>.</param>
internal sealed record VisitSpan(int Q0, int Q1, int D0, int D1, int M0, int M1, int D2, int D3, int Q2, int Q3)
{
    /// <param name="from">The first moment, at the beginning of a quarter.</param>
    /// <param name="to">The first moment after.</param>
    public static VisitSpan Of(DateTimeOffset from, DateTimeOffset to)
    {
        var (first, last) = (Quarters.Of(from), Math.Max(Quarters.Of(from), Quarters.Of(to)));
        var (dayFrom, dayTo) = ((first + Quarters.ADay - 1) / Quarters.ADay, last / Quarters.ADay);
        if (dayFrom >= dayTo)
        {
            return new(first, last, 0, 0, 0, 0, 0, 0, 0, 0);
        }

        var monthFrom = Quarters.FirstDayOf(Quarters.MonthOf(dayFrom)) == dayFrom ? Quarters.MonthOf(dayFrom) : Quarters.MonthOf(dayFrom) + 1;
        var monthTo = Quarters.MonthOf(dayTo);
        return monthFrom >= monthTo
            ? new(first, dayFrom * Quarters.ADay, dayFrom, dayTo, 0, 0, 0, 0, dayTo * Quarters.ADay, last)
            : new(first, dayFrom * Quarters.ADay, dayFrom, Quarters.FirstDayOf(monthFrom), monthFrom, monthTo, Quarters.FirstDayOf(monthTo), dayTo, dayTo * Quarters.ADay, last);
    }
}
