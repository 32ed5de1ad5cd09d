using Engagement.Features.Publishing.Posts;

namespace Engagement.Features.Publishing.Calendar;

/// <summary>How the calendar is looked at.</summary>
internal enum CalendarView
{
    Week,
    Month,
    Quarter,
    List,
    Queue,
}

/// <summary>Which days a view shows, around a day.</summary>
/// <param name="First">The first day shown; in grids a Monday.</param>
/// <param name="Days">How many; 0 where it is a list.</param>
/// <param name="Most">Posts shown of each day; the rest is a number that leads to them.</param>
internal sealed record CalendarSpan(CalendarView View, LocalDay Chosen, LocalDay First, int Days, int Most)
{
    public static CalendarSpan Of(CalendarView view, LocalDay day)
    {
        switch (view)
        {
            case CalendarView.Week:
                return new(view, day, day.Monday, 7, 25);
            case CalendarView.Month or CalendarView.Quarter:
                var months = view == CalendarView.Month ? 1 : 3;
                var start = day with { Date = new DateOnly(day.Date.Year, ((day.Date.Month - 1) / months * months) + 1, 1) };
                var end = start with { Date = start.Date.AddMonths(months) };
                var first = start.Monday;
                var weeks = (end.Date.DayNumber - first.Date.DayNumber + 6) / 7;
                return new(view, day, first, weeks * 7, view == CalendarView.Month ? 3 : 2);
            default:
                return new(view, day, day, 0, 0);
        }
    }

    /// <summary>The day to look around for what comes before or after.</summary>
    public LocalDay Turn(int by) => View switch
    {
        CalendarView.Month => Chosen with { Date = new DateOnly(Chosen.Date.Year, Chosen.Date.Month, 1).AddMonths(by) },
        CalendarView.Quarter => Chosen with { Date = new DateOnly(Chosen.Date.Year, Chosen.Date.Month, 1).AddMonths(3 * by) },
        _ => Chosen.Next(7 * by),
    };

    /// <summary>A day that is only there to fill the first or last week of a month.</summary>
    public bool IsBeside(LocalDay day) => View switch
    {
        CalendarView.Month => day.Date.Month != Chosen.Date.Month,
        CalendarView.Quarter => (day.Date.Month - 1) / 3 != (Chosen.Date.Month - 1) / 3,
        _ => false,
    };
}
