using System.Collections.Immutable;
using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Engagement.Channels.Tests.Contract;

/// <summary>
/// What every adapter keeps when the other side is hostile or broken: it ends, it takes no more memory than a large answer, and what it
/// says is right for the ledger. A send that was answered with a bomb may be out; a read is told as not possible just now.
/// </summary>
public sealed class HostileAnswersTests : IAsyncLifetime
{
    private WebApplication _app = null!;
    private string _bomb = "";
    private string? _call;

    public static TheoryData<string, string> Bombs
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var network in ChannelCatalog.Shipped(_ => new HttpClient(), TimeProvider.System).All.Select(c => c.Facts.Key))
            {
                foreach (var bomb in (string[])["gzip", "gzip in gzip", "broken gzip", "brotli", "endless line", "endless array", "deep",
                    "drip", "endless headers", "strange charset", "cut off", "not what it says"])
                {
                    all.Add(network, bomb);
                }
            }

            return all;
        }
    }

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(k => k.Limits.MinResponseDataRate = null);
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(AnswerAsync);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task A_send_that_is_answered_with_a_bomb_is_in_doubt_and_never_failed(string network, string bomb)
    {
        _bomb = bomb;
        using var http = Client();
        var channel = ChannelCatalog.Shipped(_ => http, TimeProvider.System)[network];

        var outcome = await ((IPublish)channel)
            .PublishAsync(Account(network), new("key", "How to reset your password", DateTimeOffset.UtcNow) { Language = "en" }, Stop);

        // The last call was the one that publishes, so the words may be out.
        Assert.StartsWith("POST ", _call, StringComparison.Ordinal);
        var reason = Assert.IsType<SendOutcome.Unknown>(outcome).Reason;
        Assert.DoesNotContain("Exception", reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task A_reading_that_is_answered_with_a_bomb_is_not_possible_just_now(string network, string bomb)
    {
        _bomb = bomb;
        using var http = Client();
        var channel = ChannelCatalog.Shipped(_ => http, TimeProvider.System)[network];

        Assert.Equal(RefusalKind.Unavailable,
            Assert.IsType<Reading<InboundPage>.Refused>(await ((IReadMentions)channel).ReadMentionsAsync(Account(network), null, Stop))
            .Refusal.Kind);
        Assert.Equal(RefusalKind.Unavailable,
            Assert.IsType<Reading<RemoteProfile>.Refused>(await ((IReadProfile)channel).ReadOwnProfileAsync(Account(network), Stop))
            .Refusal.Kind);
    }

    [Theory]
    [InlineData("endless line")]
    [InlineData("endless event")]
    [InlineData("endless event of carriage returns")]
    public async Task A_stream_of_events_without_end_is_left(string bomb)
    {
        _bomb = bomb;
        using var http = Client();
        var channel = (IStream)ChannelCatalog.Shipped(_ => http, TimeProvider.System)["mastodon"];

        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => CountAsync(channel, Account("mastodon")));

        Assert.Equal("The server streams an event of more than 1,024 KB.", fault.Message);
    }

    [Fact]
    public async Task A_message_of_a_socket_without_end_is_left()
    {
        using var http = Client();
        var channel = (IStream)ChannelCatalog.Shipped(_ => http, TimeProvider.System)["bluesky"];
        var account = Account("bluesky") with { Settings = ImmutableDictionary<string,
            string>.Empty.Add("jetstream", _app.Urls.First().Replace("http:", "ws:", StringComparison.Ordinal) + "/") };

        await Assert.ThrowsAsync<WebSocketException>(() => CountAsync(channel, account));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // With the limits that ship, but for its patience; every network's address leads to our server.
    private HttpClient Client()
    {
        var http = new HttpClient(new ToUs(new Uri(_app.Urls.First())) { InnerHandler = HttpLimits.Handler() }).Limited();
        http.Timeout = TimeSpan.FromSeconds(_bomb == "drip" ? 3 : 60);
        return http;
    }

    private static async Task<int> CountAsync(IStream channel, ChannelAccount account)
    {
        var hints = 0;
        await foreach (var _ in channel.StreamAsync(account, Stop))
        {
            hints++;
        }

        return hints;
    }

    private static ChannelAccount Account(string network) => new(
        Guid.NewGuid(), network, "@desk", network == "bluesky" ? "did:plc:desk" : network == "linkedin" ? "urn:li:organization:4711"
            : "1000001", new Uri("https://network.example"),
        ImmutableDictionary<string, string>.Empty,
        ImmutableDictionary<string,
            string>.Empty.Add("accessToken", "a").Add("token", "a").Add("refreshToken", "r").Add("accessJwt", "a").Add("refreshJwt", "r")
            .Add("appPassword", "p"));

    private async Task AnswerAsync(HttpContext context)
    {
        _call = $"{context.Request.Method} {context.Request.Path}";
        await context.Request.Body.CopyToAsync(Stream.Null);
        if (context.WebSockets.IsWebSocketRequest)
        {
            await WithoutEndAsync(await context.WebSockets.AcceptWebSocketAsync(), context.RequestAborted);
            return;
        }

        if (context.Request.Path == "/api/v2/instance")
        {
            context.Response.StatusCode = 404;
            return;
        }

        var answer = context.Response;
        answer.ContentType = _bomb.StartsWith("endless event", StringComparison.Ordinal)
            || (_bomb == "endless line" && context.Request.Path.Value!.Contains("streaming", StringComparison.Ordinal))
            ? "text/event-stream"
            : _bomb == "strange charset" ? "application/json; charset=klingon" : "application/json";
        try
        {
            await (_bomb switch
            {
                "gzip" => PackedAsync(answer, "gzip", s => new GZipStream(s, CompressionLevel.Fastest)),
                "gzip in gzip" => PackedAsync(answer, "gzip, gzip",
                    s => new GZipStream(new GZipStream(s, CompressionLevel.Fastest), CompressionLevel.Fastest)),
                "brotli" => PackedAsync(answer, "br", s => new BrotliStream(s, CompressionLevel.Fastest)),
                "broken gzip" => BrokenAsync(answer),
                "endless line" => RepeatAsync(answer, "data: aaaaaaaa", "aaaaaaaaaaaaaaaa"),
                "endless event" => RepeatAsync(answer, "", "data: aaaaaaaaaaaa\n"),
                "endless event of carriage returns" => RepeatAsync(answer, "", "data: aaaaaaaaaaaa\r"),
                "endless array" => RepeatAsync(answer, "[", "{\"id\":\"1\"},"),
                "deep" => answer.WriteAsync(string.Concat(Enumerable.Repeat("[", 500_000))),
                "drip" => DripAsync(answer),
                "endless headers" => HeadersAsync(answer),
                "strange charset" => answer.WriteAsync("Nobody's format"),
                "cut off" => CutAsync(context),
                _ => answer.WriteAsync("<html>Nobody's format</html>"),
            });
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Whoever asked has had enough.
        }
    }

    // A gigabyte of zeros.
    private static async Task PackedAsync(HttpResponse answer, string encoding, Func<Stream, Stream> pack)
    {
        answer.Headers.ContentEncoding = encoding;
        await using var packed = pack(answer.Body);
        var zeros = new byte[1024 * 1024];
        for (var i = 0; i < 1024; i++)
        {
            await packed.WriteAsync(zeros, answer.HttpContext.RequestAborted);
        }
    }

    private static async Task BrokenAsync(HttpResponse answer)
    {
        answer.Headers.ContentEncoding = "gzip";
        await answer.Body.WriteAsync(Encoding.ASCII.GetBytes("{\"id\":\"this is no gzip at all\"}"));
    }

    private static async Task RepeatAsync(HttpResponse answer, string begin, string part)
    {
        await answer.WriteAsync(begin);
        var many = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(part, 64 * 1024 / part.Length)));
        while (!answer.HttpContext.RequestAborted.IsCancellationRequested)
        {
            await answer.Body.WriteAsync(many, answer.HttpContext.RequestAborted);
        }
    }

    private static async Task DripAsync(HttpResponse answer)
    {
        while (!answer.HttpContext.RequestAborted.IsCancellationRequested)
        {
            await answer.WriteAsync(" ", answer.HttpContext.RequestAborted);
            await answer.Body.FlushAsync(answer.HttpContext.RequestAborted);
            await Task.Delay(100, answer.HttpContext.RequestAborted);
        }
    }

    private static Task HeadersAsync(HttpResponse answer)
    {
        for (var i = 0; i < 200; i++)
        {
            answer.Headers[$"X-Filler-{i}"] = new string('a', 1000);
        }

        return answer.WriteAsync("{}");
    }

    private static async Task CutAsync(HttpContext context)
    {
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("{\"id\":");
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    private static async Task WithoutEndAsync(WebSocket socket, CancellationToken ct)
    {
        var part = new byte[64 * 1024];
        try
        {
            while (!ct.IsCancellationRequested)
            {
                await socket.SendAsync(part, WebSocketMessageType.Text, endOfMessage: false, ct);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // The reader has left.
        }
    }

    private sealed class ToUs(Uri us) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(us, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
