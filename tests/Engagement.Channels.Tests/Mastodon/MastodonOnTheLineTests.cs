using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Engagement.Channels.Mastodon;
using Engagement.Channels.Tests.Servers;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Channels.Tests.Mastodon;

/// <summary>What other servers than snac say, and what goes out to them.</summary>
public sealed class MastodonOnTheLineTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly OutgoingPost Post = new("key-1", "Hello", Noon);

    private static readonly ChannelAccount Desk = new(
        Guid.NewGuid(), "mastodon", "@desk@mastodon.example", "1", new Uri("https://mastodon.example"),
        ImmutableDictionary<string, string>.Empty,
        ImmutableDictionary<string, string>.Empty.Add("accessToken", "secret-token"));

    [Fact]
    public async Task A_post_carries_its_key_language_and_warning()
    {
        string? key = null, sent = null;
        using var network = new CannedNetwork((request, body) =>
        {
            (key, sent) = (request.Headers.GetValues("Idempotency-Key").Single(), body);
            return CannedNetwork.Json(HttpStatusCode.OK, Status("9", "<p>Hello</p>"));
        });

        (await Channel(network).PublishAsync(Desk, Post with { Language = "de", ContentWarning = "Long" }, Ct)).IsAccepted();

        Assert.Equal("key-1", key);
        Assert.Equal("""{"status":"Hello","spoiler_text":"Long","language":"de","visibility":"public"}""", sent);
    }

    [Fact]
    public async Task A_private_message_is_answered_in_private_and_by_name()
    {
        JsonElement sent = default;
        using var network = new CannedNetwork((request, body) =>
        {
            if (request.Method == HttpMethod.Post)
            {
                sent = JsonDocument.Parse(body).RootElement;
            }

            return CannedNetwork.Json(HttpStatusCode.OK, Status("7", "<p>@desk help</p>", visibility: "direct"));
        });

        (await Channel(network).ReplyAsync(Desk, "7", Post, Ct)).IsAccepted();

        Assert.Equal(("@ada@social.example Hello", "direct", "7"), (sent.GetProperty("status").GetString(),
            sent.GetProperty("visibility").GetString(), sent.GetProperty("in_reply_to_id").GetString()));
    }

    [Fact]
    public async Task A_private_message_is_read_as_one_and_a_quote_as_a_quote()
    {
        using var network = new CannedNetwork((_, _) => CannedNetwork.Json(HttpStatusCode.OK, $$"""
            [{"id":"3","type":"mention","status":{{Status("30", "<p>secret</p>", visibility: "direct")}}},
             {"id":"2","type":"quote","status":{{Status("20", "<p>well said</p>")}}},
             {"id":"1","type":"favourite","status":{{Status("10", "<p>ours</p>")}}},
             {"id":"0","type":"mention","status":null}]
            """));

        var page = (await Channel(network).ReadMentionsAsync(Desk, null, Ct)).IsGot();

        Assert.Equal([("30", InboundKind.DirectMessage), ("20", InboundKind.Quote)], page.Items.Select(i => (i.RemoteId, i.Kind)));
        Assert.False(page.HasMore);
    }

    [Fact]
    public async Task An_image_that_takes_its_time_is_sent_the_way_that_waits_for_it()
    {
        var sent = "";
        using var network = new CannedNetwork((request, body) =>
        {
            sent = body;
            return request.RequestUri!.AbsolutePath switch
            {
                "/api/v2/media" => CannedNetwork.Json(HttpStatusCode.Accepted, """{"id":"m1","url":null}"""),
                "/api/v1/media" => CannedNetwork.Json(HttpStatusCode.OK, """{"id":"m2","url":"https://files.example/m2.png"}"""),
                _ => CannedNetwork.Json(HttpStatusCode.OK, Status("9", "")),
            };
        });

        (await Channel(network).PublishAsync(Desk, Post with { Images = [Pictures.Png("a dot")] }, Ct)).IsAccepted();

        Assert.Equal(["POST /api/v2/media", "POST /api/v1/media", "POST /api/v1/statuses"], network.Asked);
        Assert.Contains("\"media_ids\":[\"m2\"]", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_post_is_known_by_its_link_whatever_became_of_its_words()
    {
        var link = new Uri("https://go.example/a1?x=1&y=2");
        using var network = new CannedNetwork((_, _) => CannedNetwork.Json(HttpStatusCode.OK,
            $"[{Status("9", "<p>Rewritten <a href=\\\"https://go.example/a1?x=1&amp;y=2\\\">here</a></p>", account: "1")}]"));

        var found = (await Channel(network)
            .FindOwnPostAsync(Desk, Post with { Text = $"Hello {link}", Link = link }, null, Noon, Ct)).IsGot();

        Assert.Equal("9", Assert.IsType<FindResult.Found>(found).RemoteId);
    }

    [Fact]
    public async Task A_timeline_that_does_not_reach_back_proves_nothing()
    {
        // A server that ignores max_id shows the same page for ever.
        using var network = new CannedNetwork(
            (_, _) => CannedNetwork.Json(HttpStatusCode.OK, $"[{Status("9", "<p>Other words</p>", account: "1")}]"));

        Assert.IsType<FindResult.NotSure>((await Channel(network).FindOwnPostAsync(Desk, Post, null, Noon, Ct)).IsGot());
    }

    [Fact]
    public async Task An_older_post_with_the_same_words_is_not_the_lost_one()
    {
        using var network = new CannedNetwork(
            (_, _) => CannedNetwork.Json(HttpStatusCode.OK, $"[{Status("9", "<p>Hello</p>", account: "1")}]"));

        Assert.IsType<FindResult.Absent>((await Channel(network).FindOwnPostAsync(Desk, Post, null, Noon.AddDays(1), Ct)).IsGot());
    }

    [Fact]
    public async Task What_a_strange_server_says_of_its_people_is_not_trusted_to_be_clicked()
    {
        using var network = new CannedNetwork((_, _) => CannedNetwork.Json(HttpStatusCode.OK, """
            {"id":"1","acct":"desk","url":"javascript:alert(1)","avatar":"data:text/html,x","note":"<img src=x onerror=alert(1)>Hi"}
            """));

        var me = (await Channel(network).ReadOwnProfileAsync(Desk, Ct)).IsGot();

        Assert.Equal((null, null, "Hi"), (me.ProfileUrl, me.AvatarUrl, me.About));
    }

    [Theory]
    [InlineData(200, "<html>Welcome to the hotel</html>")]
    [InlineData(200, "{}")]
    [InlineData(500, "")]
    public async Task An_answer_that_leaves_doubt_is_unknown_and_sent_once(int status, string body)
    {
        using var network = new CannedNetwork((_, _) => CannedNetwork.Json((HttpStatusCode)status, body));

        Assert.IsType<SendOutcome.Unknown>(await Channel(network).PublishAsync(Desk, Post, Ct));
        Assert.Single(network.Asked);
    }

    [Fact]
    public async Task Likes_boosts_replies_and_quotes_are_counted_where_the_server_counts_them()
    {
        using var network = new CannedNetwork((_, _) => CannedNetwork.Json(HttpStatusCode.OK, Status("9", "").Replace(
            "\"id\":\"9\"", "\"id\":\"9\",\"favourites_count\":3,\"reblogs_count\":2,\"replies_count\":1", StringComparison.Ordinal)));

        Assert.Equal(new PostMetrics(3, 2, 1, null, null), (await Channel(network).ReadMetricsAsync(Desk, "9", Ct)).IsGot());
    }

    [Fact]
    public async Task Followers_are_paged_by_the_address_the_server_names()
    {
        using var network = new CannedNetwork((request, _) =>
        {
            var answer = CannedNetwork.Json(HttpStatusCode.OK, """[{"id":"5","acct":"ada@social.example","display_name":"Ada"}]""");
            if (!request.RequestUri!.Query.Contains("max_id", StringComparison.Ordinal))
            {
                answer.Headers.Add("Link", "<https://mastodon.example/api/v1/accounts/1/followers?limit=80&max_id=777>; rel=\"next\", "
                    + "<https://mastodon.example/api/v1/accounts/1/followers?since_id=999>; rel=\"prev\"");
            }

            return answer;
        });

        var first = (await Channel(network).ReadFollowersAsync(Desk, null, Ct)).IsGot();
        var second = (await Channel(network).ReadFollowersAsync(Desk, first.Cursor, Ct)).IsGot();

        Assert.Equal(("777", true, null, false), (first.Cursor, first.HasMore, second.Cursor, second.HasMore));
        Assert.Equal("Ada", Assert.Single(first.Followers).DisplayName);
    }

    [Fact]
    public async Task The_budget_is_read_from_the_headers()
    {
        using var network = new CannedNetwork((_, _) =>
        {
            var answer = CannedNetwork.Json(HttpStatusCode.OK, Status("9", ""));
            answer.Headers.Add("X-RateLimit-Limit", "300");
            answer.Headers.Add("X-RateLimit-Remaining", "299");
            answer.Headers.Add("X-RateLimit-Reset", "2026-11-23T12:05:00.123456Z");
            return answer;
        });

        var rate = (await Channel(network).PublishAsync(Desk, Post, Ct)).Rate;

        Assert.Equal(("calls", 300, 299), (rate!.Bucket, rate.Limit, rate.Remaining));
        Assert.Equal(Noon.AddMinutes(5), rate.ResetsAt, TimeSpan.FromSeconds(1));
    }

    private static MastodonChannel Channel(CannedNetwork network) =>
        new(new HttpClient(network, disposeHandler: false), new FakeTimeProvider(Noon));

    private static string Status(string id, string content, string visibility = "public", string account = "2") => $$"""
        {"id":"{{id}}","created_at":"2026-11-23T12:00:00.000Z","content":"{{content}}","visibility":"{{visibility}}",
          "url":"https://social.example/@ada/{{id}}",
         "in_reply_to_id":null,"account":{"id":"{{account}}","acct":"ada@social.example","username":"ada"} }
        """;
}
