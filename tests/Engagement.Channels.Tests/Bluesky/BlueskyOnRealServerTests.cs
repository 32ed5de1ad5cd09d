using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Engagement.Channels.Bluesky;
using Engagement.Channels.Tests.Servers;

namespace Engagement.Channels.Tests.Bluesky;

/// <summary>The adapter against Bluesky's own PDS and AppView.</summary>
[Collection(nameof(BlueskyNetwork))]
public sealed class BlueskyOnRealServerTests : IDisposable
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private readonly BlueskyNetwork _network;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly BlueskyChannel _channel;

    public BlueskyOnRealServerTests(BlueskyNetwork network)
    {
        network.MustRun();
        _network = network;
        _channel = new BlueskyChannel(_http, TimeProvider.System);
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Publishing_twice_makes_one_post()
    {
        var desk = await _network.NewAccountAsync("desk");
        var post = Post("How to reset your router in two minutes");

        var first = (await _channel.PublishAsync(desk, post, Ct)).IsAccepted();
        var second = (await _channel.PublishAsync(desk, post, Ct)).IsAccepted();

        Assert.Equal(first.RemoteId, second.RemoteId);
        Assert.Single(await PostsOfAsync(desk));
        Assert.StartsWith($"https://bsky.app/profile/{desk.RemoteId}/post/", first.Url!.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_post_in_the_same_place_is_never_called_sent()
    {
        var desk = await _network.NewAccountAsync("desk");
        var post = Post("The first words");
        (await _channel.PublishAsync(desk, post, Ct)).IsAccepted();

        (await _channel.PublishAsync(desk, post with { Text = "Other words" }, Ct)).IsRefused(RefusalKind.Invalid);

        Assert.Equal("The first words", Assert.Single(await PostsOfAsync(desk)).GetProperty("value").GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_lost_send_is_found_or_certainly_absent()
    {
        var desk = await _network.NewAccountAsync("desk");
        var post = Post("Was it sent?");
        Assert.IsType<FindResult.Absent>((await _channel.FindOwnPostAsync(desk, post, null, post.CreatedAt, Ct)).IsGot());

        var sent = (await _channel.PublishAsync(desk, post, Ct)).IsAccepted();

        Assert.Equal(new FindResult.Found(sent.RemoteId, sent.Url),
            (await _channel.FindOwnPostAsync(desk, post, null, post.CreatedAt, Ct)).IsGot());
    }

    [Fact]
    public async Task Links_mentions_and_hashtags_are_marked_where_they_stand()
    {
        var (desk, ada) = (await _network.NewAccountAsync("desk"), await _network.NewAccountAsync("ada"));
        var text = $"👩‍👩‍👧 Für @{ada.Handle}: https://example.com/a?b=ü (#Öffnungszeiten) #läuft.";

        var sent = (await _channel.PublishAsync(desk, Post(text) with { Language = "de" }, Ct)).IsAccepted();

        var record = Assert.Single(await PostsOfAsync(desk)).GetProperty("value");
        var marked = record.GetProperty("facets").EnumerateArray().Select(f => (Slice(text, f), f.GetProperty("features")[0])).ToList();
        Assert.Equal([$"@{ada.Handle}", "https://example.com/a?b=ü", "#läuft"], marked.Select(m => m.Item1));
        Assert.Equal(ada.RemoteId, marked[0].Item2.GetProperty("did").GetString());
        Assert.Equal("https://example.com/a?b=ü", marked[1].Item2.GetProperty("uri").GetString());
        Assert.Equal("läuft", marked[2].Item2.GetProperty("tag").GetString());
        Assert.Equal("de", record.GetProperty("langs")[0].GetString());
        Assert.NotNull(sent.Rate);
    }

    [Fact]
    public async Task A_handle_of_nobody_stays_plain_words()
    {
        var desk = await _network.NewAccountAsync("desk");

        (await _channel.PublishAsync(desk, Post("Ask @nobody-has-this.test about it"), Ct)).IsAccepted();

        Assert.False(Assert.Single(await PostsOfAsync(desk)).GetProperty("value").TryGetProperty("facets", out _));
    }

    [Fact]
    public async Task A_link_card_goes_out_with_its_picture()
    {
        var desk = await _network.NewAccountAsync("desk");
        var card = new LinkCard(new Uri("https://example.com/router"), "Reset your router", "Two minutes, no tools.", Pictures.Png(""));

        (await _channel.PublishAsync(desk, Post("See https://example.com/router") with { Card = card }, Ct)).IsAccepted();

        var external = Assert.Single(await PostsOfAsync(desk)).GetProperty("value").GetProperty("embed").GetProperty("external");
        Assert.Equal("Reset your router", external.GetProperty("title").GetString());
        Assert.Equal("image/png", external.GetProperty("thumb").GetProperty("mimeType").GetString());
    }

    [Fact]
    public async Task Four_images_go_out_with_their_alt_text()
    {
        var desk = await _network.NewAccountAsync("desk");
        string[] words = ["one", "two", "three", "four"];

        (await _channel.PublishAsync(desk, Post("Four steps") with { Images = [.. words.Select(Pictures.Png)] }, Ct)).IsAccepted();

        var images = Assert.Single(await PostsOfAsync(desk)).GetProperty("value").GetProperty("embed").GetProperty("images");
        Assert.Equal(words, images.EnumerateArray().Select(i => i.GetProperty("alt").GetString()));
    }

    [Fact]
    public async Task The_longest_text_we_allow_is_one_the_server_takes()
    {
        var desk = await _network.NewAccountAsync("desk");
        var family = string.Concat(Enumerable.Repeat("é👍", BlueskyText.MaxGraphemes / 2));
        Assert.Equal(0, _channel.Measure(family).Left);

        (await _channel.PublishAsync(desk, Post(family), Ct)).IsAccepted();
        (await _channel.PublishAsync(desk, Post(family + "x"), Ct)).IsRefused(RefusalKind.TooLong);
    }

    [Fact]
    public async Task A_clients_reply_is_heard_answered_and_seen_as_one_thread()
    {
        var (desk, ada) = (await _network.NewAccountAsync("desk"), await _network.NewAccountAsync("ada"));
        var article = (await _channel.PublishAsync(desk, Post("How to reset your router"), Ct)).IsAccepted();
        var before = (await _channel.ReadMentionsAsync(desk, null, Ct)).IsGot();

        // Her reply to a post of a second ago: her own client knows it only through the AppView.
        await VisibleAsync(ada, article.RemoteId);
        var asked = (await _channel.ReplyAsync(ada, article.RemoteId, Post("It does not work!"), Ct)).IsAccepted();

        var heard = await Eventually.Async(
            async () => (await _channel.ReadMentionsAsync(desk, before.Cursor, Ct)).IsGot(), page => page.Items.Count > 0);
        var reply = Assert.Single(heard.Items);
        Assert.Equal((InboundKind.Reply, asked.RemoteId, article.RemoteId, article.RemoteId),
            (reply.Kind, reply.RemoteId, reply.InReplyToId, reply.ThreadRootId));
        Assert.Equal(("It does not work!", ada.RemoteId, ada.Handle), (reply.Text, reply.Author.RemoteId, reply.Author.Handle));

        var answer = (await _channel.ReplyAsync(desk, reply.RemoteId, Post("Which light is on?"), Ct)).IsAccepted();
        var thread = await Eventually.Async(
            async () => (await _channel.ReadThreadAsync(desk, reply.RemoteId, Ct)).IsGot(), items => items.Count == 3);
        Assert.Equal([article.RemoteId, asked.RemoteId, answer.RemoteId], thread.Select(i => i.RemoteId));
        Assert.All(thread.Skip(1), i => Assert.Equal(article.RemoteId, i.ThreadRootId));

        var metrics = (await _channel.ReadMetricsAsync(desk, article.RemoteId, Ct)).IsGot();
        Assert.Equal(1, metrics.Replies);
    }

    [Fact]
    public async Task Mentions_and_quotes_are_heard_and_what_was_deleted_is_not()
    {
        var (desk, ada) = (await _network.NewAccountAsync("desk"), await _network.NewAccountAsync("ada"));
        var article = (await _channel.PublishAsync(desk, Post("How to reset your router"), Ct)).IsAccepted();
        await VisibleAsync(ada, article.RemoteId);

        var mention = (await _channel.PublishAsync(ada, Post($"Dear @{desk.Handle}, are you there?"), Ct)).IsAccepted();
        var regretted = (await _channel.PublishAsync(ada, Post($"@{desk.Handle} never mind"), Ct)).IsAccepted();
        var quote = await QuoteAsync(ada, article.RemoteId, "This saved my evening");
        await HeardAsync(desk, items => items.Count == 3);
        (await _channel.DeleteAsync(ada, regretted.RemoteId, Ct)).IsAccepted();

        var heard = await HeardAsync(desk, items => items.Count == 2);

        Assert.Equal([(mention.RemoteId, InboundKind.Mention), (quote, InboundKind.Quote)],
            heard.OrderBy(i => i.Kind).Select(i => (i.RemoteId, i.Kind)));
        Assert.Equal(article.RemoteId, heard.Single(i => i.Kind == InboundKind.Quote).InReplyToId);
    }

    [Fact]
    public async Task Many_mentions_are_all_read_page_by_page()
    {
        var (desk, ada) = (await _network.NewAccountAsync("desk"), await _network.NewAccountAsync("ada"));
        var start = (await _channel.ReadMentionsAsync(desk, null, Ct)).IsGot().Cursor;
        var said = new HashSet<string>();
        for (var i = 0; i < 60; i++)
        {
            said.Add((await _channel.PublishAsync(ada, Post($"@{desk.Handle} question {i}"), Ct)).IsAccepted().RemoteId);
        }

        var (heard, pages) = (new HashSet<string>(), 0);
        await Eventually.Async(
            async () =>
            {
                (heard, pages) = ([], 0);
                var cursor = start;
                for (var more = true; more; pages++)
                {
                    var page = (await _channel.ReadMentionsAsync(desk, cursor, Ct)).IsGot();
                    heard.UnionWith(page.Items.Select(i => i.RemoteId));
                    (cursor, more) = (page.Cursor, page.HasMore);
                }

                return heard.Count;
            },
            count => count == said.Count);

        Assert.Equal(said, heard);
        Assert.True(pages > 1, "Sixty mentions do not fit one page, so this proves nothing.");
    }

    [Fact]
    public async Task Replying_to_what_is_gone_is_refused_as_not_found()
    {
        var (desk, ada) = (await _network.NewAccountAsync("desk"), await _network.NewAccountAsync("ada"));
        var gone = new AtUri(ada.RemoteId, AtUri.Posts, Tid.Of("gone", DateTimeOffset.UnixEpoch)).ToString();

        (await _channel.ReplyAsync(desk, gone, Post("Hello?"), Ct)).IsRefused(RefusalKind.NotFound);
        (await _channel.ReadMetricsAsync(desk, gone, Ct)).IsRefused(RefusalKind.NotFound);
        (await _channel.ReplyAsync(desk, "not an address", Post("Hello?"), Ct)).IsRefused(RefusalKind.NotFound);
    }

    [Fact]
    public async Task A_long_text_goes_out_as_a_thread_of_our_own_at_once()
    {
        var desk = await _network.NewAccountAsync("desk");

        var first = (await _channel.PublishAsync(desk, Post("1/3 Unplug it."), Ct)).IsAccepted();
        var second = (await _channel.ReplyAsync(desk, first.RemoteId, Post("2/3 Wait."), Ct)).IsAccepted();
        var third = (await _channel.ReplyAsync(desk, second.RemoteId, Post("3/3 Plug it in."), Ct)).IsAccepted();

        var last = (await PostsOfAsync(desk)).Single(p => p.GetProperty("uri").GetString() == third.RemoteId)
            .GetProperty("value").GetProperty("reply");
        Assert.Equal(first.RemoteId, last.GetProperty("root").GetProperty("uri").GetString());
        Assert.Equal(second.RemoteId, last.GetProperty("parent").GetProperty("uri").GetString());
    }

    [Fact]
    public async Task Deleting_takes_the_post_away_and_twice_does_no_harm()
    {
        var desk = await _network.NewAccountAsync("desk");
        var sent = (await _channel.PublishAsync(desk, Post("A mistake"), Ct)).IsAccepted();

        (await _channel.DeleteAsync(desk, sent.RemoteId, Ct)).IsAccepted();
        (await _channel.DeleteAsync(desk, sent.RemoteId, Ct)).IsAccepted();

        Assert.Empty(await PostsOfAsync(desk));
    }

    [Fact]
    public async Task Profile_and_followers_are_those_of_the_account()
    {
        var (desk, ada) = (await _network.NewAccountAsync("desk"), await _network.NewAccountAsync("ada"));
        await _network.CreateAsync(ada, "app.bsky.graph.follow",
            new { subject = desk.RemoteId, createdAt = BlueskyRecord.Time(DateTimeOffset.UtcNow) });

        // Until the network's index has seen the two of them, the answer is "not found".
        var followers = (await Eventually.Async(() => _channel.ReadFollowersAsync(desk, null, Ct),
            read => read is Reading<FollowersPage>.Got { Value.Followers.Count: > 0 })).IsGot();

        Assert.Equal(ada.RemoteId, Assert.Single(followers.Followers).RemoteId);
        Assert.False(followers.HasMore);
        var me = (await Eventually.Async(() => _channel.ReadOwnProfileAsync(desk, Ct),
            read => read is Reading<RemoteProfile>.Got { Value.Followers: 1 })).IsGot();
        Assert.Equal((desk.RemoteId, desk.Handle, 1), (me.RemoteId, me.Handle, me.Followers));
    }

    [Fact]
    public async Task A_dead_session_is_a_bad_token_and_is_renewed()
    {
        var desk = await _network.NewAccountAsync("desk");
        var dead = desk with { Secrets = desk.Secrets.SetItem("accessJwt", "no-such-token") };
        (await _channel.PublishAsync(dead, Post("Hello"), Ct)).IsRefused(RefusalKind.BadToken);

        var access = (await _channel.RefreshAsync(dead, Ct)).IsGot();

        Assert.InRange(access.ExpiresAt!.Value - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(10), TimeSpan.FromDays(1));
        (await _channel.PublishAsync(desk with { Secrets = desk.Secrets.SetItems(access.Secrets) }, Post("Hello"), Ct)).IsAccepted();
    }

    [Fact]
    public async Task Without_a_session_left_the_app_password_makes_a_new_one()
    {
        var desk = await _network.NewAccountAsync("desk");
        (await _channel.RevokeAsync(desk, Ct)).IsGot();

        var access = (await _channel.RefreshAsync(desk, Ct)).IsGot();

        // A new account is found once the network has indexed it; that the session is no good would stay so.
        var anew = desk with { Secrets = desk.Secrets.SetItems(access.Secrets) };
        (await Eventually.Async(() => _channel.ReadOwnProfileAsync(anew, Ct), reading => reading is Reading<RemoteProfile>.Got)).IsGot();
    }

    [Fact]
    public async Task A_deleted_app_password_is_a_bad_token_and_tells_what_to_do()
    {
        var desk = await _network.NewAccountAsync("desk");
        var dead = desk with { Secrets = desk.Secrets.Remove("refreshJwt").SetItem("appPassword", "aaaa-bbbb-cccc-dddd") };

        var refusal = (await _channel.RefreshAsync(dead, Ct)).IsRefused(RefusalKind.BadToken);

        Assert.Contains("app password", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_password_connects_the_account()
    {
        var desk = await _network.NewAccountAsync("desk");

        var step = (await _channel.BeginAsync(
            Request(("handle", "@" + desk.Handle), ("appPassword", desk.Secret("appPassword")!), ("server", _network.Pds.OriginalString)),
            Ct)).IsGot();

        var connected = Assert.Single(Assert.IsType<ConnectStep.Done>(step).Accounts);
        Assert.Equal((desk.RemoteId, desk.Handle), (connected.Profile.RemoteId, connected.Profile.Handle));
        Assert.NotNull(connected.ExpiresAt);
        (await _channel.PublishAsync(desk with { Server = connected.Server, Secrets = connected.Secrets }, Post("Connected"), Ct))
            .IsAccepted();
    }

    [Fact]
    public async Task A_wrong_app_password_or_the_account_s_own_does_not_connect()
    {
        var desk = await _network.NewAccountAsync("desk");
        var server = ("server", _network.Pds.OriginalString);

        (await _channel.BeginAsync(Request(("handle", desk.Handle), ("appPassword", "aaaa-bbbb-cccc-dddd"), server), Ct))
            .IsRefused(RefusalKind.BadToken);
        (await _channel.BeginAsync(Request(("handle", desk.Handle), ("appPassword", "a long password"), server), Ct))
            .IsRefused(RefusalKind.Invalid);
        (await _channel.BeginAsync(Request(("handle", desk.Handle), ("appPassword", desk.Secret("appPassword")!),
            ("server", "http://pds.example")), Ct)).IsRefused(RefusalKind.Invalid);
    }

    [Fact]
    public async Task Too_many_sessions_are_refused_with_the_time_to_wait()
    {
        var desk = await _network.NewAccountAsync("desk");
        var wrong = desk with { Secrets = desk.Secrets.Remove("refreshJwt").SetItem("appPassword", "aaaa-bbbb-cccc-dddd") };
        Reading<RefreshedAccess> last = await _channel.RefreshAsync(wrong, Ct);

        // Thirty in five minutes for one account, by the server's own count.
        for (var i = 0; i < 30; i++)
        {
            last = await _channel.RefreshAsync(wrong, Ct);
        }

        var refusal = last.IsRefused(RefusalKind.RateLimited);
        Assert.InRange(refusal.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Assert.Equal(0, last.Rate!.Remaining);
        Assert.Equal("30;w=300", last.Rate.Bucket);
        Assert.InRange(last.Rate.ResetsAt - DateTimeOffset.UtcNow, TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    private static ConnectRequest Request(params (string Name, string Value)[] fields) =>
        new(fields.ToImmutableDictionary(f => f.Name, f => f.Value), new Uri("https://desk.example/connect"));

    private static OutgoingPost Post(string text) => new(Guid.NewGuid().ToString("N"), text, DateTimeOffset.UtcNow);

    private static string Slice(string text, JsonElement facet)
    {
        var index = facet.GetProperty("index");
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)
            .AsSpan(index.GetProperty("byteStart").GetInt32()..index.GetProperty("byteEnd").GetInt32()));
    }

    private Task<IReadOnlyList<JsonElement>> PostsOfAsync(ChannelAccount account) => _network.PostsAsync(account);

    private Task VisibleAsync(ChannelAccount reader, string remoteId) =>
        Eventually.Async(() => _channel.ReadMetricsAsync(reader, remoteId, Ct), reading => reading is Reading<PostMetrics>.Got);

    private Task<IReadOnlyList<InboundItem>> HeardAsync(ChannelAccount account, Func<IReadOnlyList<InboundItem>, bool> satisfied) =>
        Eventually.Async(async () => (await _channel.ReadMentionsAsync(account, null, Ct)).IsGot().Items, satisfied);

    private async Task<string> QuoteAsync(ChannelAccount account, string remoteId, string text) =>
        await _network.SayAsync(account, text, embed: new Dictionary<string, object>
        {
            ["$type"] = "app.bsky.embed.record",
            ["record"] = new { uri = remoteId, cid = (await _network.RecordAsync(remoteId)).GetProperty("cid").GetString() },
        });
}
