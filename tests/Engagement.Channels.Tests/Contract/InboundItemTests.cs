using Engagement.Channels;

namespace Engagement.Channels.Tests.Contract;

public sealed class InboundItemTests
{
    private static readonly RemoteProfile Ann = new("ann", "@ann", "Ann");

    [Fact]
    public void Words_of_a_server_without_a_limit_are_cut_and_say_so()
    {
        var item = new InboundItem("1", InboundKind.Mention, Ann, new string('x', 1_000_000), DateTimeOffset.UnixEpoch, "{}");
        var edited = item with { Text = string.Concat(Enumerable.Repeat("😀", 60_000)) };

        Assert.Equal(InboundItem.MostText, item.Text.Length);
        Assert.EndsWith("x… (The rest is on the network.)", item.Text, StringComparison.Ordinal);
        Assert.True(edited.Text.Length <= InboundItem.MostText);
        Assert.EndsWith("😀… (The rest is on the network.)", edited.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Others_stay_as_they_are() =>
        Assert.Equal(InboundItem.MostText,
            new InboundItem("1", InboundKind.Mention, Ann, new string('y', InboundItem.MostText), DateTimeOffset.UnixEpoch, "{}").Text
                .TrimEnd('x').Length);
}
