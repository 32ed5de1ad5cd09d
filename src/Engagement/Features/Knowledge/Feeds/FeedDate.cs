using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Engagement.Features.Knowledge.Feeds;

/// <summary>
/// Times as feeds write them: RFC 822 with its zones in words, ISO 8601 and its parts (w3.org/TR/NOTE-datetime), asctime, and the habits of
/// programs. A weekday is never believed; a time without a zone is UTC.
/// </summary>
internal static partial class FeedDate
{
    private const int MostLength = 100;

    /// <returns>Null: it says no time that can be told.</returns>
    public static DateTimeOffset? Read(string? written)
    {
        var text = written?.Trim().ToLowerInvariant();
        if (text is not { Length: > 0 and <= MostLength })
        {
            return null;
        }

        return FromIso(text) ?? FromNumber(text) ?? FromWords(text);
    }

    private static DateTimeOffset? FromIso(string text)
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
        var offset = default(TimeSpan);
        if (rest.Length > 0 && !Clock(rest, out time, out offset))
        {
            return null;
        }

        return Number("o") is { } day
            ? Make(year, 1, 1, time + TimeSpan.FromDays(day - 1), offset)
            : Make(year, Number("m") ?? 1, Number("d") ?? 1, time, offset);
    }

    // Seconds, or thousandths of them, since 1970.
    private static DateTimeOffset? FromNumber(string text) =>
        text.Length is 10 or 13 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? DateTimeOffset.FromUnixTimeMilliseconds(text.Length == 10 ? ticks * 1000 : ticks)
            : null;

    // Whatever order the parts come in, each says by its looks what it is.
    private static DateTimeOffset? FromWords(string text)
    {
        int? year = null, month = null, day = null;
        TimeSpan? time = null, offset = null;
        var half = 0;
        foreach (var word in text.Split([' ', ',', '\t', '\n', '\r', '(', ')', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            var token = word;
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

                (time, offset) = (clock, HasZone().IsMatch(token) ? zone : offset);
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
                if (digits.Groups[2].Value is "월")
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
            else if (Zone(token) is { } zone && (offset is null || (offset == TimeSpan.Zero && token[0] is '+' or '-')))
            {
                offset = zone;
            }
            else if (FeedDateWords.Month(token) is { } name)
            {
                // The last one: a weekday may begin as a month does (mardi, 30 nov).
                month = name;
            }
            else if (token[0] is '+' or '-')
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
        return Make(year.Value, month.Value, day.Value, at, offset ?? TimeSpan.Zero);
    }

    // 10:00, 10:00:00.5, 24:00, with a zone right behind it or apart.
    private static bool Clock(string text, out TimeSpan time, out TimeSpan offset)
    {
        (time, offset) = (default, default);
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
        if (zone.Length == 0)
        {
            return true;
        }

        offset = Zone(zone) ?? TimeSpan.MaxValue;
        return offset != TimeSpan.MaxValue;
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

    private static DateTimeOffset? Make(int year, int month, int day, TimeSpan time, TimeSpan offset)
    {
        // The year 1 is what programs write that have no date.
        if (year is < 2 or > 9998 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return null;
        }

        return new DateTimeOffset(new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc) + time - offset);
    }

    [GeneratedRegex("""
        ^(?: (?<y>\d{4}) (?: -?(?<o>\d{3})(?![\d-]) | -0?(?<m>\d{1,2})(?:-(?<d>\d{1,2}))? | (?<m>\d{2})(?<d>\d{2}) )?
           | (?<y>\d{2})(?<m>\d{2})(?<d>\d{2}) | (?<y>\d{2})-(?<m>\d{2})-(?<d>\d{2}) | (?<y>\d{2})-?(?<o>\d{3})(?!\d)
           | -(?<y>\d{2})-?(?<m>\d{2}) )
        (?: (?:t|\s+) (?<t>\d{1,2}(?:[:\d].*)?|\d{1,2}z) )?$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Iso();

    [GeneratedRegex(@"^(\d{1,2})(?::?(\d{1,2})(?::?(\d{1,2})(?:[.,]\d+)?)?)?(?![:\d])(.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    [GeneratedRegex("[+-]|[a-z]", RegexOptions.CultureInvariant)]
    private static partial Regex HasZone();

    [GeneratedRegex(@"^(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})\.?$", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"^(\d{1,4})-(\p{L}+)\.?-(\d{1,4})(?:t(.+))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Joined();

    [GeneratedRegex(@"^(\d+)(st|nd|rd|th|\.|년|월|일)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    [GeneratedRegex(@"^(?:gmt|utc|ut|z)?([+-])(\d{1,2}:?\d{2}|\d{1,2})$", RegexOptions.CultureInvariant)]
    private static partial Regex Offset();
}

/// <summary>Months and zones in words.</summary>
internal static class FeedDateWords
{
    // By how they begin, without accents, in the languages feeds have been seen in; the longer first where one begins as another.
    private static readonly (string Start, int Month)[] Months =
    [
        ("janv", 1), ("jan", 1), ("ene", 1), ("gen", 1), ("ιαν", 1), ("sty", 1), ("feb", 2), ("fev", 2), ("φεβ", 2), ("lut", 2),
        ("mar", 3), ("mrz", 3), ("maer", 3), ("mrt", 3), ("μαρ", 3),
        ("apr", 4), ("avr", 4), ("abr", 4), ("apri", 4), ("απρ", 4), ("kwi", 4),
        ("maj", 5), ("may", 5), ("mai", 5), ("mei", 5), ("mag", 5), ("maju", 5), ("μαι", 5), 
        ("juin", 6), ("jun", 6), ("giu", 6), ("ιουν", 6), ("cze", 6),
        ("juil", 7), ("jul", 7), ("lug", 7), ("ιουλ", 7), ("lip", 7), ("aug", 8), ("aou", 8), ("ago", 8), ("αυγ", 8), ("sie", 8),
        ("sep", 9), ("set", 9), ("szep", 9), ("σεπ", 9), ("wrz", 9),
        ("oct", 10), ("okt", 10), ("ott", 10), ("out", 10), ("οκτ", 10), ("paz", 10),
        ("nov", 11), ("noe", 11), ("νοε", 11), ("lis", 11), ("dec", 12), ("dez", 12), ("dic", 12), ("δεκ", 12), ("gru", 12),
    ];

    // Hours from UTC. Those that mean two zones mean the one with more feeds: IST is India, CST America.
    private static readonly Dictionary<string, double> Zones = new(StringComparer.Ordinal)
    {
        ["ut"] = 0, ["utc"] = 0, ["gmt"] = 0, ["z"] = 0, ["wet"] = 0, ["west"] = 1,
        ["bst"] = 1, ["cet"] = 1, ["met"] = 1, ["mez"] = 1, ["wat"] = 1,
        ["cest"] = 2, ["mest"] = 2, ["mesz"] = 2, ["eet"] = 2, ["cat"] = 2, ["sast"] = 2,
        ["eest"] = 3, ["msk"] = 3, ["eat"] = 3, ["trt"] = 3,
        ["idt"] = 3, ["irst"] = 3.5, ["msd"] = 4, ["gst"] = 4, ["pkt"] = 5, ["ist"] = 5.5,
        ["npt"] = 5.75, ["ict"] = 7, ["wib"] = 7, ["hkt"] = 8,
        ["sgt"] = 8, ["awst"] = 8, ["pht"] = 8, ["jst"] = 9, ["kst"] = 9, ["acst"] = 9.5, ["aest"] = 10, ["acdt"] = 10.5, ["aedt"] = 11,
        ["nzst"] = 12, ["nzdt"] = 13, ["ndt"] = -2.5, ["nst"] = -3.5, ["adt"] = -3, ["brt"] = -3, ["art"] = -3, ["ast"] = -4, ["at"] = -4,
        ["clt"] = -4, ["edt"] = -4, ["est"] = -5, ["et"] = -5, ["cot"] = -5, ["pet"] = -5,
        ["cdt"] = -5, ["cst"] = -6, ["ct"] = -6, ["mdt"] = -6,
        ["mst"] = -7, ["mt"] = -7, ["pdt"] = -7, ["pst"] = -8, ["pt"] = -8, ["akdt"] = -8, ["akst"] = -9, ["hst"] = -10,
    };

    public static int? Month(string word)
    {
        var plain = new StringBuilder(word.Length);
        foreach (var c in word.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                plain.Append(c);
            }
        }

        var start = plain.ToString();
        return Array.Find(Months, m => start.StartsWith(m.Start, StringComparison.Ordinal)) is { Month: > 0 and var month } ? month : null;
    }

    public static TimeSpan? Zone(string word)
    {
        if (Zones.TryGetValue(word, out var hours))
        {
            return TimeSpan.FromHours(hours);
        }

        // The letters of RFC 822: A to M without J are hours west as it has them, N to Y east.
        return word is [>= 'a' and <= 'y' and not 'j' and var letter]
            ? TimeSpan.FromHours(letter <= 'i' ? 'a' - letter - 1 : letter <= 'm' ? 'a' - letter : letter - 'n' + 1)
            : null;
    }
}
