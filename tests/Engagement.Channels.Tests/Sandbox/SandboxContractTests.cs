using Engagement.Channels.Sandbox;
using Engagement.Channels.Tests.Contract;
using Engagement.Channels.Tests.Servers;
using Engagement.Sandbox;
using Engagement.Testing;

namespace Engagement.Channels.Tests.Sandbox;

/// <summary>The contract on the Sandbox network, over HTTP.</summary>
public sealed class SandboxContractTests : ChannelContract
{
    protected override async Task<ChannelWorld> OpenAsync() => await SandboxWorld.StartAsync();

    private sealed class SandboxWorld(SandboxServer server, ChannelAccount desk) : ChannelWorld
    {
        private const string NotItsWay = "The Sandbox network has no such refusal.";
        private readonly StrangeIds _ids = new(new SocketsHttpHandler(), "id", "inReplyTo", "root");
        private SandboxChannel? _channel;
        private SandboxProfile? _client;
        private int _people;

        public static async Task<SandboxWorld> StartAsync()
        {
            var server = await SandboxServer.StartAsync();
            return new SandboxWorld(server, await server.JoinAsync("desk", "Service Desk"));
        }

        private HttpClient Http => field ??= new(_ids) { Timeout = TimeSpan.FromSeconds(20) };

        public override void GiveStrangeIds() => _ids.IsOn = true;

        public override IChannel Channel => _channel ??= new SandboxChannel(Http);

        public override ChannelAccount Account => desk;

        public override string NobodysId => "01900000-0000-7000-8000-000000000000";

        public override (IChannel Channel, ChannelAccount Account) Unreachable() =>
            (Channel, desk with { Server = new Uri("http://127.0.0.1:1") });

        public override Task<int> CountOwnAsync(string text) =>
            Task.FromResult(server.Posts.Threads(long.MaxValue, 100).Items
                .SelectMany(thread => thread).Count(p => p.Text == text && !p.Deleted));

        public override Task<string?> ParentOfAsync(string remoteId) => Task.FromResult(server.Posts.Find(remoteId)!.InReplyTo);

        public override Task<IReadOnlyList<string>> AltTextsAsync(string remoteId) =>
            Task.FromResult<IReadOnlyList<string>>([.. server.Posts.Find(remoteId)!.Images.Select(i => i.Alt)]);

        public override Task<string> StrangerRepliesAsync(string to, string text) => SayAsync(text, to);

        public override Task<string> ClientRepliesAsync(string to, string text) => SayAsync(text, to, _client ??= Somebody());

        public override Task<string> StrangerShowsAsync(string to, Uri link, string alt) =>
            Task.FromResult(server.Posts.Publish(
                Somebody(), new NewSandboxPost(null, $"Look here {link}", to, Images: [new("image/png", alt, Pictures.Dot)])).Value!.Id);

        public override Task<string> StrangerMentionsAsync(string text) => SayAsync($"@desk {text}", null);

        public override Task StrangerDeletesAsync(string remoteId) =>
            Task.FromResult(server.Posts.Delete(server.Posts.Find(remoteId)!.Author, remoteId));

        public override Task StrangerLikesAsync(string remoteId) => Task.FromResult(server.Posts.Like(Somebody(), remoteId));

        public override Task GainFollowersAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                server.Profiles.Follow(Somebody(), server.Profiles.Find("desk")!);
            }

            return Task.CompletedTask;
        }

        public override async Task DisturbNextReadAsync()
        {
            await server.MisbehaveAsync("mentions", "repeat");
            await server.MisbehaveAsync("mentions", "reorder");
        }

        public override async Task<TimeSpan?> RefuseNextAsync(Doing doing, RefusalKind kind)
        {
            if ((doing, kind) is (Doing.Refresh, RefusalKind.BadToken))
            {
                // A refresh token works once; somebody else has used this one.
                await ((IRefreshTokens)Channel).RefreshAsync(desk, TestContext.Current.CancellationToken);
                return null;
            }

            var fault = kind switch
            {
                RefusalKind.RateLimited => "429",
                RefusalKind.BadToken => "expired-token",
                RefusalKind.Unavailable => "500-before",
                RefusalKind.Forbidden => "403",
                RefusalKind.Duplicate => "409",
                RefusalKind.TooLong => "422",
                _ => await Cannot<string>(NotItsWay),
            };
            await server.MisbehaveAsync(On(doing), fault, retryAfter: 17);
            return kind == RefusalKind.RateLimited ? TimeSpan.FromSeconds(17) : null;
        }

        public override Task LoseNextAnswerAsync(bool stored) => server.MisbehaveAsync("publish", stored ? "lost-after" : "lost-before");

        public override Task FailNextSendAsync(bool stored) => server.MisbehaveAsync("publish", stored ? "500-after" : "500-before");

        public override Task StallNextSendAsync() => server.MisbehaveAsync("publish", "slow", delayMs: 60_000);

        public override async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            Http.Dispose();
            await base.DisposeAsync();
        }

        private static string On(Doing doing) => doing switch
        {
            Doing.Send => "publish",
            Doing.ReadProfile => "profile",
            Doing.ReadMentions => "mentions",
            Doing.Refresh => "refresh",
            _ => throw new ArgumentOutOfRangeException(nameof(doing)),
        };

        private Task<string> SayAsync(string text, string? to, SandboxProfile? who = null)
        {
            var post = new NewSandboxPost(null, text, to is null ? null : _ids.Real(to));
            return Task.FromResult(_ids.Strange(server.Posts.Publish(who ?? Somebody(), post).Value!.Id));
        }

        private SandboxProfile Somebody() => server.Profiles.Add(new NewSandboxProfile($"client_{_people++}", "A Client")).Value!;
    }
}
