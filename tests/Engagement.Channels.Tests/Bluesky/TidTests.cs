using System.Text.RegularExpressions;
using CsCheck;
using Engagement.Channels.Bluesky;

namespace Engagement.Channels.Tests.Bluesky;

public sealed class TidTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, 123, 456, TimeSpan.Zero);

    [Fact]
    public void It_is_of_the_specified_form() => Gen.Select(Gen.String, Gen.Long[0, 4_000_000_000_000]).Sample((key, ms) =>
        // The syntax in atproto.com/specs/tid.
        Assert.Matches(new Regex("^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$"),
            Tid.Of(key, DateTimeOffset.FromUnixTimeMilliseconds(ms))));

    [Fact]
    public void The_same_send_has_the_same_name_even_if_the_database_keeps_only_milliseconds() =>
        Assert.Equal(Tid.Of("key", Noon), Tid.Of("key", Noon.AddTicks(-(Noon.Ticks % TimeSpan.TicksPerMillisecond))));

    [Fact]
    public void Other_sends_of_the_same_millisecond_have_other_names()
    {
        var names = Enumerable.Range(0, 100).Select(i => Tid.Of($"delivery-{i}", Noon)).ToHashSet();
        Assert.Equal(100, names.Count);
    }

    [Fact]
    public void Later_sends_sort_after_earlier_ones() =>
        Gen.Select(Gen.String, Gen.String, Gen.Int[1, 1_000_000]).Sample((one, other, ms) =>
            Assert.True(string.CompareOrdinal(Tid.Of(one, Noon), Tid.Of(other, Noon.AddMilliseconds(ms))) < 0));

    [Fact]
    public void It_agrees_with_the_reference_for_a_known_time() =>
        // 2024-01-01T00:00:00.000000Z and clock 0, computed with the npm package @atproto/common-web, is 3khuwc44c2222;
        // ours is of the same millisecond, so all but the last digits agree.
        Assert.StartsWith("3khuwc44", Tid.Of("any", new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero)), StringComparison.Ordinal);
}
