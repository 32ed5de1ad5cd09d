using System.Collections.Immutable;
using System.Web;
using Engagement.Channels.X;

namespace Engagement.Channels.Tests.X;

/// <summary>What is true of X alone.</summary>
public sealed class XChannelTests : IAsyncLifetime
{
    private XWorld _world = null!;
    private XChannel _channel = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await XWorld.OpenAsync();
        _channel = (XChannel)_world.Channel;
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task What_is_invalid_by_both_descriptions_is_not_asked_twice_each_time_and_which_one_works_is_known_for_each_account()
    {
        await using var world = await XWorld.OpenAsync(document: 2167);
        var (channel, desk, other) = ((XChannel)world.Channel, world.Account, world.Account with { Id = Guid.NewGuid() });
        async Task<int> CallsOfAsync(ChannelAccount account, int invalid)
        {
            for (var i = 0; i < invalid; i++)
            {
                world.X.Next("mentions",
                    new(Instead: FakeX.Problem(400, "invalid-request", "One or more parameters to your request was invalid.")));
            }

            var before = world.X.Calls.Count;
            var answer = await channel.ReadMentionsAsync(account, null, TestContext.Current.CancellationToken);
            Assert.Equal(invalid > 0, answer is Reading<InboundPage>.Refused { Refusal.Kind: RefusalKind.Invalid });
            return world.X.Calls.Count - before;
        }

        Assert.Equal(2, await CallsOfAsync(desk, invalid: 0)); // it keeps to the other one
        Assert.Equal(1, await CallsOfAsync(desk, invalid: 0));
        Assert.Equal(2, await CallsOfAsync(desk, invalid: 2));
        Assert.Equal(1, await CallsOfAsync(desk, invalid: 1)); // asked by both a moment ago
        Assert.Equal(1, await CallsOfAsync(desk, invalid: 0));
        Assert.Equal(2, await CallsOfAsync(other, invalid: 0)); // another account may be on another server
        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(2, await CallsOfAsync(desk, invalid: 2));
    }

    [Fact]
    public async Task A_post_is_found_although_X_rewrites_its_links_its_ampersands_and_its_images()
    {
        var post = Post("Locked out & stuck <again>? See https://kb.example.com/reset?a=1&b=2. Or kb.example.com") with
        {
            Images = [new(new byte[] { 1 }, "image/png", "A padlock")],
        };
        var sent = Assert.IsType<SendOutcome.Accepted>(await _channel.PublishAsync(_world.Account, post, Stop));

        Assert.Equal(sent.RemoteId, await FindAsync(post));
        Assert.Equal("https://x.com/desk/status/" + sent.RemoteId, sent.Url!.AbsoluteUri);
    }

    [Fact]
    public async Task The_same_words_with_another_link_are_another_post()
    {
        await _channel.PublishAsync(_world.Account, Post("Tip of the day: https://kb.example.com/r/aaaa"), Stop);

        Assert.Null(await FindAsync(Post("Tip of the day: https://kb.example.com/r/bbbb")));
    }

    [Fact]
    public async Task The_same_words_under_another_message_are_another_reply()
    {
        var post = Assert.IsType<SendOutcome.Accepted>(await _channel.PublishAsync(_world.Account, Post("Ask us"), Stop)).RemoteId;
        var (one, two) = (_world.X.Say("2000001", "@desk one", post).Id, _world.X.Say("2000002", "@desk two", post).Id);
        var answer = Post("We are on it.");
        var sent = Assert.IsType<SendOutcome.Accepted>(await _channel.ReplyAsync(_world.Account, one, answer, Stop)).RemoteId;

        Assert.Equal(sent, await FindAsync(answer, one));
        Assert.Null(await FindAsync(answer, two));
        Assert.Null(await FindAsync(answer));
    }

    [Fact]
    public async Task Absent_is_said_only_when_X_has_had_time_to_show_it()
    {
        Assert.IsType<FindResult.NotSure>(await FindRawAsync(Post("Never sent"), DateTimeOffset.UtcNow));
        Assert.IsType<FindResult.Absent>(await FindRawAsync(Post("Never sent"), DateTimeOffset.UtcNow.AddMinutes(-5)));
    }

    [Fact]
    public async Task A_quote_of_us_is_told_from_a_mention_and_from_a_reply()
    {
        var post = Assert.IsType<SendOutcome.Accepted>(await _channel.PublishAsync(_world.Account, Post("Quotable"), Stop)).RemoteId;
        _world.X.Say("2000001", "Look what @desk says", quotes: post);
        _world.X.Say("2000002", "Hello @desk");
        _world.X.Say("2000003", "@desk hello", post);

        var page = Assert.IsType<Reading<InboundPage>.Got>(await _channel.ReadMentionsAsync(_world.Account, null, Stop)).Value;

        Assert.Equal([InboundKind.Reply, InboundKind.Mention, InboundKind.Quote], page.Items.Select(i => i.Kind));
        Assert.Equal("@client0001", page.Items[2].Author.Handle);
    }

    [Fact]
    public async Task What_the_headers_say_of_the_budget_is_passed_on()
    {
        var sent = await _channel.PublishAsync(_world.Account, Post("Count me"), Stop);

        Assert.Equal(("POST /2/tweets", 100, 99), (sent.Rate?.Bucket, sent.Rate?.Limit, sent.Rate?.Remaining));
        Assert.Contains(_channel.Facts.Limits, l => l.Bucket == sent.Rate?.Bucket);
    }

    [Fact]
    public async Task A_success_with_nothing_but_errors_in_it_is_a_refusal()
    {
        var reading = Assert.IsType<Reading<PostMetrics>.Refused>(await _channel.ReadMetricsAsync(_world.Account, _world.NobodysId, Stop));

        Assert.Equal(RefusalKind.NotFound, reading.Refusal.Kind);
    }

    [Fact]
    public async Task An_image_that_fails_to_arrive_is_a_plain_no_because_nothing_was_posted()
    {
        _world.X.Next("POST /2/media/upload", new(Cuts: true));
        var post = Post("With a picture") with { Images = [new(new byte[] { 1 }, "image/png", "A padlock")] };

        var refused = Assert.IsType<SendOutcome.Refused>(await _channel.PublishAsync(_world.Account, post, Stop));

        Assert.Equal(RefusalKind.Unavailable, refused.Refusal.Kind);
        Assert.DoesNotContain("POST /2/tweets", _world.X.Calls);
    }

    [Fact]
    public async Task Connecting_proves_itself_with_PKCE_and_ends_with_the_account_and_what_it_may()
    {
        var request = new ConnectRequest(
            ImmutableDictionary<string, string>.Empty.Add("clientId", " client ").Add("clientSecret", "hush"),
            new Uri("https://desk.example/channels/connected"));
        var goTo = Assert.IsType<ConnectStep.GoTo>(Assert.IsType<Reading<ConnectStep>.Got>(await _channel.BeginAsync(request, Stop)).Value);
        var query = HttpUtility.ParseQueryString(goTo.Authorize.Query);
        (_world.X.Challenge, _world.X.Code) = (query["code_challenge"]!, "the-code");

        var accounts = Assert.IsType<Reading<IReadOnlyList<ConnectedAccount>>.Got>(
            await _channel.CompleteAsync(goTo, "the-code", Stop)).Value;

        Assert.Equal((goTo.State, "S256", "client", "https://desk.example/channels/connected"),
            (query["state"], query["code_challenge_method"], query["client_id"], query["redirect_uri"]));
        Assert.DoesNotContain("hush", goTo.Authorize.AbsoluteUri, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", goTo.ToString(), StringComparison.Ordinal);
        var account = Assert.Single(accounts);
        Assert.Equal((FakeX.Us, "@desk"), (account.Profile.RemoteId, account.Profile.Handle));
        Assert.Equal(["dm.read", "dm.write", "media.write"], account.Missing);
        Assert.InRange(account.ExpiresAt!.Value, DateTimeOffset.UtcNow.AddMinutes(115), DateTimeOffset.UtcNow.AddMinutes(125));
        var connected = _world.Account with { Secrets = account.Secrets };
        Assert.IsType<SendOutcome.Accepted>(await _channel.PublishAsync(connected, Post("Connected"), Stop));
        Assert.IsType<Reading<RefreshedAccess>.Got>(await _channel.RefreshAsync(connected, Stop));
        Assert.IsType<Reading<IReadOnlyList<ConnectedAccount>>.Refused>(await _channel.CompleteAsync(goTo, "the-code", Stop));
    }

    [Fact]
    public async Task A_field_that_is_missing_is_named()
    {
        var refused = Assert.IsType<Reading<ConnectStep>.Refused>(
            await _channel.BeginAsync(new(ImmutableDictionary<string, string>.Empty, new Uri("https://desk.example/")), Stop));

        Assert.StartsWith("Client ID:", refused.Refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refresh_token_works_once()
    {
        Assert.IsType<Reading<RefreshedAccess>.Got>(await _channel.RefreshAsync(_world.Account, Stop));

        var again = Assert.IsType<Reading<RefreshedAccess>.Refused>(await _channel.RefreshAsync(_world.Account, Stop));
        Assert.Equal(RefusalKind.BadToken, again.Refusal.Kind);
    }

    [Theory]
    [InlineData(null, 280)]
    [InlineData("4000", 4000)]
    [InlineData("999999", 25_000)]
    [InlineData("many", 280)]
    public void A_paying_account_may_have_a_longer_limit(string? setting, int limit)
    {
        var account = setting is null
            ? _world.Account
            : _world.Account with { Settings = _world.Account.Settings.Add("characterLimit", setting) };

        Assert.Equal(limit, _channel.Measure("a", account).Limit);
    }

    [Fact]
    public void A_link_makes_a_post_dear()
    {
        var costs = _channel.Facts.Costs!;

        decimal Of(string text, bool isReply) => costs.Of(_channel.SortOf(text, isReply));

        Assert.Equal((0.015m, 0.20m, 0.01m), (Of("Version 2.0", false), Of("See kb.example.com/reset", false), Of("Done", true)));
        Assert.Equal(0.20m, Of("See https://kb.example.com", true));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static OutgoingPost Post(string text) => new(Guid.NewGuid().ToString("N"), text, DateTimeOffset.UtcNow);

    private async Task<string?> FindAsync(OutgoingPost post, string? inReplyTo = null) =>
        (await FindRawAsync(post, DateTimeOffset.UtcNow, inReplyTo) as FindResult.Found)?.RemoteId;

    private async Task<FindResult> FindRawAsync(OutgoingPost post, DateTimeOffset sentAt, string? inReplyTo = null) =>
        Assert.IsType<Reading<FindResult>.Got>(await _channel.FindOwnPostAsync(_world.Account, post, inReplyTo, sentAt, Stop)).Value;
}
