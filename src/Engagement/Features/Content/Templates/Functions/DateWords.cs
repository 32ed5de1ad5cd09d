using System.Globalization;
using System.Text.RegularExpressions;
using Engagement.Data;

namespace Engagement.Features.Content.Templates.Functions;

/// <summary><c>date</c>: a time in words, in a zone and a language. Formats have names; a pattern of letters does too.</summary>
internal static partial class DateWords
{
    private const int MostPattern = 40;

    private static readonly string[] Names = ["day", "short", "long", "month", "weekday", "time", "day-time", "iso"];

    public static readonly TemplateFunction Function = new(
        "date",
        "A time in words: day (usual), short, long, month, weekday, time, day-time, iso, or a pattern such as 'd MMM, HH:mm'; "
            + "then a zone, then a language",
        [
            new("time", "a time, such as article.updated or now", Required: true),
            new("format", "a format"),
            new("zone", "a zone, such as 'Europe/Berlin'"),
            new("language", "a language, such as 'de' or 'fr-CH'"),
        ],
        call => InWords(call, call.Has(1) ? call.Text(1) : "day"),
        "{{ article.updated | date }}",
        "{{ article.updated | date 'long' 'Europe/Berlin' 'de' }}",
        "{{ now | date 'd MMM, HH:mm' zone: 'America/New_York' }}");

    public static readonly TemplateFunction Day = new(
        "day",
        "The same as date 'day'",
        [new("time", "a time, such as article.updated", Required: true)],
        call => InWords(call, "day"),
        "{{ article.updated | day }}");

    /// <summary>In the subject's zone and language.</summary>
    public static string Format(DateTime time, string format, TemplateRun run) =>
        InZone(time, run).ToString(Pattern(format, Culture(run.WordsLanguage)!)!, Culture(run.WordsLanguage));

    public static DateTimeOffset InZone(DateTime time, TemplateRun run) => InZone(time, run.Subject?.Zone ?? TimeZoneInfo.Utc);

    private static DateTimeOffset InZone(DateTime time, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)), zone);

    private static string InWords(Call call, string format)
    {
        var time = call.Value(0) switch
        {
            DateTime known => known,
            string text when text.Length < 40
                && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed) =>
                parsed.UtcDateTime,
            null => throw call.Wrong("There is no time here: the value is empty."),
            var other => throw call.Wrong($"It needs a time, and here is “{call.Run.ObjectToString(other)}”."),
        };
        var zone = call.Subject?.Zone ?? TimeZoneInfo.Utc;
        if (call.Has(2) && Zone(call.Text(2)) is var wanted)
        {
            zone = wanted ?? throw call.Wrong($"“{Cut(call.Text(2))}” is no zone. Write one such as Europe/Berlin.");
        }

        var language = call.Has(3) ? call.Text(3) : call.Run.WordsLanguage;
        var culture = Culture(language) ?? throw call.Wrong($"“{Cut(language)}” is no language. Write one such as de or fr-CH.");
        try
        {
            return Pattern(format, culture) is { } pattern
                ? InZone(time, zone).ToString(pattern, culture)
                : throw call.Wrong($"“{Cut(format)}” is no format. It is one of {string.Join(", ", Names)}, "
                    + $"or a pattern such as 'd MMM yyyy'.");
        }
        catch (FormatException)
        {
            throw call.Wrong($"“{Cut(format)}” is no pattern for a time. Write one such as 'd MMM yyyy'.");
        }
    }

    private static string? Pattern(string format, CultureInfo culture) => format switch
    {
        "day" => Weekday().Replace(culture.DateTimeFormat.LongDatePattern, ""),
        "short" => culture.DateTimeFormat.ShortDatePattern,
        "long" => culture.DateTimeFormat.LongDatePattern,
        "month" => culture.DateTimeFormat.YearMonthPattern,
        "weekday" => "dddd",
        "time" => culture.DateTimeFormat.ShortTimePattern,
        "day-time" => $"{Weekday().Replace(culture.DateTimeFormat.LongDatePattern, "")}, {culture.DateTimeFormat.ShortTimePattern}",
        "iso" => "yyyy-MM-dd'T'HH:mm:sszzz",
        { Length: > 1 and <= MostPattern } when format.Any(c => c is 'd' or 'M' or 'y' or 'H' or 'h' or 'm') => format,
        _ => null,
    };

    private static TimeZoneInfo? Zone(string name) =>
        name.Length < 50 && ZoneName().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    // Cultures that .NET makes up for a well-formed name are kept by it for ever; only those it knows are asked for.
    private static CultureInfo? Culture(string name)
    {
        if (!CultureName().IsMatch(name))
        {
            return null;
        }

        try
        {
            // day before month, as most of the world writes it
            return CultureInfo.GetCultureInfo(name is "en" ? "en-GB" : name, predefinedOnly: true);
        }
        catch (CultureNotFoundException)
        {
            return null; // said to the writer by the caller
        }
    }

    private static string Cut(string text) => Fit.Shorten(text, 40);

    [GeneratedRegex(@"(^dddd[,.]?\s*|\s{0,3},?\s{0,3}dddd$)")]
    private static partial Regex Weekday();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z][A-Za-z0-9_+-]*){0,2}\z")]
    private static partial Regex ZoneName();

    [GeneratedRegex(@"^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?\z")]
    private static partial Regex CultureName();
}
