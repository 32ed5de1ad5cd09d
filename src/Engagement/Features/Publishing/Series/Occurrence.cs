using System.Globalization;
using Engagement.Features.Publishing.Posts;

namespace Engagement.Features.Publishing.Series;

/// <summary>What a clock change does to a slot on a day.</summary>
internal enum ClockChange
{
    None,

    /// <summary>The clock does not show that time on that day: the first moment after the gap is taken.</summary>
    Skipped,

    /// <summary>The clock shows it twice: the first is taken.</summary>
    Doubled,
}

/// <summary>One slot on one local day, and the moment it means.</summary>
/// <param name="Local">The slot's time on that day, whether or not the clock shows it.</param>
/// <param name="Instant">The moment.</param>
/// <param name="Change">What a clock change did to it.</param>
/// <param name="Note">What was done about it, in a sentence; null where nothing had to be.</param>
internal sealed record Occurrence(DateTime Local, DateTimeOffset Instant, ClockChange Change, string? Note)
{
    /// <summary>Its name within its series.</summary>
    public string Key => Local.ToString(LocalMoment.Format, CultureInfo.InvariantCulture);
}

/// <summary>
/// When slots come round. A slot that the clock skips (it goes forward over it) means the first moment after the gap; one that the clock
/// shows twice (it goes back over it) means the first of the two. So each slot has one moment on each of its local days, later slots never
/// come before earlier ones, and slots that a gap lays onto one moment count once.
/// </summary>
internal static class Occurrences
{
    /// <summary>
    /// In order, from a moment on. It never ends by itself unless <paramref name="until"/> says when; take as many as are needed.
    /// </summary>
    /// <param name="slots">At least one, each with at least one day.</param>
    /// <param name="zone">By whose clock.</param>
    /// <param name="from">The first moment that counts.</param>
    /// <param name="starts">The first local day; null: any.</param>
    /// <param name="until">The last local day; null: there is none, and it ends with the calendar.</param>
    public static IEnumerable<Occurrence> From(
        IReadOnlyList<Slot> slots, TimeZoneInfo zone, DateTimeOffset from, DateOnly? starts = null, DateOnly? until = null)
    {
        // A day before: where a zone leaves out a whole day (Samoa, December 2011), what was meant for it comes after it.
        var day = LocalDay.Of(from, zone).Date.AddDays(-2);
        var last = until ?? DateOnly.MaxValue.AddDays(-2);
        DateTimeOffset? before = null;
        for (day = starts > day ? starts.Value : day; day <= last; day = day.AddDays(1))
        {
            foreach (var local in TimesOf(slots, day))
            {
                var occurrence = At(local, zone);
                if (occurrence.Instant >= from && !(occurrence.Instant <= before))
                {
                    before = occurrence.Instant;
                    yield return occurrence;
                }
            }
        }
    }

    public static Occurrence At(DateTime local, TimeZoneInfo zone)
    {
        var moment = LocalMoment.At(local, zone);
        var change = moment.Note is null ? ClockChange.None : moment.Local != local ? ClockChange.Skipped : ClockChange.Doubled;
        return new(local, moment.Instant, change, moment.Note);
    }

    private static IEnumerable<DateTime> TimesOf(IReadOnlyList<Slot> slots, DateOnly day) => slots
        .Where(s => s.Days.Contains(day.DayOfWeek) && s.TryTime(out _))
        .Select(s => s.TryTime(out var time) ? day.ToDateTime(time) : default)
        .Distinct()
        .Order();
}
