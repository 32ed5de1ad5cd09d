using Engagement.Features.Posts;

namespace Engagement.Tests.Posts;

public sealed class LocalMomentTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public void A_time_on_the_clock_is_that_time_in_its_zone_in_summer_and_in_winter()
    {
        Assert.Equal(new DateTimeOffset(2026, 7, 1, 7, 0, 0, TimeSpan.Zero), Parse("2026-07-01T09:00").Instant);
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 8, 0, 0, TimeSpan.Zero), Parse("2026-12-01T09:00").Instant);
        Assert.Null(Parse("2026-12-01T09:00").Note);
    }

    [Fact]
    public void A_time_that_the_clock_skips_becomes_the_first_one_after_the_gap_and_says_so()
    {
        var moment = Parse("2026-03-29T02:30");

        Assert.Equal(new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.Zero), moment.Instant);
        Assert.Equal("02:30 does not exist in Europe/Berlin that day, because clocks go forward; 03:00 is taken.", moment.Note);
    }

    [Fact]
    public void A_time_that_comes_twice_is_the_first_of_the_two_and_says_so()
    {
        var moment = Parse("2026-10-25T02:30");

        Assert.Equal(new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero), moment.Instant);
        Assert.Equal("02:30 comes twice in Europe/Berlin that day, because clocks go back; the first is taken.", moment.Note);
    }

    [Theory]
    [InlineData("2026-10-25T02:30:00+01:00")]
    [InlineData("2026-10-25T01:30:00Z")]
    [InlineData("2026-10-25T01:30:00.000Z")]
    public void A_time_with_its_offset_is_the_moment_it_is_whatever_the_zone(string text) =>
        Assert.Equal(new DateTimeOffset(2026, 10, 25, 1, 30, 0, TimeSpan.Zero), Parse(text).Instant);

    [Theory]
    [InlineData("tomorrow")]
    [InlineData("2026-02-30T09:00")]
    [InlineData("09:00")]
    [InlineData("")]
    public void Anything_else_is_no_time(string text) => Assert.Null(LocalMoment.Parse(text, Berlin));

    private static LocalMoment Parse(string text) => LocalMoment.Parse(text, Berlin)!;
}
