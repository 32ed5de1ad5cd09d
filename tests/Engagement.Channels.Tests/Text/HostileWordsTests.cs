using Engagement.Channels.Bluesky;
using Engagement.Channels.LinkedIn;
using Engagement.Channels.Mastodon;
using Engagement.Channels.Sandbox;
using Engagement.Channels.Text;
using Engagement.Channels.X;
using Engagement.Tests;

namespace Engagement.Channels.Tests.Text;

/// <summary>
/// Words that make a reader of links look at everything again and again. Each of these is done in well under half a second; what takes the
/// square of the text takes minutes, so the limit is generous and still tells them apart.
/// </summary>
public sealed class HostileWordsTests
{
    private const int Length = 100_000;

    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<string, Func<string, int>> Readers = new(StringComparer.Ordinal)
    {
        ["X"] = text => XText.Measure(text).Length,
        ["X, links"] = text => XLinks.Find(text).Count(),
        ["Mastodon"] = text => MastodonText.Measure(text, null, MastodonSettings.Of((ChannelAccount?)null)).Length,
        ["Bluesky"] = text => BlueskyText.Measure(text).Length,
        ["Bluesky, facets"] = text => BlueskyText.FindFacets(text).Count,
        ["LinkedIn"] = text => LinkedInText.Measure(text).Length,
        ["LinkedIn, little text"] = text => LinkedInText.Escape(text).Length,
        ["Sandbox"] = text => SandboxText.Measure(text).Length,
        ["all, with bare domains"] = text => Links.FindWithBare(text).Count(),
    };

    public static TheoryData<string> Names => [.. Readers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Words_without_end_are_read_soon(string reader)
    {
        var slow = new List<string>();
        foreach (var (name, text) in HostileText.Words)
        {
            var words = text(Length);
            var reading = Task.Run(() => Readers[reader](words), TestContext.Current.CancellationToken);
            try
            {
                await reading.WaitAsync(Hang, TestContext.Current.CancellationToken);
            }
            catch (TimeoutException)
            {
                slow.Add(name);
                break; // it goes on, and would slow down the others
            }
        }

        Assert.Empty(slow);
    }

    [Fact]
    public void All_labels_of_a_run_end_alike()
    {
        var ends = XDomainEnds.Of("a.b.com.c a_b.com _.a-.de x.y_z.com");

        Assert.Equal([7, 7, null, null, null, 17], new[] { 0, 2, 4, 8, 1, 12 }.Select(ends.From));
        Assert.Null(ends.From(10));
        Assert.Equal([(0, 7), (11, 16)], XDomainEnds.OfLatin("a.b.com.c \u4e2da.com").All());
    }

    [Fact]
    public void A_link_of_Mastodon_may_have_4096_characters_and_no_more()
    {
        const string Start = "http://a.co/";
        var longest = Start + HostileText.Many("b", 4096 - Start.Length);

        Assert.Equal([(0, 4096)], MastodonLinks.Find(longest + " c"));
        Assert.Equal([(0, 4096)], MastodonLinks.Find(longest + "!!!"));
        Assert.Empty(MastodonLinks.Find(longest + "b"));
    }
}
