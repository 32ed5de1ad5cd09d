using System.Collections.Immutable;
using System.Net;
using Engagement.Channels.Bluesky;
using Engagement.Channels.Tests.Servers;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Channels.Tests.Bluesky;

/// <summary>What goes wrong on the way, and what each of the network's noes means.</summary>
public sealed class BlueskyErrorsTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly OutgoingPost Post = new("key", "Hello", Noon);

    private static readonly ChannelAccount Desk = new(
        Guid.NewGuid(), "bluesky", "desk.test", "did:plc:desk", new Uri("https://pds.example"),
        ImmutableDictionary<string, string>.Empty,
        ImmutableDictionary<string, string>.Empty.Add("accessJwt", "secret-access")
            .Add("refreshJwt", "secret-refresh").Add("appPassword", "secret-password"));

    [Theory]
    [InlineData(400, "ExpiredToken", "Token has expired", RefusalKind.BadToken)]
    [InlineData(400, "InvalidToken", "Token could not be verified", RefusalKind.BadToken)]
    [InlineData(401, "AuthMissing", "Authentication Required", RefusalKind.BadToken)]
    [InlineData(401, "AccountTakedown", "Account has been taken down", RefusalKind.Forbidden)]
    [InlineData(403, "Forbidden", "", RefusalKind.Forbidden)]
    [InlineData(400, "InvalidRequest",
        "Invalid app.bsky.feed.post record: Record/text must not be longer than 300 graphemes", RefusalKind.TooLong)]
    [InlineData(400, "InvalidRequest", "Record/createdAt must be a datetime", RefusalKind.Invalid)]
    [InlineData(400, "BlobTooLarge", "This file is too large", RefusalKind.Invalid)]
    [InlineData(413, "PayloadTooLarge", "request entity too large", RefusalKind.Invalid)]
    [InlineData(429, "RateLimitExceeded", "Rate Limit Exceeded", RefusalKind.RateLimited)]
    [InlineData(301, "", "", RefusalKind.Invalid)]
    public async Task A_no_is_told_apart_by_kind(int status, string error, string message, RefusalKind kind)
    {
        using var network = new CannedNetwork(
            (_, _) => CannedNetwork.Json((HttpStatusCode)status, $$"""{"error":"{{error}}","message":"{{message}}"}"""));

        var refusal = (await Channel(network).PublishAsync(Desk, Post, Ct)).IsRefused(kind);

        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
        Assert.Single(network.Asked);
    }

    [Theory]
    [InlineData(500, "{\"error\":\"InternalServerError\"}")]
    [InlineData(502, "<html>Bad gateway</html>")]
    [InlineData(200, "<html>Welcome to the hotel</html>")]
    [InlineData(200, "{}")]
    public async Task An_answer_that_leaves_doubt_is_unknown_and_sent_once(int status, string body)
    {
        using var network = new CannedNetwork((_, _) => CannedNetwork.Json((HttpStatusCode)status, body));

        Assert.IsType<SendOutcome.Unknown>(await Channel(network).PublishAsync(Desk, Post, Ct));
        Assert.Single(network.Asked);
    }

    [Fact]
    public async Task A_connection_cut_after_the_words_left_is_unknown_and_sent_once()
    {
        using var network = new CannedNetwork((_, _) => throw new HttpRequestException(HttpRequestError.ResponseEnded));

        Assert.IsType<SendOutcome.Unknown>(await Channel(network).PublishAsync(Desk, Post, Ct));
        Assert.Single(network.Asked);
    }

    [Fact]
    public async Task No_connection_at_all_is_unavailable_so_a_later_try_is_safe()
    {
        using var network = new CannedNetwork((_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError));

        (await Channel(network).PublishAsync(Desk, Post, Ct)).IsRefused(RefusalKind.Unavailable);
    }

    [Fact]
    public async Task A_fault_while_an_image_is_uploaded_is_passing_because_nothing_was_published()
    {
        using var network = new CannedNetwork((_, _) => throw new HttpRequestException(HttpRequestError.ResponseEnded));

        (await Channel(network).PublishAsync(Desk, Post with { Images = [Pictures.Png("a dot")] }, Ct)).IsRefused(RefusalKind.Unavailable);
        Assert.Equal(["POST /xrpc/com.atproto.repo.uploadBlob"], network.Asked);
    }

    [Fact]
    public async Task A_rate_limit_says_how_long_to_wait_and_until_when()
    {
        using var network = new CannedNetwork((_, _) =>
        {
            var answer = CannedNetwork.Json(HttpStatusCode.TooManyRequests, "{\"error\":\"RateLimitExceeded\"}");
            answer.Headers.Add("RateLimit-Limit", "5000");
            answer.Headers.Add("RateLimit-Remaining", "0");
            answer.Headers.Add("RateLimit-Reset", Noon.AddMinutes(7).ToUnixTimeSeconds()
                .ToString(System.Globalization.CultureInfo.InvariantCulture));
            answer.Headers.Add("RateLimit-Policy", "5000;w=3600");
            return answer;
        });

        var outcome = await Channel(network).PublishAsync(Desk, Post, Ct);

        Assert.Equal(TimeSpan.FromMinutes(7), outcome.IsRefused(RefusalKind.RateLimited).RetryAfter);
        Assert.Equal(new RateReading("5000;w=3600", 5000, 0, Noon.AddMinutes(7)), outcome.Rate);
    }

    [Fact]
    public async Task What_we_can_know_beforehand_is_refused_without_a_call()
    {
        using var network = new CannedNetwork((_, _) => throw new InvalidOperationException("Nothing was to be sent."));
        var channel = Channel(network);

        (await channel.PublishAsync(Desk, Post with { Text = new string('a', 301) }, Ct)).IsRefused(RefusalKind.TooLong);
        (await channel.PublishAsync(Desk, Post with { Text = "" }, Ct)).IsRefused(RefusalKind.Invalid);
        (await channel.PublishAsync(Desk, Post with { Images = [.. Enumerable.Repeat(Pictures.Png(""), 5)] }, Ct))
            .IsRefused(RefusalKind.Invalid);
        (await channel.PublishAsync(Desk, Post with { Images = [new(new byte[2_000_001], "image/png", "")] }, Ct))
            .IsRefused(RefusalKind.Invalid);
        (await channel.PublishAsync(Desk, Post with { Images = [new(new byte[10], "image/tiff", "")] }, Ct)).IsRefused(RefusalKind.Invalid);
        (await channel.PublishAsync(Desk with { Secrets = Desk.Secrets.Remove("accessJwt") }, Post, Ct)).IsRefused(RefusalKind.BadToken);
        Assert.Empty(network.Asked);
    }

    [Fact]
    public async Task A_card_goes_out_without_a_picture_that_is_too_large()
    {
        var put = "";
        using var network = new CannedNetwork((_, body) =>
        {
            put = body;
            return CannedNetwork.Json(HttpStatusCode.OK, """{"uri":"at://did:plc:desk/app.bsky.feed.post/3k","cid":"b"}""");
        });
        var card = new LinkCard(new Uri("https://example.com"), "Title", "Words", new OutgoingImage(new byte[1_000_001], "image/png", ""));

        (await Channel(network).PublishAsync(Desk, Post with { Card = card }, Ct)).IsAccepted();

        Assert.Equal(["POST /xrpc/com.atproto.repo.putRecord"], network.Asked);
        Assert.Contains("app.bsky.embed.external", put, StringComparison.Ordinal);
        Assert.Contains("\"swapRecord\":null", put, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_passing_fault_while_renewing_is_not_a_dead_token()
    {
        using var network = new CannedNetwork((_, _) => CannedNetwork.Json(HttpStatusCode.BadGateway, ""));

        (await Channel(network).RefreshAsync(Desk, Ct)).IsRefused(RefusalKind.Unavailable);
        Assert.Equal(["POST /xrpc/com.atproto.server.refreshSession"], network.Asked);
    }

    [Fact]
    public async Task A_hostile_record_in_a_thread_is_read_as_far_as_it_goes()
    {
        const string Author = """{"did":"did:plc:eve","handle":"eve.test"}""";
        using var network = new CannedNetwork((_, _) => CannedNetwork.Json(HttpStatusCode.OK, $$$"""
            {"thread":{"post":{"uri":"at://did:plc:eve/app.bsky.feed.post/3k","cid":"b","author":{{{Author}}},
              "indexedAt":"2026-11-23T12:00:00Z",
              "record":{"text":7,"reply":"no","langs":[{}]}},
             "parent":{"notFound":true,"uri":"at://did:plc:gone/app.bsky.feed.post/3j"},
             "replies":[{"blocked":true},"nonsense",{"post":{"uri":"at://x","cid":"c","author":{{{Author}}},"record":[],
             "indexedAt":"2026-11-23T12:01:00Z"}}]}}
            """));

        var items = (await Channel(network).ReadThreadAsync(Desk, "at://did:plc:eve/app.bsky.feed.post/3k", Ct)).IsGot();

        Assert.Equal(["", ""], items.Select(i => i.Text));
        Assert.Null(items[1].Url);
    }

    private static BlueskyChannel Channel(CannedNetwork network) =>
        new(new HttpClient(network, disposeHandler: false), new FakeTimeProvider(Noon));
}
