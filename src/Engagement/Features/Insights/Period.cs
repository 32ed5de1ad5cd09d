using System.Globalization;
using Engagement.Features.Publishing.Posts;

namespace Engagement.Features.Insights;

/// <summary>Whole days in a zone, both ends included.</summary>
internal sealed record Period(DateOnly First, DateOnly Last, TimeZoneInfo Zone)
{
    public const int UsualDays = 30;

    /// <summary>Ten years.</summary>
    public const int MostDays = 3660;

    private const string Format = "yyyy-MM-dd";
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    // Before, some zones' days begin between two quarters; after, numbers overflow and nobody asks.
    private static readonly (DateOnly From, DateOnly To) Sensible = (new(2000, 1, 1), new(2100, 12, 31));

    /// <summary>Lengths that are a click away, in days up to today.</summary>
    public static IReadOnlyList<(int Days, string Name)> Usual { get; } =
        [(7, "7 days"), (30, "30 days"), (90, "90 days"), (365, "A year"), (1826, "5 years")];

    public DateTimeOffset Start => new LocalDay(First, Zone).StartsAt;

    /// <summary>The first moment after.</summary>
    public DateTimeOffset End => new LocalDay(Last.AddDays(1), Zone).StartsAt;

    public int Days => Last.DayNumber - First.DayNumber + 1;

    /// <summary>As many days right before, to compare with.</summary>
    public Period Before => this with { First = First.AddDays(-Days), Last = First.AddDays(-1) };

    public string Words => First == Last ? First.ToString("d MMMM yyyy", English)
        : First.Year == Last.Year ? $"{First.ToString("d MMM", English)} – {Last.ToString("d MMM yyyy", English)}"
        : $"{First.ToString("d MMM yyyy", English)} – {Last.ToString("d MMM yyyy", English)}";

    /// <summary>As addresses carry it.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Query =>
        [new("from", Written(First)), new("to", Written(Last)), new("zone", Zone.Id)];

    /// <summary>A day as <see cref="Read"/> takes it.</summary>
    public static string? Written(DateOnly? day) => day?.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>The period's parts on a time axis: days, weeks from Monday, or months, so that there are never too many to see.</summary>
    public IReadOnlyList<PeriodPart> Parts()
    {
        var parts = new List<PeriodPart>();
        for (var from = First; from <= Last;)
        {
            var next = Days <= 31 ? from.AddDays(1)
                : Days <= 190 ? from.AddDays(7 - (((int)from.DayOfWeek + 6) % 7))
                : new DateOnly(from.Year, from.Month, 1).AddMonths(1);
            next = next > Last ? Last.AddDays(1) : next;
            var name = Days <= 31 ? from.ToString("ddd d MMM", English)
                : Days <= 190 ? $"{from.ToString("d MMM", English)}–{next.AddDays(-1).ToString("d MMM", English)}"
                : from.ToString("MMM yyyy", English);
            parts.Add(new PeriodPart(name, new LocalDay(from, Zone).StartsAt, new LocalDay(next, Zone).StartsAt));
            from = next;
        }

        return parts;
    }

    /// <param name="days">So many days up to today, unless both ends are given.</param>
    /// <param name="from">The first day, as 2026-11-24.</param>
    /// <param name="to">The last one.</param>
    /// <param name="zone">IANA; null: <paramref name="mine"/>.</param>
    /// <param name="mine">The reader's zone.</param>
    /// <param name="now">The time.</param>
    public static Result<Period> Read(int? days, string? from, string? to, string? zone, TimeZoneInfo mine, DateTimeOffset now)
    {
        var where = mine;
        if (!string.IsNullOrWhiteSpace(zone) && !TimeZoneInfo.TryFindSystemTimeZoneById(zone.Trim(), out where))
        {
            return Result<Period>.Wrong(nameof(zone), "That is not a time zone, e.g. Europe/Berlin.");
        }

        var today = LocalDay.Of(now, where!).Date;
        if (string.IsNullOrWhiteSpace(from) && string.IsNullOrWhiteSpace(to))
        {
            return new Period(today.AddDays(1 - Math.Clamp(days ?? UsualDays, 1, MostDays)), today, where!);
        }

        if (!DateOnly.TryParseExact(from, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var first))
        {
            return Result<Period>.Wrong(nameof(from), "Give the first day, as 2026-11-24.");
        }

        if (!DateOnly.TryParseExact(to, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var last))
        {
            return Result<Period>.Wrong(nameof(to), "Give the last day, as 2026-11-24.");
        }

        return first > last ? Result<Period>.Wrong(nameof(to), "The last day lies before the first.")
            : first < Sensible.From || last > Sensible.To || last.DayNumber - first.DayNumber > MostDays
                ? Result<Period>.Wrong(nameof(from), "At most ten years, between 2000 and 2100.")
            : new Period(first, last, where!);
    }
}

/// <summary>A part of a period, up to and without <paramref name="To"/>.</summary>
internal sealed record PeriodPart(string Name, DateTimeOffset From, DateTimeOffset To);
