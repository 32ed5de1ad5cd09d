using Engagement.Features.Publishing.Posts;

namespace Engagement.Tests.Publishing.Posts;

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
    [InlineData("Europe/Dublin", "2026-03-29T01:30", "2026-03-29T01:00:00Z", "does not exist")] // whose data take winter for the exception
    [InlineData("Europe/Dublin", "2026-10-25T01:30", "2026-10-25T00:30:00Z", "comes twice")]
    [InlineData("Africa/Casablanca", "2026-02-15T02:30", "2026-02-15T01:30:00Z", "comes twice")] // clocks go back for Ramadan
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30:00Z", "does not exist")] // by half an hour
    [InlineData("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00:00Z", "does not exist")] // a whole day
    public void Unusual_clock_changes_are_seen_too(string zone, string local, string instant, string said)
    {
        var moment = LocalMoment.Parse(local, TimeZoneInfo.FindSystemTimeZoneById(zone))!;

        Assert.Equal(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture), moment.Instant);
        Assert.Contains(said, moment.Note, StringComparison.Ordinal);
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
    [InlineData("0001-01-01T00:00")]
    [InlineData("9999-12-31T23:59")]
    [InlineData("")]
    public void Anything_else_is_no_time(string text) => Assert.Null(LocalMoment.Parse(text, Berlin));

    private static LocalMoment Parse(string text) => LocalMoment.Parse(text, Berlin)!;
}
