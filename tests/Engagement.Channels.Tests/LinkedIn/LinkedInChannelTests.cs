using System.Collections.Immutable;
using CsCheck;
using Engagement.Channels.LinkedIn;

namespace Engagement.Channels.Tests.LinkedIn;

/// <summary>What is true of LinkedIn alone.</summary>
public sealed class LinkedInChannelTests : IAsyncLifetime
{
    private LinkedInWorld _world = null!;
    private LinkedInChannel _channel = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await LinkedInWorld.OpenAsync();
        _channel = (LinkedInChannel)_world.Channel;
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public void What_readers_see_of_an_escaped_text_is_the_text() =>
        Gen.OneOf(Gen.Char[@"ab \|{}@[]()<>#*_~1é\\"], Gen.Char['\u0020', '\u2fff']).Array[0, 60].Select(c => new string(c))
            .Sample(text => FakeLinkedIn.Little(LinkedInText.Escape(text)) == text
                && LinkedInText.Unescape(LinkedInText.Escape(text)) == text);

    [Theory]
    [InlineData("Save (50%) now", @"Save \(50%\) now")]
    [InlineData("Read #Office365_Tips!", @"Read {hashtag|\#|Office365\_Tips}!")]
    [InlineData("Issue #42 and C# a#b", @"Issue \#42 and C\# a\#b")]
    [InlineData("#हिन्दी में", @"{hashtag|\#|हिन्दी} में")]
    [InlineData("#nai\u0308ve (decomposed)", "{hashtag|\\#|nai\u0308ve} \\(decomposed\\)")]
    [InlineData("#می‌خواهم", @"{hashtag|\#|می‌خواهم}")]
    [InlineData("#C# and #C++, #a#b", @"\#C\# and \#C++, \#a\#b")]
    [InlineData("#http://x.example #https://y.example", @"\#http://x.example \#https://y.example")]
    [InlineData("#தமிழ் #ที่จอดรถ #עִבְרִית #日本語、#한국어",
        @"{hashtag|\#|தமிழ்} {hashtag|\#|ที่จอดรถ} {hashtag|\#|עִבְרִית} {hashtag|\#|日本語}、{hashtag|\#|한국어}")]
    [InlineData("#𝒳𐐷 #col·lecció #5g_x #️⃣ #1 #x\u200c",
        "{hashtag|\\#|𝒳𐐷} {hashtag|\\#|col·lecció} {hashtag|\\#|5g\\_x} \\#️⃣ \\#1 {hashtag|\\#|x}\u200c")]
    [InlineData("mail@desk.example", @"mail\@desk.example")]
    public void Hashtags_stay_hashtags_and_the_rest_is_escaped(string text, string commentary) =>
        Assert.Equal(commentary, LinkedInText.Escape(text));

    [Fact]
    public async Task A_link_gets_the_card_that_we_supply_with_its_picture()
    {
        var post = Post("See https://kb.example.com/reset") with
        {
            Card = new(new Uri("https://kb.example.com/reset"), "Reset your password",
                "Three steps.", new(new byte[] { 1 }, "image/png", "A padlock")),
        };

        Assert.IsType<SendOutcome.Accepted>(await _channel.PublishAsync(_world.Account, post, Stop));

        var article = _world.LinkedIn.LastContent.GetProperty("article");
        Assert.Equal(("https://kb.example.com/reset", "Reset your password"),
            (article.GetProperty("source").GetString(), article.GetProperty("title").GetString()));
        Assert.StartsWith("urn:li:image:", article.GetProperty("thumbnail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_answers_an_answer_answers_the_comment_above_it()
    {
        var post = Assert.IsType<SendOutcome.Accepted>(await _channel.PublishAsync(_world.Account, Post("Ask us"), Stop)).RemoteId;
        var question = _world.LinkedIn.Say("How?", post).Urn;
        var followUp = _world.LinkedIn.Say("Me too", question).Urn;
        var answer = Post("Like this (see above).");

        var sent = Assert.IsType<SendOutcome.Accepted>(await _channel.ReplyAsync(_world.Account, followUp, answer, Stop));

        Assert.Equal(question, await _world.ParentOfAsync(sent.RemoteId));
        Assert.Equal("Like this (see above).", _world.LinkedIn.Everything.Single(s => s.Urn == sent.RemoteId).Text);
        Assert.Equal(sent.RemoteId, Assert.IsType<FindResult.Found>(Assert.IsType<Reading<FindResult>.Got>(
            await _channel.FindOwnPostAsync(_world.Account, answer, followUp, DateTimeOffset.UtcNow, Stop)).Value).RemoteId);
    }

    [Fact]
    public async Task A_comment_has_a_shorter_limit_than_a_post()
    {
        var tooLong = Post(new string('a', 1251));

        Assert.Equal(RefusalKind.TooLong,
            Assert.IsType<SendOutcome.Refused>(await _channel.ReplyAsync(_world.Account, "urn:li:share:1", tooLong, Stop)).Refusal.Kind);
        Assert.Empty(_world.LinkedIn.Calls);
    }

    [Fact]
    public async Task A_busy_page_is_read_page_after_page_without_a_gap()
    {
        var post = Assert.IsType<SendOutcome.Accepted>(await _channel.PublishAsync(_world.Account, Post("Ask us"), Stop)).RemoteId;
        var said = Enumerable.Range(0, 120).Select(i => _world.LinkedIn.Say($"Question {i}", post).Urn).ToHashSet();

        string? cursor = null;
        InboundPage page;
        var pages = 0;
        do
        {
            page = Assert.IsType<Reading<InboundPage>.Got>(await _channel.ReadMentionsAsync(_world.Account, cursor, Stop)).Value;
            said.ExceptWith(page.Items.Select(i => i.RemoteId));
            cursor = page.Cursor;
            pages++;
        }
        while (page.HasMore);

        Assert.Empty(said);
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task A_removal_is_told_as_one_even_beside_the_words_removed()
    {
        var post = Assert.IsType<SendOutcome.Accepted>(await _channel.PublishAsync(_world.Account, Post("Ask us"), Stop)).RemoteId;
        var gone = _world.LinkedIn.Say("My password is hunter2", post).Urn;
        _world.LinkedIn.TakeBack(gone);

        var page = Assert.IsType<Reading<InboundPage>.Got>(await _channel.ReadMentionsAsync(_world.Account, null, Stop)).Value;

        var item = Assert.Single(page.Items);
        Assert.Equal((gone, true, ""), (item.RemoteId, item.Deleted, item.Text));
    }

    [Fact]
    public async Task A_version_that_LinkedIn_has_retired_says_what_to_do()
    {
        var old = _world.Account with { Settings = _world.Account.Settings.Add("apiVersion", "202405") };

        var refused = Assert.IsType<SendOutcome.Refused>(await _channel.PublishAsync(old, Post("Old"), Stop));

        Assert.Equal(RefusalKind.Invalid, refused.Refusal.Kind);
        Assert.Contains("newer", refused.Refusal.Reason, StringComparison.Ordinal);
        Assert.Equal(new DateOnly(2025, 5, 1), LinkedInSettings.VersionEnds("202405"));
        Assert.Null(LinkedInSettings.VersionEnds("soon"));
    }

    [Fact]
    public async Task Connecting_offers_the_pages_that_the_member_may_post_as()
    {
        var request = new ConnectRequest(
            ImmutableDictionary<string, string>.Empty.Add("clientId", "client").Add("clientSecret", "hush"),
            new Uri("https://desk.example/channels/connected"));
        var goTo = Assert.IsType<ConnectStep.GoTo>(Assert.IsType<Reading<ConnectStep>.Got>(await _channel.BeginAsync(request, Stop)).Value);

        var page = Assert.Single(
            Assert.IsType<Reading<IReadOnlyList<ConnectedAccount>>.Got>(await _channel.CompleteAsync(goTo, "the-code", Stop)).Value);

        Assert.Contains("state=" + goTo.State, goTo.Authorize.Query, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", goTo.Authorize.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal((FakeLinkedIn.Us, "Service Desk"), (page.Profile.RemoteId, page.Profile.DisplayName));
        Assert.Equal(["rw_organization_admin"], page.Missing);
        Assert.InRange(page.ExpiresAt!.Value, DateTimeOffset.UtcNow.AddDays(59), DateTimeOffset.UtcNow.AddDays(61));
        Assert.InRange(page.RefreshEndsAt!.Value, DateTimeOffset.UtcNow.AddDays(364), DateTimeOffset.UtcNow.AddDays(366));
        Assert.IsType<SendOutcome.Accepted>(
            await _channel.PublishAsync(_world.Account with { Secrets = page.Secrets }, Post("Connected"), Stop));
    }

    [Fact]
    public async Task Who_may_not_renew_access_is_told_that_it_ends_with_the_token()
    {
        _world.LinkedIn.IsPartner = false;
        var request = new ConnectRequest(
            ImmutableDictionary<string, string>.Empty.Add("clientId", "client").Add("clientSecret", "hush"),
            new Uri("https://desk.example/channels/connected"));
        var goTo = Assert.IsType<ConnectStep.GoTo>(Assert.IsType<Reading<ConnectStep>.Got>(await _channel.BeginAsync(request, Stop)).Value);

        var page = Assert.Single(
            Assert.IsType<Reading<IReadOnlyList<ConnectedAccount>>.Got>(await _channel.CompleteAsync(goTo, "the-code", Stop)).Value);

        Assert.InRange(page.RefreshEndsAt!.Value, DateTimeOffset.UtcNow.AddDays(59), DateTimeOffset.UtcNow.AddDays(61));
    }

    [Fact]
    public async Task Without_the_right_to_renew_the_end_of_access_needs_a_person()
    {
        var plain = _world.Account with { Secrets = _world.Account.Secrets.Remove("refreshToken") };

        var refused = Assert.IsType<Reading<RefreshedAccess>.Refused>(await _channel.RefreshAsync(plain, Stop));

        Assert.Equal(RefusalKind.BadToken, refused.Refusal.Kind);
        Assert.Empty(_world.LinkedIn.Calls);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static OutgoingPost Post(string text) => new(Guid.NewGuid().ToString("N"), text, DateTimeOffset.UtcNow);
}
