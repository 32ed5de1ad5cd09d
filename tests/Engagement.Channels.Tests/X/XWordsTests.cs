using Engagement.Channels.X;

namespace Engagement.Channels.Tests.X;

/// <summary>What X refuses beside length, and what it leaves open.</summary>
public sealed class XWordsTests
{
    private static readonly XChannel Channel = new(new HttpClient(), TimeProvider.System);

    [Theory]
    [InlineData("We watch $ABC", true)]
    [InlineData("$ABC and $XYZ", false)]
    [InlineData("$ABC, $ABC", false)]
    [InlineData("It costs $5 or $10", true)]
    [InlineData("US$ABC and a$XYZ", true)]
    [InlineData("$ABC.B (no: $TOOLONGTAG)", true)]
    public void More_than_one_cashtag_is_said_before_it_leaves(string text, bool goes) => Assert.Equal(goes, Channel.Measure(text).IsValid);

    [Fact]
    public async Task The_same_words_that_answer_we_do_not_know_what_are_not_absent()
    {
        await using var world = await XWorld.OpenAsync();
        var parent = world.X.Say("2000001", "@desk help");
        world.X.Say(FakeX.Us, "We are on it.");
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        var sent = new OutgoingPost("k", "We are on it.", DateTimeOffset.UtcNow);

        var found = await ((IFindOwnPosts)world.Channel).FindOwnPostAsync(
            world.Account, sent, parent.Id, sent.CreatedAt.AddMinutes(-1), TestContext.Current.CancellationToken);

        Assert.IsType<FindResult.NotSure>(((Reading<FindResult>.Got)found).Value);
    }
}
