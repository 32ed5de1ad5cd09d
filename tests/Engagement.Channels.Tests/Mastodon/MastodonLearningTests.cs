using System.Collections.Immutable;
using Engagement.Channels.Mastodon;

namespace Engagement.Channels.Tests.Mastodon;

/// <summary>
/// Servers that announce one count and apply another, as GoToSocial 0.19.2 was seen to: 25 characters a link, and links counted whole.
/// </summary>
public sealed class MastodonLearningTests
{
    private static readonly MastodonChannel Channel = new(new HttpClient(), TimeProvider.System);

    private static readonly SendOutcome TooLong = SendOutcome.No(RefusalKind.TooLong, "The text is longer than the server takes.");

    private static readonly ChannelAccount Desk = new(
        Guid.NewGuid(), "mastodon", "@desk", "1", new Uri("https://gts.example/"),
        ImmutableDictionary<string, string>.Empty.Add("maxCharacters", "500").Add("charactersPerUrl", "25"), []);

    private static readonly OutgoingPost Linked = new(
        "k", $"{new string('a', 450)} https://example.com/{new string('b', 60)}", DateTimeOffset.UnixEpoch);

    [Fact]
    public void Links_that_are_counted_whole_are_learnt_and_measured_so_from_then_on()
    {
        Assert.True(Channel.Measure(Linked.Text, Desk).IsValid);

        var learnt = Desk with { Settings = Channel.Learn(Desk, Linked, TooLong)! };

        Assert.Equal(-Linked.Text.Length + 500, Channel.Measure(Linked.Text, learnt).Left);
        Assert.Contains("in full", Channel.Learned(learnt), StringComparison.Ordinal);
        Assert.Null(Channel.Learned(Desk));
    }

    [Fact]
    public void A_shorter_limit_than_announced_is_learnt_from_what_was_refused()
    {
        var words = Linked with { Text = new string('a', 400) };

        var learnt = Desk with { Settings = Channel.Learn(Desk, words, TooLong)! };

        Assert.Equal(-1, Channel.Measure(words.Text, learnt).Left);
    }

    [Fact]
    public void What_was_learnt_is_forgotten_when_the_server_announces_something_else_or_takes_more()
    {
        var learnt = Desk with { Settings = Channel.Learn(Desk, Linked, TooLong)! };

        Assert.True(Channel.Measure(Linked.Text, learnt with { Settings = learnt.Settings.SetItem("maxCharacters", "600") }).Left > 0);
        Assert.True(Channel.Measure(
            Linked.Text, learnt with { Settings = Channel.Learn(learnt, Linked, new SendOutcome.Accepted("1", null))! }).IsValid);
    }

    [Fact]
    public void Nothing_is_learnt_from_other_ends_or_from_what_was_too_long_by_our_own_count()
    {
        Assert.Null(Channel.Learn(Desk, Linked, new SendOutcome.Accepted("1", null)));
        Assert.Null(Channel.Learn(Desk, Linked, SendOutcome.No(RefusalKind.Invalid, "")));
        Assert.Null(Channel.Learn(Desk, Linked with { Text = new string('a', 600) }, TooLong));
    }

    [Theory]
    [InlineData(null, "public")]
    [InlineData("unlisted", "unlisted")]
    [InlineData("private", "private")]
    [InlineData("direct", "public")]
    public void Who_sees_posts_is_what_was_chosen_for_the_account(string? chosen, string sent) => Assert.Equal(
        sent, MastodonSettings.VisibilityOf(chosen is null ? Desk : Desk with { Settings = Desk.Settings.Add("visibility", chosen) }));
}
