using System.Collections.Immutable;
using Engagement.Channels.Sandbox;
using Engagement.Testing;

namespace Engagement.Channels.Tests.Sandbox;

/// <summary>The adapter against the network itself, over HTTP.</summary>
public sealed class SandboxChannelTests : IAsyncLifetime
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private SandboxServer _network = null!;
    private SandboxChannel _channel = null!;
    private ChannelAccount _desk = null!;
    private ChannelAccount _client = null!;

    public async ValueTask InitializeAsync()
    {
        _network = await SandboxServer.StartAsync();
        _channel = new SandboxChannel(_http);
        _desk = await _network.JoinAsync("desk", "Service Desk");
        _client = await _network.JoinAsync("nina", "Nina Novak");
    }

    public async ValueTask DisposeAsync()
    {
        await _network.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task A_post_is_seen_with_its_card_and_can_be_found_by_its_key()
    {
        var post = Words("Locked out? See https://kb.example.com/reset") with
        {
            Card = new(new Uri("https://kb.example.com/reset"), "Reset your password", "Three steps.", new(Png, "image/png", "A padlock")),
            Images = [new(Png, "image/png", "A padlock on a door")],
        };

        var sent = Assert.IsType<SendOutcome.Accepted>(await _channel.PublishAsync(_desk, post, Stop));

        var found = await Got(_channel.FindOwnPostAsync(_desk, post, null, DateTimeOffset.UtcNow, Stop));
        Assert.Equal(new FindResult.Found(sent.RemoteId, sent.Url), found);
        var stored = _network.Posts.Find(sent.RemoteId)!;
        Assert.Equal("Reset your password", stored.Card!.Title);
        Assert.Equal("A padlock on a door", Assert.Single(stored.Images).Alt);
        Assert.Equal(Png, await _http.GetByteArrayAsync(new Uri(_network.Address, stored.Card.ImageUrl), Stop));
    }

    [Fact]
    public async Task The_same_key_twice_is_two_posts_so_that_a_doubled_send_is_seen()
    {
        var post = Words("Once, please.");

        await _channel.PublishAsync(_desk, post, Stop);
        await _channel.PublishAsync(_desk, post, Stop);

        var profile = await Got(_channel.ReadOwnProfileAsync(_desk, Stop));
        Assert.Equal(2, profile.Posts);
    }

    [Fact]
    public async Task A_client_s_reply_is_read_once_and_its_answer_stands_in_the_thread()
    {
        var post = await Publish(_desk, "How to reset your password");
        var before = await Got(_channel.ReadMentionsAsync(_desk, null, Stop));
        var reply = await Reply(_client, post, "Still locked out 😕");

        var page = await Got(_channel.ReadMentionsAsync(_desk, before.Cursor, Stop));
        var item = Assert.Single(page.Items);
        Assert.Equal((reply, InboundKind.Reply, "Still locked out 😕", "@nina"), (item.RemoteId, item.Kind, item.Text, item.Author.Handle));
        Assert.Equal((post, post), (item.InReplyToId, item.ThreadRootId));
        Assert.Empty((await Got(_channel.ReadMentionsAsync(_desk, page.Cursor, Stop))).Items);

        var answer = await Reply(_desk, reply, "We are on it.");
        var thread = await Got(_channel.ReadThreadAsync(_desk, reply, Stop));
        Assert.Equal([post, reply, answer], thread.Select(i => i.RemoteId));
    }

    [Fact]
    public async Task A_mention_is_a_mention_and_our_own_words_are_none()
    {
        await Publish(_desk, "We are @desk and we talk of ourselves.");
        var mention = await Publish(_client, "Does @DESK help with printers? Not desk@desk.example though.");

        var item = Assert.Single((await Got(_channel.ReadMentionsAsync(_desk, null, Stop))).Items);
        Assert.Equal((mention, InboundKind.Mention), (item.RemoteId, item.Kind));
    }

    [Fact]
    public async Task A_long_inbox_is_paged_without_a_gap_or_a_repeat()
    {
        var post = await Publish(_desk, "Ask us anything");
        var start = await Got(_channel.ReadMentionsAsync(_desk, null, Stop));
        var replies = new List<string>();
        for (var i = 0; i < 120; i++)
        {
            replies.Add(await Reply(_client, post, $"Question {i}"));
        }

        var read = new List<string>();
        var cursor = start.Cursor;
        InboundPage page;
        do
        {
            page = await Got(_channel.ReadMentionsAsync(_desk, cursor, Stop));
            read.AddRange(page.Items.Select(i => i.RemoteId));
            cursor = page.Cursor;
        }
        while (page.HasMore);

        Assert.Equal(replies, read);
    }

    [Fact]
    public async Task A_deleted_reply_is_told_again_as_deleted_without_its_words()
    {
        var post = await Publish(_desk, "Ask us anything");
        var reply = await Reply(_client, post, "My password is hunter2");
        var seen = await Got(_channel.ReadMentionsAsync(_desk, null, Stop));

        Assert.IsType<SendOutcome.Accepted>(await _channel.DeleteAsync(_client, reply, Stop));

        var item = Assert.Single((await Got(_channel.ReadMentionsAsync(_desk, seen.Cursor, Stop))).Items);
        Assert.Equal((reply, true, ""), (item.RemoteId, item.Deleted, item.Text));
        Assert.DoesNotContain("hunter2", item.RawJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_takes_back_another_s_words_or_answers_what_is_gone()
    {
        var post = await Publish(_desk, "Ours");

        Assert.Equal(RefusalKind.Forbidden, Refused(await _channel.DeleteAsync(_client, post, Stop)).Kind);
        await _channel.DeleteAsync(_desk, post, Stop);
        Assert.Equal(RefusalKind.NotFound, Refused(await _channel.ReplyAsync(_client, post, Words("Too late"), Stop)).Kind);
        Assert.Equal(RefusalKind.NotFound, Refused(await _channel.DeleteAsync(_desk, post, Stop)).Kind);
    }

    [Fact]
    public async Task Likes_and_replies_are_counted()
    {
        var post = await Publish(_desk, "Tip of the day");
        await Reply(_client, post, "Thanks");
        _network.Posts.Like(_network.Profiles.Find("nina")!, post);
        _network.Posts.Like(_network.Profiles.Find("mia_torres")!, post);

        Assert.Equal(new PostMetrics(2, null, 1, null, null), await Got(_channel.ReadMetricsAsync(_desk, post, Stop)));
    }

    [Fact]
    public async Task Followers_are_listed_in_pages()
    {
        foreach (var i in Enumerable.Range(0, 60))
        {
            var follower = _network.Profiles.Add(new($"fan_{i:00}", $"Fan {i}")).Value!;
            _network.Profiles.Follow(follower, _network.Profiles.Find("desk")!);
        }

        var first = await Got(_channel.ReadFollowersAsync(_desk, null, Stop));
        var second = await Got(_channel.ReadFollowersAsync(_desk, first.Cursor, Stop));

        Assert.True(first.HasMore);
        Assert.False(second.HasMore);
        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"@fan_{i:00}"), first.Followers.Concat(second.Followers).Select(f => f.Handle));
    }

    [Fact]
    public async Task An_expired_token_is_renewed_and_the_refresh_token_works_once()
    {
        await _network.MisbehaveAsync("publish", "expired-token");
        Assert.Equal(RefusalKind.BadToken, Refused(await _channel.PublishAsync(_desk, Words("a"), Stop)).Kind);
        Assert.Equal(RefusalKind.BadToken, Refused(await _channel.PublishAsync(_desk, Words("a"), Stop)).Kind);

        var renewed = await Got(_channel.RefreshAsync(_desk, Stop));

        var again = _desk with { Secrets = renewed.Secrets.ToImmutableDictionary() };
        Assert.IsType<SendOutcome.Accepted>(await _channel.PublishAsync(again, Words("a"), Stop));
        Assert.IsType<Reading<RefreshedAccess>.Refused>(await _channel.RefreshAsync(_desk, Stop));
    }

    [Fact]
    public async Task A_revoked_account_can_do_nothing_any_more()
    {
        Assert.True(await Got(_channel.RevokeAsync(_desk, Stop)));

        Assert.Equal(RefusalKind.BadToken, Refused(await _channel.PublishAsync(_desk, Words("a"), Stop)).Kind);
        Assert.IsType<Reading<RefreshedAccess>.Refused>(await _channel.RefreshAsync(_desk, Stop));
    }

    [Theory]
    [InlineData("500-after", true)]
    [InlineData("lost-after", true)]
    [InlineData("500-before", false)]
    [InlineData("lost-before", false)]
    public async Task A_lost_answer_is_unknown_and_looking_tells(string kind, bool arrived)
    {
        await _network.MisbehaveAsync("publish", kind);
        var post = Words("Did it arrive?");

        Assert.IsType<SendOutcome.Unknown>(await _channel.PublishAsync(_desk, post, Stop));

        var found = await Got(_channel.FindOwnPostAsync(_desk, post, null, DateTimeOffset.UtcNow, Stop));
        Assert.Equal(arrived, found is FindResult.Found);
        Assert.Equal(arrived, found is not FindResult.Absent);
    }

    [Fact]
    public async Task A_slow_network_is_unknown_and_serves_nobody_who_has_left()
    {
        await _network.MisbehaveAsync("reply", "slow", delayMs: 60_000);
        var post = await Publish(_desk, "Slowly");
        var reply = Words("Anybody there?");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromMilliseconds(300));

        Assert.IsType<SendOutcome.Unknown>(await _channel.ReplyAsync(_desk, post, reply, patience.Token));

        Assert.IsType<FindResult.Absent>(await Got(_channel.FindOwnPostAsync(_desk, reply, post, DateTimeOffset.UtcNow, Stop)));
    }

    [Fact]
    public async Task Too_many_calls_say_when_to_come_back()
    {
        await _network.MisbehaveAsync("any", "429", times: 2, retryAfter: 17);

        var refusal = Refused(await _channel.PublishAsync(_desk, Words("a"), Stop));
        Assert.Equal((RefusalKind.RateLimited, TimeSpan.FromSeconds(17)), (refusal.Kind, refusal.RetryAfter));
        var read = Assert.IsType<Reading<InboundPage>.Refused>(await _channel.ReadMentionsAsync(_desk, null, Stop));
        Assert.Equal(TimeSpan.FromSeconds(17), read.Refusal.RetryAfter);
        Assert.IsType<SendOutcome.Accepted>(await _channel.PublishAsync(_desk, Words("a"), Stop));
    }

    [Fact]
    public async Task Replies_can_be_dropped_repeated_and_told_in_the_wrong_order()
    {
        var post = await Publish(_desk, "Ask us anything");
        var dropped = await Reply(_client, post, "zero");
        await _network.MisbehaveAsync("mentions", "drop-reply");
        var page = await Got(_channel.ReadMentionsAsync(_desk, "0", Stop));
        Assert.Empty(page.Items);

        var one = await Reply(_client, post, "one");
        var two = await Reply(_client, post, "two");
        await _network.MisbehaveAsync("mentions", "repeat");
        Assert.Equal([one, one, two, two], (await Got(_channel.ReadMentionsAsync(_desk, page.Cursor, Stop))).Items.Select(i => i.RemoteId));
        await _network.MisbehaveAsync("mentions", "reorder");
        Assert.Equal([two, one], (await Got(_channel.ReadMentionsAsync(_desk, page.Cursor, Stop))).Items.Select(i => i.RemoteId));
        Assert.Contains(dropped, (await Got(_channel.ReadThreadAsync(_desk, post, Stop))).Select(i => i.RemoteId));
    }

    [Fact]
    public async Task Connecting_joins_the_network_and_the_account_works_at_once()
    {
        var step = await Got(
            _channel.BeginAsync(Connect(("server", $"{_network.Address}sandbox"), ("handle", " @new_desk "), ("name", "New Desk")), Stop));

        var connected = Assert.Single(Assert.IsType<ConnectStep.Done>(step).Accounts);
        Assert.Equal(("@new_desk", "New Desk"), (connected.Profile.Handle, connected.Profile.DisplayName));
        var account = new ChannelAccount(Guid.NewGuid(), "sandbox", connected.Profile.Handle,
            connected.Profile.RemoteId, connected.Server, connected.Settings, connected.Secrets);
        await Publish(account, "Hello");
        Assert.Equal(connected.Profile.RemoteId, (await Got(_channel.ReadOwnProfileAsync(account, Stop))).RemoteId);
    }

    [Theory]
    [InlineData("http://here", "desk", RefusalKind.Duplicate, "handle: @desk is taken.")]
    [InlineData("http://here", "no spaces please", RefusalKind.Invalid, "handle:")]
    [InlineData("ftp://here", "desk2", RefusalKind.Invalid, "Server:")]
    [InlineData("http://127.0.0.1:1", "desk2", RefusalKind.Unavailable, "")]
    public async Task Connecting_says_which_field_is_wrong(string server, string handle, RefusalKind kind, string reason)
    {
        var refused = await _channel.BeginAsync(
            Connect(("server", server == "http://here" ? _network.Address.ToString() : server), ("handle", handle)), Stop);

        var refusal = Assert.IsType<Reading<ConnectStep>.Refused>(refused).Refusal;
        Assert.Equal(kind, refusal.Kind);
        Assert.StartsWith(reason, refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_that_is_not_there_certainly_took_nothing()
    {
        var nowhere = _desk with { Server = new Uri("http://127.0.0.1:1") };

        Assert.Equal(RefusalKind.Unavailable, Refused(await _channel.PublishAsync(nowhere, Words("a"), Stop)).Kind);
    }

    [Theory]
    [InlineData("", RefusalKind.Invalid)]
    [InlineData(" \n ", RefusalKind.Invalid)]
    [InlineData("a\u0000b", RefusalKind.Invalid)]
    public async Task Words_that_cannot_go_out_are_refused_before_they_leave(string text, RefusalKind kind) =>
        Assert.Equal(
            kind, Refused(await _channel.PublishAsync(_desk with { Server = new Uri("http://127.0.0.1:1") }, Words(text), Stop)).Kind);

    [Fact]
    public void A_link_costs_23_whatever_its_length_and_a_family_is_one_character()
    {
        Assert.Equal(4 + 23 + 1, _channel.Measure("See https://kb.example.com/a/very/long/path/that/nobody/reads.").Length);
        Assert.Equal(2 + 23, _channel.Measure("👨‍👩‍👧‍👦 http://a.example").Length);
        Assert.True(_channel.Measure(new string('x', 500)).IsValid);
        Assert.Equal(-1, _channel.Measure(new string('x', 501)).Left);
        Assert.NotNull(_channel.Measure("\ud83d").Problem);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private static ConnectRequest Connect(params (string Name, string Value)[] fields) =>
        new(fields.ToImmutableDictionary(f => f.Name, f => f.Value), new Uri("http://localhost:5080/accounts/connected"));

    private static OutgoingPost Words(string text) => new(Guid.NewGuid().ToString("N"), text, DateTimeOffset.UtcNow);

    private async Task<string> Publish(ChannelAccount by, string text) =>
        Assert.IsType<SendOutcome.Accepted>(await _channel.PublishAsync(by, Words(text), Stop)).RemoteId;

    private async Task<string> Reply(ChannelAccount by, string to, string text) =>
        Assert.IsType<SendOutcome.Accepted>(await _channel.ReplyAsync(by, to, Words(text), Stop)).RemoteId;

    private static async Task<T> Got<T>(Task<Reading<T>> reading) => Assert.IsType<Reading<T>.Got>(await reading).Value;

    private static Refusal Refused(SendOutcome outcome) => Assert.IsType<SendOutcome.Refused>(outcome).Refusal;
}
