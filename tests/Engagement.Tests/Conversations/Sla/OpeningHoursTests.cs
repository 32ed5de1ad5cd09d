using CsCheck;
using Engagement.Features.Conversations.Sla;

namespace Engagement.Tests.Conversations.Sla;

public sealed class OpeningHoursTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static readonly TimeZoneInfo[] Zones = [.. TimeZoneInfo.GetSystemTimeZones()];

    private static readonly DayOfWeek[] Workdays = [DayOfWeek.Monday,
        DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    [Fact]
    public void Only_open_time_counts_over_a_weekend_and_a_holiday()
    {
        var hours = NineToFive(new Holiday(new DateOnly(2026, 12, 25), "Christmas Day"));

        // Thursday 24 December 16:00 to Monday 28 December 10:00, in Berlin's winter.
        var counted = hours.Count(Utc(2026, 12, 24, 15), Utc(2026, 12, 28, 9));

        Assert.Equal(TimeSpan.FromHours(2), counted);
        Assert.Equal(Utc(2026, 12, 28, 9), hours.Add(Utc(2026, 12, 24, 15), TimeSpan.FromHours(2)));
    }

    [Fact]
    public void Every_piece_says_what_closed_the_desk()
    {
        var hours = NineToFive(new Holiday(new DateOnly(2026, 12, 25), "Christmas Day"));

        var pieces = hours.Between(Utc(2026, 12, 24, 15), Utc(2026, 12, 28, 9)).Select(p => (p.Kind, p.Name, p.Length.TotalHours)).ToList();

        Assert.Equal(
            [
                (StretchKind.Open, null, 1d),
                (StretchKind.Closed, null, 7d),                     // Thursday 17:00 to midnight
                (StretchKind.Holiday, "Christmas Day", 24d),
                (StretchKind.Closed, null, 57d),                    // the weekend and Monday morning
                (StretchKind.Open, null, 1d),
            ],
            pieces);
    }

    [Theory]
    [InlineData(2027, 3, 28, 23)] // clocks go forward: the day has 23 hours
    [InlineData(2026, 10, 25, 25)]
    [InlineData(2026, 10, 26, 24)]
    public void A_desk_that_is_always_open_counts_the_hours_a_day_really_has(int year, int month, int day, int expected)
    {
        var hours = new OpeningHours(Berlin, SlaWords.Days.Select(d => new OpenSpan(d, TimeOnly.MinValue, TimeOnly.MinValue)), []);
        var midnight = new DateTime(year, month, day);

        var counted = hours.Count(Local(midnight), Local(midnight.AddDays(1)));

        Assert.Equal(expected, counted.TotalHours);
    }

    [Fact]
    public void A_night_shift_over_a_clock_change_is_as_long_as_it_really_was()
    {
        var hours = new OpeningHours(Berlin, [new OpenSpan(DayOfWeek.Saturday, new(22, 0), new(6, 0))], []);

        Assert.Equal(7, hours.Count(Local(new(2027, 3, 27)), Local(new(2027, 3, 29))).TotalHours);
        Assert.Equal(9, hours.Count(Local(new(2026, 10, 24)), Local(new(2026, 10, 26))).TotalHours);
    }

    [Fact]
    public void An_opening_within_the_skipped_hour_is_none()
    {
        var hours = new OpeningHours(Berlin, [new OpenSpan(DayOfWeek.Sunday, new(2, 10), new(2, 50))], []);

        Assert.Equal(TimeSpan.Zero, hours.Count(Local(new(2027, 3, 28)), Local(new(2027, 3, 29))));
        Assert.Equal(40, hours.Count(Local(new(2027, 3, 21)), Local(new(2027, 3, 22))).TotalMinutes);
    }

    [Fact]
    public void A_desk_that_opens_too_seldom_has_no_due_time_instead_of_an_endless_search()
    {
        var hours = new OpeningHours(Berlin, [new OpenSpan(DayOfWeek.Monday, new(9, 0), new(9, 1))], []);

        Assert.Null(hours.Add(Utc(2026, 1, 1, 0), TimeSpan.FromHours(24)));
    }

    /// <summary>Held to a plain count of minutes by the clock on the wall, in every zone and over clock changes.</summary>
    [Fact]
    public void Counting_agrees_with_a_walk_through_the_minutes_in_every_zone() => Case.Sample((zone, week, days, start, minutes) =>
    {
        var hours = new OpeningHours(zone, week, days.Select(d => new Holiday(d, "Closed")));
        var from = new DateTimeOffset(start, TimeSpan.Zero);

        var walked = Enumerable.Range(0, minutes).Count(m =>
        {
            var local = TimeZoneInfo.ConvertTime(from.AddMinutes(m), zone).DateTime;
            return !days.Contains(DateOnly.FromDateTime(local))
                && week.Exists(s => s.Day == local.DayOfWeek
                    && TimeOnly.FromDateTime(local) >= s.From && TimeOnly.FromDateTime(local) < s.To);
        });

        Assert.Equal(walked, hours.Count(from, from.AddMinutes(minutes)).TotalMinutes);
    }, iter: 300);

    [Fact]
    public void The_moment_by_which_open_time_has_passed_is_the_first_by_which_that_much_is_counted() =>
        Case.Sample((zone, week, days, start, minutes) =>
        {
            var hours = new OpeningHours(zone, week, days.Select(d => new Holiday(d, "Closed")));
            var from = new DateTimeOffset(start, TimeSpan.Zero);
            var open = TimeSpan.FromMinutes(1 + (minutes % 600));

            if (hours.Add(from, open) is { } until)
            {
                Assert.Equal(open, hours.Count(from, until));
                Assert.True(hours.Count(from, until.AddSeconds(-1)) < open);
            }
            else
            {
                Assert.Empty(week);
            }
        }, iter: 300);

    [Fact]
    public void Pieces_leave_no_gap_and_say_nothing_twice() => Case.Sample((zone, week, days, start, minutes) =>
    {
        var hours = new OpeningHours(zone, week, days.Select(d => new Holiday(d, "Closed")));
        var from = new DateTimeOffset(start, TimeSpan.Zero);

        var pieces = hours.Between(from, from.AddMinutes(minutes)).ToList();

        Assert.Equal(from, pieces[0].From);
        Assert.Equal(from.AddMinutes(minutes), pieces[^1].To);
        Assert.All(pieces, p => Assert.True(p.Length > TimeSpan.Zero));
        Assert.All(pieces.Zip(pieces.Skip(1)), p => Assert.Equal(p.First.To, p.Second.From));
    }, iter: 300);

    // Openings away from the small hours, where a wall clock says one thing only, so that the walk is a fair judge.
    private static readonly Gen<(TimeZoneInfo, List<OpenSpan>, HashSet<DateOnly>, DateTime, int)> Case =
        from zone in Gen.OneOfConst(Zones)
        from week in (from day in Gen.Enum<DayOfWeek>() from a in Gen.Int[20, 91] from b in Gen.Int[20, 91] select (day, a, b)).List[0, 9]
        from start in Gen.Int[0, 5 * 365 * 24 * 60]
        from minutes in Gen.Int[1, 12 * 24 * 60]
        from days in Gen.Int[0, 12].List[0, 3]
        let at = new DateTime(2024, 1, 1).AddMinutes(start)
        select (zone,
            week.Where(s => s.a < s.b)
                .Select(s => new OpenSpan(s.day, TimeOnly.MinValue.AddMinutes(s.a * 15), TimeOnly.MinValue.AddMinutes(s.b * 15))).ToList(),
            days.Select(d => DateOnly.FromDateTime(at).AddDays(d)).ToHashSet(),
            at, minutes);

    private static OpeningHours NineToFive(params Holiday[] holidays) =>
        new(Berlin, Workdays.Select(d => new OpenSpan(d, new(9, 0), new(17, 0))), holidays);

    private static DateTimeOffset Utc(int year, int month, int day, int hour) => new(year, month, day, hour, 0, 0, TimeSpan.Zero);

    private static DateTimeOffset Local(DateTime midnight) => new(midnight, Berlin.GetUtcOffset(midnight));
}
