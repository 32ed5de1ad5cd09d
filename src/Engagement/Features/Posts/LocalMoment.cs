using System.Globalization;

namespace Engagement.Features.Posts;

/// <summary>
/// A time somebody chose on a clock, in a zone, and the moment it means. Where a clock change skips that time, the first moment after the
/// gap is meant; where it comes twice, the first of the two. Either is said in <see cref="Note"/>.
/// </summary>
internal sealed record LocalMoment(DateTimeOffset Instant, DateTime Local, TimeZoneInfo Zone, string? Note)
{
    public const string Format = "yyyy-MM-ddTHH:mm";

    public static LocalMoment At(DateTime local, TimeZoneInfo zone)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(local))
        {
            var after = local;
            do
            {
                after = new DateTime(after.Year, after.Month, after.Day, after.Hour, after.Minute, 0).AddMinutes(1);
            }
            while (zone.IsInvalidTime(after));
            return new(new DateTimeOffset(after, zone.GetUtcOffset(after)).ToUniversalTime(), after, zone,
                $"{local:HH:mm} does not exist in {zone.Id} that day, because clocks go forward; {after:HH:mm} is taken.");
        }

        if (zone.IsAmbiguousTime(local))
        {
            // The larger offset is the earlier moment.
            var offset = zone.GetAmbiguousTimeOffsets(local).Max();
            return new(new DateTimeOffset(local, offset).ToUniversalTime(), local, zone,
                $"{local:HH:mm} comes twice in {zone.Id} that day, because clocks go back; the first is taken.");
        }

        return new(new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime(), local, zone, null);
    }

    /// <summary>
    /// Reads <c>2026-11-24T09:00</c> as a time in <paramref name="zone"/>, and <c>2026-11-24T09:00:00+01:00</c> or <c>…Z</c> as the moment it is.
    /// </summary>
    public static LocalMoment? Parse(string text, TimeZoneInfo zone)
    {
        var style = DateTimeStyles.AllowLeadingWhite | DateTimeStyles.AllowTrailingWhite;
        string[] local = [Format, "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm:ss.fff"];
        if (DateTime.TryParseExact(text, local, CultureInfo.InvariantCulture, style, out var chosen))
        {
            return At(chosen, zone);
        }

        string[] moments = ["yyyy-MM-ddTHH:mmzzz", "yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz"];
        return DateTimeOffset.TryParseExact(text.Trim().Replace("Z", "+00:00", StringComparison.Ordinal), moments, CultureInfo.InvariantCulture, style, out var instant)
            ? new(instant.ToUniversalTime(), TimeZoneInfo.ConvertTime(instant, zone).DateTime, zone, null)
            : null;
    }
}
