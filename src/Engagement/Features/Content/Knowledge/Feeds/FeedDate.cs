using System.Globalization;
using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Feeds;

/// <summary>
/// Times as feeds write them: RFC 822 with its zones in words, ISO 8601 and its parts (w3.org/TR/NOTE-datetime), asctime, and the habits of
/// programs and languages (<see cref="FeedDateWords"/>). A weekday is never believed; a time without a zone is UTC. What programs write
/// that
/// have no date is none: the zero of their clocks (1970-01-01 in any zone), and years before 1900 (0001, 0126, 1601).
/// </summary>
internal static partial class FeedDate
{
    private const int MostLength = 100;
    private const int FirstYear = 1900;

    // The first day of 1970 in the zones farthest from UTC, and a few seconds after zero.
    private static readonly TimeSpan AboutZero = TimeSpan.FromHours(14) + TimeSpan.FromMinutes(1);

    /// <returns>Null: it says no time that can be told.</returns>
    public static DateTimeOffset? Read(string? written)
    {
        try
        {
            return Told(written);
        }
        catch (Exception e) when (e is ArithmeticException or ArgumentException or FormatException)
        {
            // A number that no calendar holds, in a form nobody thought of: one entry's time must not stop a whole feed.
            return null;
        }
    }

    private static DateTimeOffset? Told(string? written)
    {
        var text = written?.Trim();
        if (text is not { Length: > 0 and <= MostLength })
        {
            return null;
        }

        text = FeedDateWords.Plain(text);

        // A place for a zone (Europe/Berlin) says by how much only when the day is known.
        TimeZoneInfo? place = null;
        if (Place().Match(text) is { Success: true } named && FeedDateWords.Place(named.Groups[1].Value) is { } found)
        {
            (place, text) = (found, text[..named.Index].TrimEnd());
        }

        var time = FromIso(text, place) ?? FromNumber(text) ?? FromWords(text, place);
        return time is { } known && (known.UtcDateTime - DateTime.UnixEpoch).Duration() > AboutZero ? time : null;
    }

    private static DateTimeOffset? FromIso(string text, TimeZoneInfo? place)
    {
        var found = Iso().Match(text);
        if (!found.Success)
        {
            return null;
        }

        int? Number(string group) =>
            found.Groups[group] is { Success: true, Value: var digits } ? int.Parse(digits, CultureInfo.InvariantCulture) : null;
        var year = Year(found.Groups["y"].Value);
        var rest = found.Groups["t"].Value.Trim();
        var time = default(TimeSpan);
        TimeSpan? offset = null;
        if (rest.Length > 0 && !Clock(rest, out time, out offset))
        {
            return null;
        }

        if (Number("w") is { } week)
        {
            return Monday(year, week) is { } monday && (Number("wd") ?? 1) is >= 1 and <= 7 and var weekday
                ? Make(monday.Year, monday.Month, monday.Day, time + TimeSpan.FromDays(weekday - 1), offset, place)
                : null;
        }

        return Number("o") is { } day
            ? day < 1 || day > (DateTime.IsLeapYear(Math.Max(year, FirstYear)) ? 366 : 365) ? null
                : Make(year, 1, 1, time + TimeSpan.FromDays(day - 1), offset, place)
            : Make(year, Number("m") ?? 1, Number("d") ?? 1, time, offset, place);
    }

    // Of a week as ISO 8601 counts them.
    private static DateTime? Monday(int year, int week) =>
        year is >= FirstYear and <= 9998 && week >= 1 && week <= ISOWeek.GetWeeksInYear(year)
            ? ISOWeek.ToDateTime(year, week, DayOfWeek.Monday) : null;

    // Seconds, or thousandths of them, since 1970; .NET's old JSON has them as /Date(…)/.
    private static DateTimeOffset? FromNumber(string text) =>
        (text = text.StartsWith("/date(", StringComparison.Ordinal) ? text[6..].TrimEnd('/', ')') : text).Length is 10 or 13
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? DateTimeOffset.FromUnixTimeMilliseconds(text.Length == 10 ? ticks * 1000 : ticks)
            : null;

    // Whatever order the parts come in, each says by its looks what it is.
    private static DateTimeOffset? FromWords(string text, TimeZoneInfo? place)
    {
        int? year = null, month = null, day = null;
        TimeSpan? time = null, offset = null;
        var half = 0;
        foreach (var word in text.Split([' ', ',', '\t', '\n', '\r', '(', ')', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            var token = word.TrimStart('\'', '’'); // Nov 30 '26
            if (token.Length == 0)
            {
                continue;
            }

            if (Joined().Match(token) is { Success: true } joined && FeedDateWords.Month(joined.Groups[2].Value) is { } named)
            {
                // 30-nov-2026 and 2026-november-30t10:00
                var (a, c) = (joined.Groups[1].Value, joined.Groups[3].Value);
                (year, month, day) = a.Length == 4
                    ? (Year(a), named, int.Parse(c, CultureInfo.InvariantCulture))
                    : (Year(c), named, int.Parse(a, CultureInfo.InvariantCulture));
                if (joined.Groups[4].Value is { Length: > 0 } rest)
                {
                    if (!Clock(rest, out var clock, out var zone))
                    {
                        return null;
                    }

                    (time, offset) = (clock, zone);
                }
            }
            else if (char.IsAsciiDigit(token[0]) && token.Contains(':', StringComparison.Ordinal))
            {
                if (token.EndsWith("am", StringComparison.Ordinal) || token.EndsWith("pm", StringComparison.Ordinal))
                {
                    (half, token) = (token[^2] == 'a' ? 1 : 2, token[..^2]);
                }

                if (time is not null || !Clock(token, out var clock, out var zone))
                {
                    return null;
                }

                (time, offset) = (clock, zone ?? offset);
            }
            else if (Whole().Match(token) is { Success: true } whole)
            {
                // 2026/11/30, 30.11.2026, 11/30/2026
                var (a, b, c) = (whole.Groups[1].Value, whole.Groups[2].Value, whole.Groups[3].Value);
                var isMonthFirst = token.Contains('/', StringComparison.Ordinal) && int.Parse(a, CultureInfo.InvariantCulture) <= 12;
                var (y, m, d) = a.Length == 4 ? (a, b, c) : isMonthFirst ? (c, a, b) : (c, b, a);
                (year, month, day) = (Year(y), int.Parse(m, CultureInfo.InvariantCulture), int.Parse(d, CultureInfo.InvariantCulture));
            }
            else if (Digits().Match(token) is { Success: true } digits)
            {
                var number = digits.Groups[1].Value;
                if (digits.Groups[2].Value is "월" && number.Length <= 2)
                {
                    // Korean programs mean Korean time.
                    (month, offset) = (int.Parse(number, CultureInfo.InvariantCulture), offset ?? TimeSpan.FromHours(9));
                }
                else if (number.Length == 4 && year is null)
                {
                    year = Year(number);
                }
                else if (number.Length > 2)
                {
                    return null;
                }
                else if (day is null)
                {
                    day = int.Parse(number, CultureInfo.InvariantCulture);
                }
                else if (year is null)
                {
                    year = Year(number);
                }
            }
            else if (token is "am" or "pm" or "a.m." or "p.m." or "오전" or "오후")
            {
                half = token[0] == 'a' || token is "오전" ? 1 : 2;
                offset ??= token[0] == '오' ? TimeSpan.FromHours(9) : null;
            }
            else if (token is "at" && time is null)
            {
                // 30 November 2026 at 10:00; behind the time it is the Atlantic's.
                continue;
            }
            else if (token is "h" && time is not null)
            {
                // 10:00 h: hours, and no zone of soldiers.
                continue;
            }
            else if (Zone(token) is { } zone
                && (token.Length > 1 || time is not null) // a word of one letter leads to the time: a las 10:00, v 10:00, o 10:00
                && (offset is null || (offset == TimeSpan.Zero && token[0] is '+' or '-')))
            {
                offset = zone;
            }
            else if (FeedDateWords.Month(token) is { } name)
            {
                // The last one: a weekday may begin as a month does (mardi, 30 nov).
                month = name;
            }
            else if (token[0] is '+' or '-' && token.Length > 1)
            {
                return null;
            }
        }

        if (year is null || month is null || day is null)
        {
            return null;
        }

        var at = time ?? TimeSpan.Zero;
        at += half == 2 && at.Hours < 12 ? TimeSpan.FromHours(12) : half == 1 && at.Hours == 12 ? TimeSpan.FromHours(-12) : TimeSpan.Zero;
        return Make(year.Value, month.Value, day.Value, at, offset, place);
    }

    // 10:00, 10:00:00.5, 24:00, with a zone right behind it or apart.
    private static bool Clock(string text, out TimeSpan time, out TimeSpan? offset)
    {
        (time, offset) = (default, null);
        var found = Time().Match(text);
        if (!found.Success)
        {
            return false;
        }

        int Number(int group) => found.Groups[group].Success ? int.Parse(found.Groups[group].Value, CultureInfo.InvariantCulture) : 0;
        var (hour, minute, second) = (Number(1), Number(2), Number(3));
        if (hour > 24 || minute > 59 || second > 60 || (hour == 24 && minute + second > 0))
        {
            return false;
        }

        time = new TimeSpan(hour, minute, Math.Min(second, 59));
        var zone = found.Groups[4].Value.Trim();
        if (zone is "" or "h")
        {
            return true;
        }

        offset = Zone(zone);
        return offset is not null;
    }

    // +0200, -5, GMT+2, CET, Etc/GMT.
    private static TimeSpan? Zone(string text)
    {
        var zone = text.StartsWith("etc/", StringComparison.Ordinal) ? text[4..] : text;
        if (Offset().Match(zone) is { Success: true } found)
        {
            var digits = found.Groups[2].Value.Replace(":", "", StringComparison.Ordinal);
            var (hours, minutes) = digits.Length <= 2 ? (digits, "0") : (digits[..^2], digits[^2..]);
            var offset = new TimeSpan(int.Parse(hours, CultureInfo.InvariantCulture), int.Parse(minutes, CultureInfo.InvariantCulture), 0);
            return offset < TimeSpan.FromHours(24) ? (found.Groups[1].Value == "-" ? -offset : offset) : null;
        }

        return FeedDateWords.Zone(zone);
    }

    // Before 90 it is this century's.
    private static int Year(string digits)
    {
        var year = int.Parse(digits, CultureInfo.InvariantCulture);
        return digits.Length > 2 ? year : year < 90 ? 2000 + year : 1900 + year;
    }

    private static DateTimeOffset? Make(int year, int month, int day, TimeSpan time, TimeSpan? offset, TimeZoneInfo? place)
    {
        if (year is < FirstYear or > 9998 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return null;
        }

        var local = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified) + time;
        return new DateTimeOffset(DateTime.SpecifyKind(local - (offset ?? place?.GetUtcOffset(local) ?? TimeSpan.Zero), DateTimeKind.Utc));
    }

    [GeneratedRegex("""
        ^(?: (?<y>\d{4}) -?w(?<w>\d{2}) (?:-?(?<wd>\d))?
           | (?<y>\d{4}) (?: -?(?<o>\d{3})(?![\d-]) | -0?(?<m>\d{1,2})(?:-(?<d>\d{1,2}))? | (?<m>\d{2})(?<d>\d{2}) )?
           | (?<y>\d{2})(?<m>\d{2})(?<d>\d{2}) | (?<y>\d{2})-(?<m>\d{2})-(?<d>\d{2}) | (?<y>\d{2})-?(?<o>\d{3})(?!\d)
           | -(?<y>\d{2})-?(?<m>\d{2}) )
        (?: (?:t|\s+) (?<t>\d{1,2}(?:[:\d].*)?|\d{1,2}z) )?$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Iso();

    [GeneratedRegex(@"^(\d{1,2})(?::?(\d{1,2})(?::?(\d{1,2})(?:[.,]\d+)?)?)?(?![:\d])(.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    [GeneratedRegex(@"[\s\[(]([a-z]+/[a-z_/+-]+\d{0,2})[\])]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Place();

    [GeneratedRegex(@"^(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})\.?$", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"^(\d{1,4})-(\p{L}+)\.?-(\d{1,4})(?:t(.+))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Joined();

    [GeneratedRegex(@"^(\d+)(st|nd|rd|th|\.|년|월|일)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    [GeneratedRegex(@"^(?:gmt|utc|ut|z)?([+-])(\d{1,2}:?\d{2}|\d{1,2})$", RegexOptions.CultureInvariant)]
    private static partial Regex Offset();
}
