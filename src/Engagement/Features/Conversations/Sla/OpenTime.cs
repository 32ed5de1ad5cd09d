using System.Globalization;
using System.Text.RegularExpressions;
using Engagement.Data;

namespace Engagement.Features.Conversations.Sla;

/// <summary>Lengths of open time and opening hours as people write them in a form.</summary>
internal static partial class OpenTime
{
    /// <summary>Reads "90", "90 min", "4 h", "1 h 30 min"; a number alone is minutes. Null when it is none of these.</summary>
    public static int? Minutes(string text)
    {
        if (LengthPattern().Match(text.Trim()) is not { Success: true } m)
        {
            return null;
        }

        var hours = m.Groups["h"].Success ? int.Parse(m.Groups["h"].Value, CultureInfo.InvariantCulture) : 0;
        var minutes = m.Groups["m"].Success ? int.Parse(m.Groups["m"].Value, CultureInfo.InvariantCulture) : 0;
        return m.Groups["h"].Success || m.Groups["m"].Success ? (hours * 60) + minutes : null;
    }

    /// <summary>"1 h 30 min"; seconds only where nothing else is left.</summary>
    public static string Say(TimeSpan length)
    {
        var (hours, minutes) = ((long)length.TotalHours, length.Minutes);
        return (hours, minutes) switch
        {
            (0, 0) => length.Seconds == 0 ? "0 min" : $"{length.Seconds} s",
            (0, _) => $"{minutes} min",
            (_, 0) => $"{hours:N0} h",
            _ => $"{hours:N0} h {minutes} min",
        };
    }

    public static string Say(int? minutes) => minutes is { } m ? Say(TimeSpan.FromMinutes(m)) : "";

    /// <summary>Reads "09:00-12:00, 13:00-17:30" as the openings of a day; nothing is closed, 24:00 the end of the day.</summary>
    /// <returns>Null when it cannot be read.</returns>
    public static IReadOnlyList<OpenSpan>? Day(DayOfWeek day, string? text)
    {
        var spans = new List<OpenSpan>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (SpanPattern().Match(part) is not { Success: true } m
                || Time(m.Groups[1].Value) is not { } from || Time(m.Groups[2].Value) is not { } to)
            {
                return null;
            }

            spans.Add(new OpenSpan(day, from, to));
        }

        return spans;
    }

    public static string Say(IEnumerable<OpenSpan> spans) =>
        string.Join(", ", spans.OrderBy(s => s.From).Select(
            s => $"{s.From:HH\\:mm}-{(s.To == TimeOnly.MinValue ? "24:00" : s.To.ToString("HH:mm", CultureInfo.InvariantCulture))}"));

    /// <summary>Reads lines of "2026-12-25 Christmas Day".</summary>
    /// <returns>The days, or the first line that cannot be read.</returns>
    public static (IReadOnlyList<Holiday> Days, string? Wrong) Holidays(string? text)
    {
        var days = new List<Holiday>();
        foreach (var line in (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (date, name) = line.Split(' ', 2, StringSplitOptions.TrimEntries) is [var d, var n] ? (d, n) : (line, "Holiday");
            if (!DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return ([], line);
            }

            days.Add(new Holiday(day, Fit.Shorten(name, 100)));
        }

        return ([.. days.OrderBy(d => d.Day)], null);
    }

    private static TimeOnly? Time(string text) =>
        text == "24:00" ? TimeOnly.MinValue
        : TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time
        : null;

    [GeneratedRegex(@"^(?:(?<h>\d{1,5})\s*h(?:ours?)?)?\s*(?:(?<m>\d{1,7})\s*(?:m(?:in(?:utes?)?)?)?)?$", RegexOptions.IgnoreCase)]
    private static partial Regex LengthPattern();

    [GeneratedRegex(@"^(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})$")]
    private static partial Regex SpanPattern();
}
