using Engagement.Features.Conversations.Sla;

namespace Engagement.Tests.Conversations.Sla;

public sealed class OpenTimeTests
{
    [Theory]
    [InlineData("90", 90)]
    [InlineData("90 min", 90)]
    [InlineData("4 h", 240)]
    [InlineData("4h", 240)]
    [InlineData("1 h 30 min", 90)]
    [InlineData("1h30m", 90)]
    [InlineData("2 hours", 120)]
    [InlineData("", null)]
    [InlineData("soon", null)]
    [InlineData("-5", null)]
    [InlineData("1.5 h", null)]
    public void A_length_is_read_as_people_write_it(string text, int? minutes) => Assert.Equal(minutes, OpenTime.Minutes(text));

    [Theory]
    [InlineData("09:00-12:00, 13:00-17:30", "09:00-12:00, 13:00-17:30")]
    [InlineData("9:00 – 17:00", "09:00-17:00")]
    [InlineData("00:00-24:00", "00:00-24:00")]
    [InlineData("", "")]
    [InlineData("09:00", null)]
    [InlineData("25:00-26:00", null)]
    public void Openings_of_a_day_are_read_and_said_again(string text, string? said) =>
        Assert.Equal(said, OpenTime.Day(DayOfWeek.Monday, text) is { } spans ? OpenTime.Say(spans) : null);

    [Fact]
    public void A_holiday_without_a_date_is_named()
    {
        Assert.Equal("Christmas", OpenTime.Holidays("2026-12-25 Christmas Day\nChristmas").Wrong);
        Assert.Equal([new Holiday(new(2026, 12, 25), "Christmas Day"), new Holiday(new(2026, 12, 26), "Holiday")],
            OpenTime.Holidays("2026-12-26\n2026-12-25 Christmas Day").Days);
    }
}
