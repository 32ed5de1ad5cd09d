using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Text;
using Engagement.Channels.Bluesky;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Engagement.Channels.Tests.Bluesky;

/// <summary>
/// Jetstream's events as its documentation shows them, over a WebSocket of our own: the real one is not to be had from a registry.
/// </summary>
public sealed class BlueskyStreamingTests
{
    private const string Us = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";

    [Fact]
    public async Task Posts_that_name_us_are_hints_and_our_own_and_others_are_not()
    {
        await using var jetstream = await StartAsync(async (socket, query) =>
        {
            Assert.Contains("wantedCollections=app.bsky.feed.post", query, StringComparison.Ordinal);
            await SayAsync(socket, Event("did:plc:somebody", """{"$type":"app.bsky.feed.post","text":"Good morning"}"""));
            await SayAsync(socket, Event("did:plc:ann", $$$$"""
                {"$type":"app.bsky.feed.post","text":"How?","reply":{"parent":{"uri":"at://{{{{Us}}}}/app.bsky.feed.post/3l"},
                  "root":{"uri":"at://{{{{Us}}}}/app.bsky.feed.post/3l"}}}
                """));
            await SayAsync(socket, Event(Us, """{"$type":"app.bsky.feed.post","text":"Tip of the day"}"""));
            await SayAsync(socket, Event(Us,
                $$$$"""{"$type":"app.bsky.feed.post","text":"2/2","reply":{"parent":{"uri":"at://{{{{Us}}}}/app.bsky.feed.post/3l"}}}"""));
            await SayAsync(socket, Event("did:plc:ann", $$$$"""
                {"$type":"app.bsky.feed.post","text":"@desk hello",
                  "facets":[{"features":[{"$type":"app.bsky.richtext.facet#mention","did":"{{{{Us}}}}"}]}]}
                """), parts: 5);
            await SayAsync(socket, $$$$"""{"did":"{{{{Us}}}}","time_us":1,"kind":"identity","identity":{"did":"{{{{Us}}}}"}}""");
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        });

        Assert.Equal(2, await CountAsync(jetstream));
    }

    [Fact]
    public async Task A_connection_that_is_cut_is_an_error()
    {
        await using var jetstream = await StartAsync((socket, _) =>
        {
            socket.Abort();
            return Task.CompletedTask;
        });

        await Assert.ThrowsAsync<WebSocketException>(() => CountAsync(jetstream));
    }

    [Fact]
    public async Task An_event_beyond_all_measure_ends_the_stream_instead_of_filling_the_memory()
    {
        await using var jetstream = await StartAsync(async (socket, _) =>
        {
            for (var i = 0; i < 10; i++)
            {
                await socket.SendAsync(new byte[64 * 1024], WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None);
            }
        });

        await Assert.ThrowsAsync<WebSocketException>(() => CountAsync(jetstream));
    }

    private static string Event(string author, string record) =>
        $$$$"""
        {"did":"{{{{author}}}}","time_us":1725911162329308,"kind":"commit","commit":{"rev":"3l3qo2vutsw2b","operation":"create",
          "collection":"app.bsky.feed.post","rkey":"3l3qo2vuowo2b","record":{{{{record}}}},
          "cid":"bafyreidwaivazkwu67xztlmuobx35hs2lnfh3kolmgfmucldvhd3sgzcqi"}}
        """;

    private static async Task SayAsync(WebSocket socket, string text, int parts = 1)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var (i, chunk) in bytes.Chunk((bytes.Length / parts) + 1).Index())
        {
            await socket.SendAsync(chunk, WebSocketMessageType.Text,
                endOfMessage: i == ((bytes.Length - 1) / ((bytes.Length / parts) + 1)), CancellationToken.None);
        }
    }

    private static async Task<WebApplication> StartAsync(Func<WebSocket, string, Task> serve)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.UseWebSockets();
        app.Map("/subscribe", async (HttpContext context) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await serve(socket, context.Request.QueryString.Value!);
        });
        await app.StartAsync();
        return app;
    }

    private static async Task<int> CountAsync(WebApplication jetstream)
    {
        var account = new ChannelAccount(
            Guid.NewGuid(), "bluesky", "@desk.example", Us, new Uri("https://bsky.social"),
            ImmutableDictionary<string, string>.Empty.Add(
                "jetstream", jetstream.Urls.First().Replace("http:", "ws:", StringComparison.Ordinal) + "/"),
            ImmutableDictionary<string, string>.Empty);
        using var http = new HttpClient();
        var hints = 0;
        await foreach (var _ in new BlueskyChannel(http, TimeProvider.System).StreamAsync(account, TestContext.Current.CancellationToken))
        {
            hints++;
        }

        return hints;
    }
}
