using Engagement.Features.Publishing.Posts;

namespace Engagement.Tests.Publishing.Posts;

public sealed class LocalDayTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("2026-03-29", 23)] // clocks go forward
    [InlineData("2026-10-25", 25)] // and back
    [InlineData("2026-11-24", 24)]
    public void A_day_is_as_long_as_its_zone_makes_it(string date, int hours)
    {
        var day = new LocalDay(DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), Berlin);

        Assert.Equal(TimeSpan.FromHours(hours), day.Next(1).StartsAt - day.StartsAt);
    }

    [Fact]
    public void Where_midnight_is_skipped_the_day_begins_when_clocks_say_one()
    {
        var santiago = TimeZoneInfo.FindSystemTimeZoneById("America/Santiago");
        var day = new LocalDay(new DateOnly(2026, 9, 6), santiago); // 00:00 -> 01:00 that night

        Assert.Equal(new DateTimeOffset(2026, 9, 6, 4, 0, 0, TimeSpan.Zero), day.StartsAt);
        Assert.Equal(TimeSpan.FromHours(23), day.Next(1).StartsAt - day.StartsAt);
    }

    [Fact]
    public void Its_week_begins_on_Monday()
    {
        Assert.Equal(new DateOnly(2026, 11, 23), new LocalDay(new DateOnly(2026, 11, 29), Berlin).Monday.Date);
        Assert.Equal(new DateOnly(2026, 11, 23), new LocalDay(new DateOnly(2026, 11, 23), Berlin).Monday.Date);
    }

    [Fact]
    public void A_moment_belongs_to_the_readers_day()
    {
        var late = new DateTimeOffset(2026, 11, 23, 23, 30, 0, TimeSpan.Zero);

        Assert.Equal(new DateOnly(2026, 11, 24), LocalDay.Of(late, Berlin).Date);
        Assert.Equal(new DateOnly(2026, 11, 23), LocalDay.Of(late, TimeZoneInfo.Utc).Date);
    }
}
