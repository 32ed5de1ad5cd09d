using Engagement.Features.Publishing.Links;

namespace Engagement.Tests.Publishing.Links;

public sealed class PostingBurstTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    private static readonly Posting Out = new() { SendCreatedAt = Start, SendStartedAt = Start, PublishedAt = Start.AddSeconds(2) };

    [Theory]
    [InlineData(-1, VisitReason.Early)]
    [InlineData(0, VisitReason.Burst)]
    [InlineData(11.9, VisitReason.Burst)]
    [InlineData(12, VisitReason.None)]
    [InlineData(86_400, VisitReason.None)]
    internal void By_its_time_alone(double seconds, VisitReason reason) =>
        Assert.Equal(reason, PostingBurst.Of(Start.AddSeconds(seconds), Out));

    [Fact]
    public void Before_anything_has_left_everybody_is_early() => Assert.Equal(VisitReason.Early, PostingBurst.Of(Start, new Posting()));

    [Fact]
    public void A_post_that_was_found_out_hours_later_was_out_when_its_send_ended()
    {
        var doubted = Out with { PublishedAt = Start.AddHours(3) };

        Assert.Equal(VisitReason.Burst, PostingBurst.Of(Start.AddSeconds(65), doubted));
        Assert.Equal(VisitReason.None, PostingBurst.Of(Start.AddHours(1), doubted));
    }

    [Fact]
    public void Readers_of_a_first_try_that_went_wrong_are_no_burst_of_the_second()
    {
        var again = Out with { SendStartedAt = Start.AddMinutes(30), PublishedAt = Start.AddMinutes(30) };

        Assert.Equal(VisitReason.None, PostingBurst.Of(Start.AddMinutes(10), again));
        Assert.Equal(VisitReason.Burst, PostingBurst.Of(Start.AddMinutes(30).AddSeconds(1), again));
    }

    [Fact]
    public void Many_within_a_second_soon_after_the_post_are_a_crowd_and_fewer_or_later_ones_are_people()
    {
        Assert.Equal(10, Told(At(30, 10)));
        Assert.Equal(0, Told(At(30, 9)));
        Assert.Equal(0, Told(At(300, 50)));
        Assert.Equal(12, Told([.. At(20, 1), .. At(30, 12), .. At(50, 3)]));

        static int Told(DateTimeOffset[] times) => PostingBurst.Of(times, Out).Count(r => r == VisitReason.Burst);
        static DateTimeOffset[] At(double seconds, int count) =>
            [.. Enumerable.Range(0, count).Select(i => Start.AddSeconds(seconds).AddMilliseconds(i * 50))];
    }
}
