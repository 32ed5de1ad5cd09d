using Engagement.Features.Publishing.Posts;

namespace Engagement.Features.Conversations.Sla;

/// <summary>One opening on a day of the week, by the clock on the wall.</summary>
/// <param name="To">Not after midnight belongs to the same day; 00:00 is the end of the day. Before <paramref name="From"/>: on the next
/// day.</param>
internal sealed record OpenSpan(DayOfWeek Day, TimeOnly From, TimeOnly To);

/// <summary>A day on which the desk is closed.</summary>
internal sealed record Holiday(DateOnly Day, string Name);

/// <summary>
/// When the desk is open, in one zone. Only open time counts on a clock. Times on the wall become moments as everywhere here
/// (<see cref="LocalMoment"/>): one that a clock change skips is the first moment after the gap, one that comes twice is the first of the
/// two; so a day of a clock change has as many open hours as really pass.
/// </summary>
internal sealed class OpeningHours
{
    // A policy whose target is years of open time away, or a calendar that never opens, has no due time: not an endless walk.
    private const int FurthestDays = 3 * 366;

    private readonly ILookup<DayOfWeek, OpenSpan> _week;
    private readonly Dictionary<DateOnly, string> _holidays;
    private readonly TimeZoneInfo _zone;

    public OpeningHours(TimeZoneInfo zone, IEnumerable<OpenSpan> week, IEnumerable<Holiday> holidays)
    {
        _zone = zone;
        _week = week.ToLookup(s => s.Day);
        _holidays = holidays.GroupBy(h => h.Day).ToDictionary(h => h.Key, h => h.First().Name);
    }

    /// <summary>What lies between two moments, piece by piece and without a gap: open, closed, or closed for a holiday.</summary>
    public IEnumerable<Stretch> Between(DateTimeOffset from, DateTimeOffset to)
    {
        var at = from;
        foreach (var (opens, closes) in Openings(from).TakeWhile(o => o.Opens < to))
        {
            if (opens > at)
            {
                foreach (var closed in Closed(at, opens))
                {
                    yield return closed;
                }

                at = opens;
            }

            var until = closes < to ? closes : to;
            yield return new Stretch(at, until, StretchKind.Open, null);
            at = until;
        }

        if (at < to)
        {
            foreach (var closed in Closed(at, to))
            {
                yield return closed;
            }
        }
    }

    /// <summary>Open time between two moments.</summary>
    public TimeSpan Count(DateTimeOffset from, DateTimeOffset to) =>
        Between(from, to).Where(s => s.Kind == StretchKind.Open).Aggregate(TimeSpan.Zero, (sum, s) => sum + s.Length);

    /// <summary>The moment by which so much open time has passed; null when the desk does not open that long within three years.</summary>
    public DateTimeOffset? Add(DateTimeOffset from, TimeSpan open)
    {
        if (open <= TimeSpan.Zero)
        {
            return from;
        }

        foreach (var (opens, closes) in Openings(from))
        {
            var start = opens > from ? opens : from;
            if (closes - start >= open)
            {
                return start + open;
            }

            open -= closes - start;
        }

        return null;
    }

    // Openings that end after a moment, in order, those that touch or overlap made one.
    private IEnumerable<(DateTimeOffset Opens, DateTimeOffset Closes)> Openings(DateTimeOffset after)
    {
        var first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, _zone).DateTime).AddDays(-1);
        (DateTimeOffset Opens, DateTimeOffset Closes)? held = null;
        for (var i = 0; i < FurthestDays; i++)
        {
            foreach (var next in OfDay(first.AddDays(i)).Where(o => o.Closes > after))
            {
                if (held is not { } before)
                {
                    held = next;
                }
                else if (next.Opens <= before.Closes)
                {
                    held = (before.Opens, next.Closes > before.Closes ? next.Closes : before.Closes);
                }
                else
                {
                    yield return before;
                    held = next;
                }
            }
        }

        if (held is { } last)
        {
            yield return last;
        }
    }

    private IEnumerable<(DateTimeOffset Opens, DateTimeOffset Closes)> OfDay(DateOnly day)
    {
        if (_holidays.ContainsKey(day))
        {
            return [];
        }

        return _week[day.DayOfWeek].OrderBy(s => s.From).Select(s =>
        {
            var ends = s.To <= s.From ? day.AddDays(1) : day;
            return (Opens: Moment(day, s.From), Closes: Moment(ends, s.To));
        }).Where(o => o.Closes > o.Opens); // an opening that lies within a skipped hour has no length
    }

    // Closed time, told apart by what closes it: holidays first, each from midnight to midnight.
    private IEnumerable<Stretch> Closed(DateTimeOffset from, DateTimeOffset to)
    {
        var at = from;
        while (at < to)
        {
            var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, _zone).DateTime);
            var name = _holidays.GetValueOrDefault(day);
            var end = Moment(day.AddDays(1), TimeOnly.MinValue);
            while (end < to && name is null == _holidays.GetValueOrDefault(DayOf(end)) is null
                && _holidays.GetValueOrDefault(DayOf(end)) == name)
            {
                end = Moment(DayOf(end).AddDays(1), TimeOnly.MinValue);
            }

            var until = end < to ? end : to;
            yield return new Stretch(at, until, name is null ? StretchKind.Closed : StretchKind.Holiday, name);
            at = until;
        }
    }

    private DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, _zone).DateTime);

    private DateTimeOffset Moment(DateOnly day, TimeOnly time) => LocalMoment.At(day.ToDateTime(time), _zone).Instant;
}

internal enum StretchKind
{
    /// <summary>The desk was open and it was our turn: it counts.</summary>
    Open,

    /// <summary>Outside the opening hours.</summary>
    Closed,

    /// <summary>A holiday of the calendar.</summary>
    Holiday,

    /// <summary>It waited for the client.</summary>
    Pending,

    /// <summary>It was solved, and came back later.</summary>
    Solved,
}

/// <summary>A piece of a clock's time and what it was.</summary>
/// <param name="Name">Of the holiday.</param>
internal sealed record Stretch(DateTimeOffset From, DateTimeOffset To, StretchKind Kind, string? Name)
{
    public TimeSpan Length => To - From;
}
