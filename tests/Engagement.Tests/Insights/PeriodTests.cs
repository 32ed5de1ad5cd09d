using Engagement.Features.Insights;
using Engagement.Features.Insights.Rollups;
using Engagement.Features.Insights.Sheets;

namespace Engagement.Tests.Insights;

public sealed class PeriodTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 23, 30, 0, TimeSpan.Zero);

    private static TimeZoneInfo Berlin => TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public void Days_end_with_today_where_the_reader_is()
    {
        var period = Assert.IsType<Result<Period>.Done>(Period.Read(7, null, null, null, Berlin, Now)).Value;

        Assert.Equal((new DateOnly(2026, 11, 20), new DateOnly(2026, 11, 26)), (period.First, period.Last));
        Assert.Equal(new DateTimeOffset(2026, 11, 19, 23, 0, 0, TimeSpan.Zero), period.Start);
        Assert.Equal((new DateOnly(2026, 11, 13), new DateOnly(2026, 11, 19)), (period.Before.First, period.Before.Last));
    }

    [Theory]
    [InlineData("2026-11-02", "2026-11-01", "UTC", "to")]
    [InlineData("yesterday", "2026-11-01", "UTC", "from")]
    [InlineData("2026-11-01", null, "UTC", "to")]
    [InlineData("2026-11-01", "2026-11-02", "Mars/Olympus", "zone")]
    [InlineData("1990-01-01", "1990-01-02", "UTC", "from")]
    [InlineData("2001-01-01", "2026-01-02", "UTC", "from")]
    public void What_cannot_be_a_period_is_said_at_its_field(string? from, string? to, string? zone, string field) =>
        Assert.Equal(
            field, Assert.Single(Assert.IsType<Result<Period>.Invalid>(Period.Read(null, from, to, zone, Berlin, Now)).Errors).Field);

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("America/Sao_Paulo")]
    public void The_parts_of_a_period_cover_it_once_whatever_its_length(string zone)
    {
        foreach (var days in new[] { 1, 31, 32, 190, 191, 1826 })
        {
            var period = new Period(new(2018, 10, 3), new DateOnly(2018, 10, 3).AddDays(days - 1),
                TimeZoneInfo.FindSystemTimeZoneById(zone));

            var parts = period.Parts();

            Assert.Equal((period.Start, period.End), (parts[0].From, parts[^1].To));
            Assert.All(parts.Zip(parts.Skip(1)), p => Assert.Equal(p.First.To, p.Second.From));
            Assert.InRange(parts.Count, 1, 62);
            Assert.All(parts, p => Assert.Equal(0, p.From.Minute % 15));
        }
    }

    [Theory]
    [InlineData(nameof(Grain.Year))]
    [InlineData(nameof(Grain.Month))]
    public void A_period_is_cut_into_few_sums_that_cover_it_once(string coarsest)
    {
        var random = new Random(7);
        for (var n = 0; n < 1000; n++)
        {
            var from = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(15 * random.Next(96 * 400));
            var to = from.AddMinutes(15 * random.Next(96 * (n % 3 == 0 ? 2 : n % 3 == 1 ? 50 : 1200)));

            var pieces = VisitPieces.Of([new PeriodPart("", from, to)], Enum.Parse<Grain>(coarsest));

            // Where sums begin and end, each as often as they overlap: what is left is the period, once.
            var edges = new SortedDictionary<int, int>();
            foreach (var p in pieces)
            {
                var (start, end) = (VisitPieces.QuarterOf(p.Grain, p.From), VisitPieces.QuarterOf(p.Grain, p.To));
                edges[start] = edges.GetValueOrDefault(start) + p.Sign;
                edges[end] = edges.GetValueOrDefault(end) - p.Sign;
            }

            Dictionary<int, int> wanted = from == to ? [] : new() { [Quarters.Of(from)] = 1, [Quarters.Of(to)] = -1 };
            Assert.Equal(wanted, edges.Where(e => e.Value != 0).ToDictionary());
            Assert.True(pieces.Sum(p => p.To - p.From) <= (2 * (48 + 16 + 6)) + 40, $"{from} to {to}: {string.Join(", ", pieces)}");
        }
    }

    [Fact]
    public void One_lucky_post_makes_no_best_time_and_few_posts_no_interval()
    {
        BestTimes.FirstWeek Post(int day, int hour, long visits) =>
            new() { PublishedAt = new(2026, 6, day, hour, 0, 0, TimeSpan.Zero), Visits = visits };
        var posts = new List<BestTimes.FirstWeek>();
        posts.AddRange(Enumerable.Range(0, 6).Select(n => Post(1, 9, 50 + n))); // Monday, steady
        posts.AddRange([Post(2, 9, 3), Post(2, 9, 2), Post(2, 10, 2000), Post(2, 11, 4)]); // Tuesday, one of them lucky
        posts.Add(Post(3, 9, 9000)); // Wednesday, once

        var slots = BestTimes.Slots(posts, TimeZoneInfo.Utc);

        Assert.Equal(["Mon 09–12 h", "Tue 09–12 h", "Wed 09–12 h"], slots.Select(s => s.Name));
        Assert.InRange(slots[0].Low!.Value, 49, 53);
        Assert.InRange(slots[0].High!.Value, 52, 56);
        Assert.True(slots[1].Low < 1 && slots[1].High > 500);
        Assert.Null(slots[2].Low);
    }
}
