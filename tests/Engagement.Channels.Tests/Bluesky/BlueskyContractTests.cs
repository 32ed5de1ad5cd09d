using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Engagement.Channels.Bluesky;
using Engagement.Channels.Tests.Contract;
using Engagement.Channels.Tests.Servers;

namespace Engagement.Channels.Tests.Bluesky;

/// <summary>The contract on Bluesky's own servers; only refusals and lost answers are made on the line to them.</summary>
[Collection(nameof(BlueskyNetwork))]
public sealed class BlueskyContractTests(BlueskyNetwork network) : ChannelContract
{
    /// <summary>On Bluesky a session ends, but its access token is good for the rest of its two hours: what dies is the renewal.</summary>
    [Fact]
    public override async Task Given_back_access_is_dead()
    {
        Assert.True(Got(await Can<IRevoke>().RevokeAsync(Account, Stop)));

        var withoutPassword = Account with { Secrets = Account.Secrets.Remove(BlueskySettings.AppPassword) };
        Assert.Equal(RefusalKind.BadToken, Refused(await Can<IRefreshTokens>().RefreshAsync(withoutPassword, Stop)).Kind);
    }

    [Fact]
    public async Task A_card_and_a_quoted_post_each_have_their_line()
    {
        var (_, post) = await PublishedAsync();
        var (_, cursor) = await ReadSinceAsync(null);
        var (reply, quoted) = await ((BlueskyWorld)World).StrangerShowsACardAsync(
            post, new("https://status.example.com/outage/7"), "Outage 7");

        var item = Assert.Single(await NewAsync(cursor, reply), i => i.RemoteId == reply);

        Assert.Equal((InboundKind.Reply, post), (item.Kind, item.InReplyToId));
        Assert.Contains("[Link: Outage 7] https://status.example.com/outage/7", item.Text, StringComparison.Ordinal);
        Assert.True(AtUri.TryParse(quoted, out var address));
        Assert.Contains($"[Quoted] {address.WebPage}", item.Text, StringComparison.Ordinal);
        Assert.Equal([AttachmentKind.Link, AttachmentKind.Quote], item.Attachments.Select(a => a.Kind));
    }

    protected override async Task<ChannelWorld> OpenAsync()
    {
        network.MustRun();
        var world = new BlueskyWorld(network, await network.NewAccountAsync("desk"));

        // The AppView hears of a new account a moment later than its own server.
        await Eventually.Async(() => ((IReadProfile)world.Channel).ReadOwnProfileAsync(world.Account, Stop),
            reading => reading is Reading<RemoteProfile>.Got);
        return world;
    }

    private sealed class BlueskyWorld : ChannelWorld
    {
        private readonly BlueskyNetwork _network;
        private readonly ChannelAccount _desk;
        private readonly FaultyLine _line = new();
        private readonly HttpClient _http;
        private readonly List<string> _said = [];
        private readonly HashSet<string> _shown = [];
        private bool _keysInOrder = true;

        public BlueskyWorld(BlueskyNetwork network, ChannelAccount desk)
        {
            (_network, _desk) = (network, desk);
            _http = new HttpClient(_line);
            Channel = new BlueskyChannel(_http, TimeProvider.System);
        }

        public override IChannel Channel { get; }

        public override ChannelAccount Account => _desk;

        // The AppView indexes what the PDS tells it, some tenths of a second later.
        public override TimeSpan Patience => TimeSpan.FromSeconds(20);

        public override (int Number, int Steps, int Burst) Histories => (1, 8, 4);

        // A post's key is its author's choice; the server takes any that is a TID, and says nothing against one of another time.
        public override void GiveStrangeIds() => _keysInOrder = false;

        private string? Key() => _keysInOrder ? null
            : Tid.Of($"strange {_desk.RemoteId} {_said.Count}", DateTimeOffset.UtcNow.AddDays(-(_said.Count * 7919 % 997)));

        public override string NobodysId => $"at://{_desk.RemoteId}/app.bsky.feed.post/{Tid.Of("nobody", DateTimeOffset.UnixEpoch)}";

        public override (IChannel Channel, ChannelAccount Account) Unreachable() =>
            (Channel, _desk with { Server = new Uri("http://127.0.0.1:1") });

        public override async Task<int> CountOwnAsync(string text) =>
            (await _network.PostsAsync(_desk)).Count(p => p.GetProperty("value").GetProperty("text").GetString() == text);

        public override async Task<string?> ParentOfAsync(string remoteId) =>
            (await _network.RecordAsync(remoteId)).GetProperty("value").TryGetProperty("reply", out var reply)
                ? reply.GetProperty("parent").GetProperty("uri").GetString()
                : null;

        public override async Task<IReadOnlyList<string>> AltTextsAsync(string remoteId) =>
            [.. (await _network.RecordAsync(remoteId)).GetProperty("value").GetProperty("embed")
                .GetProperty("images").EnumerateArray().Select(i => i.GetProperty("alt").GetString()!)];

        public override async Task<string> StrangerRepliesAsync(string to, string text)
        {
            await ShownAsync(to);
            return await VisibleAsync(await _network.SayAsync(await StrangerAsync(), text, to, key: Key()));
        }

        public override Task<string> ClientRepliesAsync(string to, string text) => StrangerRepliesAsync(to, text);

        // As their app does it: the link cut in the words and whole beside them, the picture with another post of theirs under it.
        public override async Task<string> StrangerShowsAsync(string to, Uri link, string alt)
        {
            await ShownAsync(to);
            var stranger = await StrangerAsync();
            var earlier = await _network.SayAsync(stranger, "As I said last week, it is the same error");
            var picture = await _network.UploadAsync(stranger, Pictures.Dot, "image/png");
            var shown = $"{link.Host}{link.AbsolutePath}"[..27] + "...";
            var uri = new Dictionary<string, object> { ["$type"] = "app.bsky.richtext.facet#link", ["uri"] = link.OriginalString };
            return await VisibleAsync(await _network.SayAsync(
                stranger,
                $"Look here {shown}",
                to,
                embed: new Dictionary<string, object>
                {
                    ["$type"] = "app.bsky.embed.recordWithMedia",
                    ["media"] = new Dictionary<string, object>
                    {
                        ["$type"] = "app.bsky.embed.images", ["images"] = new[] { new { image = picture, alt } },
                    },
                    ["record"] = await QuotedAsync(earlier),
                },
                facets: new[] { new { index = new { byteStart = 10, byteEnd = 10 + shown.Length }, features = new[] { uri } } }));
        }

        /// <summary>A client answers with a card and another post; the id of their answer and the post's.</summary>
        public async Task<(string Id, string Quoted)> StrangerShowsACardAsync(string to, Uri link, string title)
        {
            await ShownAsync(to);
            var stranger = await StrangerAsync();
            var earlier = await _network.SayAsync(stranger, "As I said last week, it is the same error");
            var card = new { uri = link.OriginalString, title, description = "" };
            var id = await VisibleAsync(await _network.SayAsync(
                stranger,
                "See this",
                to,
                embed: new Dictionary<string, object>
                {
                    ["$type"] = "app.bsky.embed.recordWithMedia",
                    ["media"] = new Dictionary<string, object> { ["$type"] = "app.bsky.embed.external", ["external"] = card },
                    ["record"] = await QuotedAsync(earlier),
                }));
            return (id, earlier);
        }

        private async Task<Dictionary<string, object>> QuotedAsync(string uri) => new()
        {
            ["$type"] = "app.bsky.embed.record",
            ["record"] = new { uri, cid = (await _network.RecordAsync(uri)).GetProperty("cid").GetString() },
        };

        public override async Task<string> StrangerMentionsAsync(string text)
        {
            var name = $"@{_desk.Handle}";
            var mention = new Dictionary<string, object> { ["$type"] = "app.bsky.richtext.facet#mention", ["did"] = _desk.RemoteId };
            return await VisibleAsync(await _network.SayAsync(
                await StrangerAsync(), $"{name} {text}",
                facets: new[] { new { index = new { byteStart = 0, byteEnd = Encoding.UTF8.GetByteCount(name) },
                    features = new[] { mention } } }));
        }

        public override async Task StrangerDeletesAsync(string remoteId)
        {
            _said.Remove(remoteId);
            var stranger = await StrangerAsync();
            await _network.CallAsync(
                "com.atproto.repo.deleteRecord",
                new { repo = stranger.RemoteId, collection = AtUri.Posts, rkey = remoteId.Split('/')[^1] },
                stranger.Secret(BlueskySettings.AccessJwt));

            // What the AppView has not heard of yet it would still show.
            await Eventually.Async(() => Reader.ReadMetricsAsync(_desk, remoteId, Ct), reading => reading is Reading<PostMetrics>.Refused);
        }

        public override async Task StrangerLikesAsync(string remoteId) =>
            await _network.CreateAsync(await StrangerAsync(), "app.bsky.feed.like", new
            {
                subject = new { uri = remoteId, cid = (await _network.RecordAsync(remoteId)).GetProperty("cid").GetString() },
                createdAt = BlueskyRecord.Time(DateTimeOffset.UtcNow),
            });

        public override async Task GainFollowersAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await _network.CreateAsync(await _network.NewAccountAsync("fan"), "app.bsky.graph.follow",
                    new { subject = _desk.RemoteId, createdAt = BlueskyRecord.Time(DateTimeOffset.UtcNow) });
            }
        }

        public override async Task DisturbNextReadAsync()
        {
            await Eventually.Async(
                async () => ((Reading<InboundPage>.Got)await Reader.ReadMentionsAsync(_desk, null, Ct)).Value.Items
                    .Select(i => i.RemoteId).ToHashSet(),
                heard => _said.TrueForAll(heard.Contains));
            _line.Next(Is("listNotifications"), async (_, pass, _) =>
            {
                using var answer = await pass();
                var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
                var told = body["notifications"]!.AsArray().Select(n => n!.ToJsonString()).ToList();
                body["notifications"] = new JsonArray([.. told.Concat(told).Order(StringComparer.Ordinal).Select(n => JsonNode.Parse(n))]);
                return CannedNetwork.Json(HttpStatusCode.OK, body.ToJsonString());
            });
        }

        public override async Task<TimeSpan?> RefuseNextAsync(Doing doing, RefusalKind kind)
        {
            var (status, error) = kind switch
            {
                RefusalKind.RateLimited => (429, "RateLimitExceeded"),
                RefusalKind.BadToken => (400, "ExpiredToken"),
                RefusalKind.Forbidden => (403, "Forbidden"),
                RefusalKind.Unavailable => (502, "UpstreamFailure"),
                RefusalKind.TooLong => (400, "InvalidRequest"),
                _ => await Cannot<(int, string)>("Bluesky takes the same words as often as they are said."),
            };
            var method = doing switch
            {
                Doing.Send => "putRecord",
                Doing.ReadProfile => "getProfile",
                Doing.ReadMentions => "listNotifications",
                Doing.Refresh => "refreshSession",
                _ => throw new ArgumentOutOfRangeException(nameof(doing)),
            };
            var message = kind == RefusalKind.TooLong ? "Record/text must not be longer than 300 graphemes" : "";
            _line.Next(Is(method), (_, _, _) =>
            {
                var answer = CannedNetwork.Json((HttpStatusCode)status, $$"""{"error":"{{error}}","message":"{{message}}"}""");
                if (kind == RefusalKind.RateLimited)
                {
                    answer.Headers.Add("RateLimit-Reset", DateTimeOffset.UtcNow.AddSeconds(17)
                        .ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
                }

                return Task.FromResult(answer);
            });
            if ((doing, kind) is (Doing.Refresh, RefusalKind.BadToken))
            {
                // The session is dead, and so is the app password behind it.
                _line.Next(Is("createSession"), (_, _, _) =>
                    Task.FromResult(CannedNetwork.Json(HttpStatusCode.Unauthorized, """{"error":"AuthenticationRequired"}""")));
            }

            return kind == RefusalKind.RateLimited ? TimeSpan.FromSeconds(17) : null;
        }

        public override Task LoseNextAnswerAsync(bool stored) => Next(FaultyLine.Lost(stored));

        public override Task FailNextSendAsync(bool stored) => Next(FaultyLine.Failed(stored));

        public override Task StallNextSendAsync() => Next(FaultyLine.Stalled);

        public override ValueTask DisposeAsync()
        {
            _http.Dispose();
            return base.DisposeAsync();
        }

        private static CancellationToken Ct => TestContext.Current.CancellationToken;

        private BlueskyChannel Reader => (BlueskyChannel)Channel;

        private static Func<HttpRequestMessage, bool> Is(string method) =>
            request => request.RequestUri!.AbsolutePath.EndsWith("." + method, StringComparison.Ordinal);

        private Task Next(FaultyLine.Fault fault)
        {
            _line.Next(Is("putRecord"), fault);
            return Task.CompletedTask;
        }

        private Task<ChannelAccount> StrangerAsync() => _network.StrangerAsync();

        // What the AppView shows can be answered; a client would not see it sooner either.
        private async Task<string> VisibleAsync(string remoteId)
        {
            _said.Add(remoteId);
            await ShownAsync(remoteId);
            return remoteId;
        }

        // The AppView tells nobody of an answer to what it has not heard of.
        private async Task ShownAsync(string remoteId)
        {
            if (_shown.Add(remoteId))
            {
                await Eventually.Async(() => Reader.ReadMetricsAsync(_desk, remoteId, Ct), reading => reading is Reading<PostMetrics>.Got);
            }
        }
    }
}
