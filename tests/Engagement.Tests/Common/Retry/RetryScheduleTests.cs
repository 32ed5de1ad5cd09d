using Engagement.Common.Retry;

namespace Engagement.Tests.Common.Retry;

public sealed class RetryScheduleTests
{
    private static readonly RetrySchedule Schedule = new(Seconds(5), Seconds(60), Seconds(300));

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 5)]
    [InlineData(2, 60)]
    [InlineData(3, 300)]
    [InlineData(4, 300)]
    [InlineData(int.MaxValue, 300)]
    public void It_waits_longer_with_each_failure_and_stays_with_the_last(int failures, int seconds) =>
        Assert.Equal(Seconds(seconds), Schedule.After(failures));

    [Theory]
    [InlineData(1, null, 5)]
    [InlineData(1, 3, 5)]
    [InlineData(1, 90, 90)]
    [InlineData(2, 90, 90)]
    [InlineData(3, 90, 300)]
    [InlineData(1, 100_000, 300)]
    public void What_is_asked_for_holds_where_it_is_longer_and_to_be_believed(int failures, int? asked, int seconds) =>
        Assert.Equal(Seconds(seconds), Schedule.After(failures, asked is { } a ? Seconds(a) : null));

    [Fact]
    public void More_is_believed_where_a_feature_says_so()
    {
        var patient = new RetrySchedule(Seconds(5)) { BelievesUpTo = TimeSpan.FromDays(7) };

        Assert.Equal(TimeSpan.FromDays(3), patient.After(1, TimeSpan.FromDays(3)));
        Assert.Equal(TimeSpan.FromDays(7), patient.After(1, TimeSpan.FromDays(70)));
    }

    [Fact]
    public void What_is_given_up_one_day_ends_with_its_last_wait()
    {
        Assert.Equal(Seconds(300), Schedule.AfterOrNever(3));
        Assert.Null(Schedule.AfterOrNever(4));
        Assert.Null(Schedule.AfterOrNever(4, Seconds(90)));
    }

    [Fact]
    public void Waits_that_do_not_grow_are_none()
    {
        Assert.Throws<ArgumentException>(() => new RetrySchedule());
        Assert.Throws<ArgumentException>(() => new RetrySchedule(Seconds(60), Seconds(5)));
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
