using Engagement.Data;

namespace Engagement.Tests.Data;

public sealed class TextSlicesTests
{
    [Fact]
    public void No_slice_is_longer_than_the_budget_but_one_text_alone_and_none_is_lost()
    {
        var random = new Random(7);
        var lengths = Enumerable.Range(0, 2_000)
            .Select(_ => (long)(random.NextDouble() * random.NextDouble() * 1.5 * TextSlices.Bytes)).ToList();

        var slices = TextSlices.Of(lengths, l => l, most: 40).ToList();

        Assert.Equal(lengths, slices.SelectMany(s => s));
        Assert.All(slices, s => Assert.True(s.Count is > 0 and <= 40 && (s.Sum() <= TextSlices.Bytes || s.Count == 1)));
        Assert.Contains(slices, s => s is [> TextSlices.Bytes]);
    }
}
