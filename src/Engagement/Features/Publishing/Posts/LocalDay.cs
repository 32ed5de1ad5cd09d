namespace Engagement.Features.Publishing.Posts;

/// <summary>A day in somebody's zone: 23, 24 or 25 hours long, and where daylight saving begins at midnight it begins at one.</summary>
internal sealed record LocalDay(DateOnly Date, TimeZoneInfo Zone)
{
    public static LocalDay Of(DateTimeOffset moment, TimeZoneInfo zone) =>
        new(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime), zone);

    /// <summary>Its first moment.</summary>
    public DateTimeOffset StartsAt => LocalMoment.At(Date.ToDateTime(TimeOnly.MinValue), Zone).Instant;

    public LocalDay Next(int days) => this with { Date = Date.AddDays(days) };

    /// <summary>The Monday of its week (ISO 8601).</summary>
    public LocalDay Monday => Next(-(((int)Date.DayOfWeek + 6) % 7));
}
