using System.Globalization;
using Engagement.Data;

namespace Engagement.Features.Publishing.Series;

/// <summary>On these days of the week, at this time of the clock.</summary>
/// <param name="Days">As .NET names them, e.g. <c>Monday</c>.</param>
/// <param name="Time">Hours and minutes, e.g. <c>09:00</c>.</param>
internal sealed record Slot(IReadOnlyList<DayOfWeek> Days, string Time)
{
    private const string Format = "HH:mm";

    /// <summary>Monday first (ISO 8601).</summary>
    public static IReadOnlyList<DayOfWeek> Week { get; } =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday,
            DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    public bool TryTime(out TimeOnly time) =>
        TimeOnly.TryParseExact(Time, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    /// <summary>E.g. <c>weekdays</c>.</summary>
    public string DayWords
    {
        get
        {
            var days = Week.Where(Days.Contains).ToList();
            return days.Count == 7 ? "every day"
                : days.Count == 5 && !days.Contains(DayOfWeek.Saturday) && !days.Contains(DayOfWeek.Sunday) ? "weekdays"
                : string.Join(", ", days.Select(d => CultureInfo.InvariantCulture.DateTimeFormat.GetAbbreviatedDayName(d)));
        }
    }

    public static IReadOnlyList<Slot> Read(string json) =>
        Json.Read<List<Stored>>(json).ConvertAll(s => new Slot([.. s.Days.Select(Enum.Parse<DayOfWeek>)], s.Time));

    public static string Write(IEnumerable<Slot> slots) =>
        Json.Write(slots.Select(s => new Stored([.. Week.Where(s.Days.Contains).Select(d => d.ToString())], s.Time)));

    private sealed record Stored(string[] Days, string Time);
}
