using System.Globalization;

namespace Engagement.Features.Publishing.Posts;

/// <summary>
/// A time somebody chose on a clock, in a zone, and the moment it means. Where a clock change skips that time, the first moment after the
/// gap is meant; where it comes twice, the first of the two. Either is said in <see cref="Note"/>.
/// </summary>
internal sealed record LocalMoment(DateTimeOffset Instant, DateTime Local, TimeZoneInfo Zone, string? Note)
{
    public const string Format = "yyyy-MM-ddTHH:mm";

    /// <remarks>
    /// Only what a clock shows at a moment is asked of .NET, never whether a local time is invalid or ambiguous: where winter time is the
    /// exception in the data (Europe/Dublin) or clocks go back for a month (Africa/Casablanca) it answers that wrongly.
    /// </remarks>
    public static LocalMoment At(DateTime local, TimeZoneInfo zone)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        var asUtc = new DateTimeOffset(local, TimeSpan.Zero);
        var (before, after) = (OffsetAt(asUtc, -1, zone), OffsetAt(asUtc, +1, zone));

        // The clock shows it at a moment if its offset then leads back to it. The larger offset is the earlier moment.
        var shown = new[] { before, after }.Distinct().OrderDescending().Where(o => IsShown(asUtc, o, zone)).ToList();
        if (shown is [var only])
        {
            return new(asUtc.Subtract(only), local, zone, null);
        }

        if (shown is [var first, ..])
        {
            return new(asUtc.Subtract(first), local, zone,
                $"{local:HH:mm} comes twice in {zone.Id} that day, because clocks go back; the first is taken.");
        }

        var end = EndOfGap(asUtc, before, after, zone);
        var then = end.UtcDateTime + zone.GetUtcOffset(end);
        then = DateTime.SpecifyKind(then, DateTimeKind.Unspecified);
        return new(end, then, zone,
            $"{local:HH:mm} does not exist in {zone.Id} that day, because clocks go forward; {then:HH:mm} is taken.");
    }

    // A day off is beyond what any offset moves it, and short enough to meet at most one change. At the calendar's ends there is no day
    // off.
    private static TimeSpan OffsetAt(DateTimeOffset moment, int days, TimeZoneInfo zone) => zone.GetUtcOffset(
        moment.UtcDateTime.Year is > 1 and < 9999 ? moment.AddDays(days) : moment);

    private static bool IsShown(DateTimeOffset asUtc, TimeSpan offset, TimeZoneInfo zone) =>
        asUtc.UtcTicks - offset.Ticks is >= 0 and var ticks && ticks <= DateTime.MaxValue.Ticks
            && zone.GetUtcOffset(new DateTimeOffset(ticks, TimeSpan.Zero)) == offset;

    // Halved to the second in which the clock jumps; changes are at whole seconds.
    private static DateTimeOffset EndOfGap(DateTimeOffset asUtc, TimeSpan before, TimeSpan after, TimeZoneInfo zone)
    {
        var (low, high) = (asUtc.Subtract(before > after ? before : after).ToUnixTimeSeconds() - 1,
            asUtc.Subtract(before < after ? before : after).ToUnixTimeSeconds() + 1);
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(middle)) == before ? (middle, high) : (low, middle);
        }

        return DateTimeOffset.FromUnixTimeSeconds(high);
    }

    /// <summary>
    /// Reads <c>2026-11-24T09:00</c> as a time in <paramref name="zone"/>, and <c>2026-11-24T09:00:00+01:00</c> or <c>…Z</c> as the moment
    /// it is.
    /// </summary>
    public static LocalMoment? Parse(string text, TimeZoneInfo zone)
    {
        var style = DateTimeStyles.AllowLeadingWhite | DateTimeStyles.AllowTrailingWhite;
        string[] local = [Format, "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm:ss.fff"];
        if (DateTime.TryParseExact(text, local, CultureInfo.InvariantCulture, style, out var chosen))
        {
            return chosen.Year is > 1 and < 9999 ? At(chosen, zone) : null; // at its ends the calendar has no room for an offset
        }

        string[] moments = ["yyyy-MM-ddTHH:mmzzz", "yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz"];
        return DateTimeOffset.TryParseExact(text.Trim().Replace("Z", "+00:00", StringComparison.Ordinal),
            moments, CultureInfo.InvariantCulture, style, out var instant)
            ? new(instant.ToUniversalTime(), TimeZoneInfo.ConvertTime(instant, zone).DateTime, zone, null)
            : null;
    }
}
