using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Engagement.Channels.Mastodon;
using Engagement.Channels.Tests.Contract;
using Engagement.Channels.Tests.Servers;

namespace Engagement.Channels.Tests.Mastodon;

/// <summary>The contract on snac2, a server with the Mastodon API; only refusals and lost answers are made on the line to it.</summary>
[Collection(nameof(SnacServer))]
public sealed class MastodonContractTests(SnacServer server) : ChannelContract
{
    /// <summary>snac 2.75 has no deletion from outside and says "not found", which must not be taken for "gone".</summary>
    [Fact]
    public override async Task What_is_deleted_is_gone_and_cannot_be_found()
    {
        var (post, id) = await PublishedAsync();

        Assert.Equal(RefusalKind.Forbidden, Refused(await Can<IDelete>().DeleteAsync(Account, id, Stop)).Kind);
        Assert.Equal(1, await World.CountOwnAsync(post.Text));

        Accepted(await Can<IDelete>().DeleteAsync(Account, World.NobodysId, Stop));
    }

    protected override Task<ChannelWorld> OpenAsync() => OpenAsync("desk");

    protected override Task<ChannelWorld> OpenQuietAsync() => OpenAsync("quiet");

    private async Task<ChannelWorld> OpenAsync(string desk)
    {
        server.MustRun();
        return new MastodonWorld(server, await server.SignInAsync(desk), await server.SignInAsync("ada"));
    }

    private sealed class MastodonWorld : ChannelWorld
    {
        private readonly SnacServer _server;
        private readonly ChannelAccount _desk;
        private readonly string _name; // without its host, as those on the same server write it
        private readonly ChannelAccount _ada;
        private readonly FaultyLine _line = new();
        private readonly StrangeIds _ids;
        private readonly HttpClient _http;
        private readonly List<string> _said = [];

        public MastodonWorld(SnacServer server, ChannelAccount desk, ChannelAccount ada)
        {
            (_server, _desk, _ada) = (server, desk, ada);
            _name = desk.Handle[..desk.Handle.IndexOf('@', 1)];
            _ids = new StrangeIds(_line, "id", "in_reply_to_id");
            _http = new HttpClient(_ids);
            Channel = new MastodonChannel(_http, TimeProvider.System);
        }

        public override IChannel Channel { get; }

        public override ChannelAccount Account => _desk;

        // snac hands its own people's messages over one by one; twenty-five of them take long on a busy machine.
        public override TimeSpan Patience => TimeSpan.FromMinutes(3);

        public override (int Number, int Steps, int Burst) Histories => (1, 8, 3);

        public override bool IsItsOwn => false;

        public override bool StrangersCanDelete => false;

        public override void GiveStrangeIds() => _ids.IsOn = true;

        public override string NobodysId => "1000000000ffffffffffffffffffffffffffffffff";

        public override (IChannel Channel, ChannelAccount Account) Unreachable() =>
            (Channel, _desk with { Server = new Uri("http://127.0.0.1:1") });

        public override async Task<int> CountOwnAsync(string text) =>
            (await _server.CallAsync(_desk, HttpMethod.Get, $"api/v1/accounts/{_desk.RemoteId}/statuses?limit=40")).EnumerateArray()
                .Count(s => s.GetProperty("text").GetString() is { } said
                    && (said == text || said.EndsWith(" " + text, StringComparison.Ordinal)));

        public override async Task<string?> ParentOfAsync(string remoteId) =>
            (await StatusAsync(remoteId)).GetProperty("in_reply_to_id").GetString();

        public override async Task<IReadOnlyList<string>> AltTextsAsync(string remoteId) =>
            [.. (await StatusAsync(remoteId)).GetProperty("media_attachments")
                .EnumerateArray().Select(m => m.GetProperty("description").GetString()!)];

        public override async Task<string> StrangerRepliesAsync(string to, string text) =>
            await SayAsync(new { status = $"{_name} {text}", in_reply_to_id = _ids.Real(to) });

        public override Task<string> ClientRepliesAsync(string to, string text) => StrangerRepliesAsync(to, text);

        public override async Task<string> StrangerMentionsAsync(string text) => await SayAsync(new { status = $"{_name} {text}" });

        // They write with our adapter, which another server's people would not notice.
        public override async Task<string> StrangerShowsAsync(string to, Uri link, string alt)
        {
            var reply = new OutgoingPost(Guid.NewGuid().ToString("N"), $"{_name} Look here {link}", DateTimeOffset.UtcNow)
                { Images = [Pictures.Png(alt)] };
            var id = (await ((IReply)Channel).ReplyAsync(_ada, to, reply, Ct)).IsAccepted().RemoteId;
            _said.Add(id);
            return id;
        }

        public override Task StrangerDeletesAsync(string remoteId) => Cannot("snac 2.75 cannot delete a post over its API.");

        public override Task StrangerLikesAsync(string remoteId) =>
            Cannot("snac 2.75 lets nobody like over its API what was not delivered to them.");

        public override Task GainFollowersAsync(int count) => Cannot("snac 2.75 lists no followers over its API.");

        public override async Task DisturbNextReadAsync()
        {
            await Eventually.Async(
                async () => ((Reading<InboundPage>.Got)await ((IReadMentions)Channel).ReadMentionsAsync(_desk, null, Ct)).Value.Items
                    .Select(i => i.RemoteId).ToHashSet(),
                heard => _said.TrueForAll(heard.Contains),
                seconds: 180);
            _line.Next(Is(HttpMethod.Get, "/api/v1/notifications"), async (_, pass, _) =>
            {
                using var answer = await pass();
                var told = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!.AsArray().Select(n => n!.ToJsonString()).ToList();
                return CannedNetwork.Json(
                    HttpStatusCode.OK, new JsonArray([.. told.Concat(told).Reverse().Select(n => JsonNode.Parse(n))]).ToJsonString());
            });
        }

        public override async Task<TimeSpan?> RefuseNextAsync(Doing doing, RefusalKind kind)
        {
            var (status, words) = kind switch
            {
                RefusalKind.RateLimited => (429, "Too many requests"),
                RefusalKind.BadToken => (401, "The access token was revoked"),
                RefusalKind.Forbidden => (403, "This action is outside the authorized scopes"),
                RefusalKind.Unavailable => (503, "Service Unavailable"),
                RefusalKind.TooLong => (422, "Validation failed: Text character limit of 500 exceeded"),
                _ => await Cannot<(int, string)>("Mastodon takes the same words as often as they are said."),
            };
            _line.Next(
                doing switch
                {
                    Doing.Send => Is(HttpMethod.Post, "/api/v1/statuses"),
                    Doing.ReadProfile => Is(HttpMethod.Get, "/api/v1/accounts/verify_credentials"),
                    Doing.ReadMentions => Is(HttpMethod.Get, "/api/v1/notifications"),
                    _ => throw new ArgumentOutOfRangeException(nameof(doing)),
                },
                (_, _, _) =>
                {
                    var answer = CannedNetwork.Json((HttpStatusCode)status, $$"""{"error":"{{words}}"}""");
                    if (kind == RefusalKind.RateLimited)
                    {
                        answer.Headers.Add("X-RateLimit-Limit", "300");
                        answer.Headers.Add("X-RateLimit-Remaining", "0");
                        answer.Headers.Add("X-RateLimit-Reset", DateTimeOffset.UtcNow.AddSeconds(17)
                            .ToString("O", CultureInfo.InvariantCulture));
                    }

                    return Task.FromResult(answer);
                });
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

        private static Func<HttpRequestMessage, bool> Is(HttpMethod method, string path) =>
            request => request.Method == method && request.RequestUri!.AbsolutePath == path;

        private Task Next(FaultyLine.Fault fault)
        {
            _line.Next(Is(HttpMethod.Post, "/api/v1/statuses"), fault);
            return Task.CompletedTask;
        }

        private Task<JsonElement> StatusAsync(string remoteId) => _server.CallAsync(_desk, HttpMethod.Get, $"api/v1/statuses/{remoteId}");

        private async Task<string> SayAsync(object status)
        {
            var id = (await _server.CallAsync(_ada, HttpMethod.Post, "api/v1/statuses", status)).GetProperty("id").GetString()!;
            _said.Add(id);
            return _ids.Strange(id);
        }
    }
}
