using System.Collections.Immutable;
using System.Net;
using System.Text;
using Engagement.Channels.Mastodon;
using Engagement.Channels.Tests.Servers;

namespace Engagement.Channels.Tests.Mastodon;

/// <summary>
/// What the streaming API of Mastodon's documentation sends, and where our token goes. No server here streams, so this is a canned one.
/// </summary>
public sealed class MastodonStreamingTests
{
    private static readonly ChannelAccount Desk = new(
        Guid.NewGuid(), "mastodon", "@desk@mastodon.example", "1", new Uri("https://mastodon.example"),
        ImmutableDictionary<string, string>.Empty,
        ImmutableDictionary<string, string>.Empty.Add("accessToken", "secret-token"));

    [Fact]
    public async Task Mentions_and_quotes_are_hints_and_the_rest_is_not()
    {
        using var network = new CannedNetwork((request,
            _) => request.RequestUri!.AbsolutePath == "/api/v2/instance" ? NoInstance() : Stream(
            """
            :)

            event: notification
            data: {"id":"1","type":"favourite"}

            :thump

            event: notification
            data: {"id":"2","type":"mention"}

            event: update
            data: {"id":"3","type":"mention"}

            event: notification
            data: {"id":"4","type":"quote"}

            event: notification
            data: not json

            event: delete
            data: 5


            """));

        Assert.Equal(2, await CountAsync(network, Desk));
        Assert.Contains("GET /api/v1/streaming/user/notification", network.Asked);
    }

    [Theory]
    [InlineData("wss://streaming.mastodon.example", "streaming.mastodon.example")]
    [InlineData("wss://evil.example", "mastodon.example")]
    [InlineData("wss://notmastodon.example", "mastodon.example")]
    [InlineData("ftp://streaming.mastodon.example", "mastodon.example")]
    public async Task Our_token_goes_only_to_the_server_or_a_machine_of_its_name(string named, string asked)
    {
        string? host = null, token = null;
        using var network = new CannedNetwork((request, _) =>
        {
            if (request.RequestUri!.AbsolutePath == "/api/v2/instance")
            {
                return CannedNetwork.Json(HttpStatusCode.OK, $$$$"""{"configuration":{"urls":{"streaming":"{{{{named}}}}"}}}""");
            }

            (host, token) = (request.RequestUri.Host, request.Headers.Authorization?.ToString());
            return Stream("");
        });

        await CountAsync(network, Desk);

        Assert.Equal((asked, "Bearer secret-token"), (host, token));
    }

    [Fact]
    public async Task A_server_that_does_not_stream_is_an_error_and_not_a_quiet_stream()
    {
        using var refusing = new CannedNetwork((_, _) => CannedNetwork.Json(HttpStatusCode.NotFound, "{}"));
        await Assert.ThrowsAsync<HttpRequestException>(() => CountAsync(refusing, Desk));

        using var page = new CannedNetwork((request, _) => request.RequestUri!.AbsolutePath == "/api/v2/instance"
            ? NoInstance() : CannedNetwork.Json(HttpStatusCode.OK, "{}"));
        await Assert.ThrowsAsync<HttpRequestException>(() => CountAsync(page, Desk));
    }

    private static HttpResponseMessage NoInstance() => CannedNetwork.Json(HttpStatusCode.NotFound, "{}");

    private static HttpResponseMessage Stream(string events) =>
        new(HttpStatusCode.OK) { Content = new StringContent(events.ReplaceLineEndings("\n"), Encoding.UTF8, "text/event-stream") };

    private static async Task<int> CountAsync(CannedNetwork network, ChannelAccount account)
    {
        var hints = 0;
        using var http = new HttpClient(network, disposeHandler: false);
        await foreach (var _ in new MastodonChannel(http, TimeProvider.System).StreamAsync(account, TestContext.Current.CancellationToken))
        {
            hints++;
        }

        return hints;
    }
}
