using System.Diagnostics;
using Engagement.Features.Conversations.Clients;

namespace Engagement.Tests.Conversations.Clients;

public sealed class StruckTextTests
{
    [Fact]
    public void What_is_struck_is_gone_wherever_it_stands_in_whatever_case_and_order()
    {
        var text = new StruckText("Ann wrote: my VPN does not connect at home. ANN asked twice.\nMy vpn does not connect");
        text.Strike("my vpn does not connect");
        text.Strike("ann");
        text.Strike("my VPN does not connect at home."); // holds what was struck before it
        text.Strike("");
        text.Strike(new string('x', 1000));

        Assert.Equal("[…] wrote: […] […] asked twice.\n[…]", text.ToString());
    }

    [Theory]
    [InlineData("Straße nach Ŷork", "STRAßE NACH ŷORK")]
    [InlineData("мой впн не работает", "МОЙ ВПН НЕ РАБОТАЕТ")]
    [InlineData("say \ud801\udc00\ud801\udc01 and more", "SAY \ud801\udc28\ud801\udc29 AND MORE")]
    [InlineData("网络连接不上怎么办呢", "网络连接不上怎么办呢")]
    public void Letters_of_all_scripts_are_found_in_whatever_case(string said, string quoted)
    {
        var text = new StruckText($"Before {quoted} after.");
        text.Strike(said);

        Assert.Equal("Before […] after.", text.ToString());
    }

    [Fact]
    public void A_text_without_them_stays_as_it_is()
    {
        var text = new StruckText("Unlock it under Settings.");
        text.Strike("Unlock it under Profile.");

        Assert.Equal("Unlock it under Settings.", text.ToString());
        Assert.Equal("", new StruckText("").ToString());
    }

    [Fact]
    public void Fifty_thousand_lines_are_struck_from_the_longest_article_in_the_time_of_a_click()
    {
        var lines = Enumerable.Range(0, 100_000).Select(i => $"Line {i:D6} of a long manual for all of us.\n");
        var text = new StruckText(string.Concat(lines));
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 50_000; i++)
        {
            text.Strike($"{i:D6} times I asked, and nobody said anything.");
        }

        text.Strike("line 099999 of a long manual");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
        Assert.EndsWith("all of us.\n[…] for all of us.\n", text.ToString(), StringComparison.Ordinal);
    }
}
