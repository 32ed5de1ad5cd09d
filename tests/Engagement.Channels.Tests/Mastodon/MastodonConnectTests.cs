using System.Collections.Immutable;
using System.Web;
using Engagement.Channels.Mastodon;
using Engagement.Channels.Tests.Servers;

namespace Engagement.Channels.Tests.Mastodon;

/// <summary>Connecting an account, on a real server.</summary>
[Collection(nameof(SnacServer))]
public sealed class MastodonConnectTests : IDisposable
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly Uri Back = new("https://desk.example/channels/connect/back");
    private readonly SnacServer _server;
    private readonly HttpClient _http = new(RealServer.FreshLine());
    private readonly MastodonChannel _channel;

    public MastodonConnectTests(SnacServer server)
    {
        server.MustRun();
        _server = server;
        _channel = new MastodonChannel(_http, TimeProvider.System);
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_person_signs_in_on_their_server_and_the_account_is_connected_with_its_limits()
    {
        var step = Assert.IsType<ConnectStep.GoTo>((await _channel.BeginAsync(Request(_server.Url.OriginalString), Ct)).IsGot());
        var asked = HttpUtility.ParseQueryString(step.Authorize.Query);
        Assert.Equal((_server.Url.Authority, "/oauth/authorize"), (step.Authorize.Authority, step.Authorize.AbsolutePath));
        Assert.Equal(("code", Back.OriginalString, step.State, "S256"),
            (asked["response_type"], asked["redirect_uri"], asked["state"], asked["code_challenge_method"]));
        var code = await _server.SignInPageAsync("cleo", asked["client_id"]!, step.State, Back.OriginalString);

        var connected = Assert.Single((await _channel.CompleteAsync(step, code, Ct)).IsGot());

        Assert.Equal($"@cleo@{_server.Url.Authority}", connected.Profile.Handle);
        Assert.Null(connected.ExpiresAt);
        var account = new ChannelAccount(Guid.NewGuid(), "mastodon", connected.Profile.Handle,
            connected.Profile.RemoteId, connected.Server, connected.Settings, connected.Secrets);
        Assert.Equal(100_000, _channel.Measure("a", account).Limit);
        Assert.Equal(32, _channel.Measure("https://example.com", account).Length);
        (await _channel.PublishAsync(account, new OutgoingPost(Guid.NewGuid().ToString("N"), "Connected", DateTimeOffset.UtcNow), Ct))
            .IsAccepted();
    }

    [Fact]
    public async Task A_code_that_is_none_connects_nothing()
    {
        var step = Assert.IsType<ConnectStep.GoTo>((await _channel.BeginAsync(Request(_server.Url.OriginalString), Ct)).IsGot());

        Assert.IsType<Reading<IReadOnlyList<ConnectedAccount>>.Refused>(await _channel.CompleteAsync(step, "no-such-code", Ct));
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://mastodon.example")]
    [InlineData("ftp://mastodon.example")]
    [InlineData("not a server")]
    public async Task What_is_no_server_is_refused_naming_the_field(string typed) =>
        Assert.StartsWith("Server:", (await _channel.BeginAsync(Request(typed), Ct)).IsRefused(RefusalKind.Invalid).Reason,
            StringComparison.Ordinal);

    [Fact]
    public async Task A_server_that_is_not_there_is_a_passing_fault() =>
        Assert.True((await _channel.BeginAsync(Request("http://127.0.0.1:1"), Ct)).IsRefused(RefusalKind.Unavailable).IsPassing);

    private static ConnectRequest Request(string server) => new(ImmutableDictionary<string, string>.Empty.Add("server", server), Back);
}
