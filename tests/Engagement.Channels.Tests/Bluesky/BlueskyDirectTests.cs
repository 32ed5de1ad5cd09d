using System.Collections.Immutable;
using System.Net;
using System.Web;
using Engagement.Channels.Bluesky;
using Engagement.Channels.Tests.Servers;

namespace Engagement.Channels.Tests.Bluesky;

/// <summary>
/// The chat service by its lexicons (chat.bsky.convo.*). Bluesky's own is closed and no package brings it, so it is a canned one.
/// </summary>
public sealed class BlueskyDirectTests
{
    private const string Us = "did:plc:desk";
    private const string Members =
        """[{"did":"did:plc:desk","handle":"desk.example"},{"did":"did:plc:ann","handle":"ann.example","displayName":"Ann"}]""";

    private static readonly ChannelAccount Desk = new(
        Guid.NewGuid(), "bluesky", "desk.example", Us, new Uri("https://pds.example"),
        ImmutableDictionary<string, string>.Empty, ImmutableDictionary<string, string>.Empty.Add("accessJwt", "jwt"));

    [Fact]
    public async Task A_first_read_takes_what_nobody_has_read_and_goes_on_from_the_newest_place()
    {
        using var network = Chat((method, _) => method == "chat.bsky.convo.listConvos"
            ? $$"""
              {"convos":[
                {"id":"c1","rev":"3lb","members":{{Members}},"muted":false,"unreadCount":1,
                "lastMessage":{{Message("m1", "did:plc:ann", "Can you help?")}}},
                {"id":"c2","rev":"3la","members":{{Members}},"muted":false,"unreadCount":0,
                "lastMessage":{{Message("m0", "did:plc:ann", "Thanks")}}}]}
              """
            : "");

        var page = await ReadAsync(network, null);

        var item = Assert.Single(page.Items);
        Assert.Equal(("dm:c1/m1", "dm:c1", InboundKind.DirectMessage, "Ann", "Can you help?"),
            (item.RemoteId, item.ThreadRootId, item.Kind, item.Author.DisplayName, item.Text));
        Assert.Equal(("3lb", false), (page.Cursor, page.HasMore));
    }

    [Fact]
    public async Task From_a_moment_on_the_log_is_asked_from_that_moment()
    {
        var asked = new List<string?>();
        using var network = Chat((method, query) =>
        {
            asked.Add($"{method} {query["cursor"]}");
            return """{"logs":[]}""";
        });
        var moment = new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);
        using var http = new HttpClient(network, disposeHandler: false);
        var from = new BlueskyChannel(http, TimeProvider.System).DirectSince(moment)!;

        var page = await ReadAsync(network, from);

        Assert.Equal([$"chat.bsky.convo.getLog {from}"], asked);
        Assert.Equal((from, false), (page.Cursor, page.HasMore));

        // Places are TIDs, which sort by time: what was written before comes before, and what was written after comes after.
        Assert.True(string.CompareOrdinal(Tid.Of("a", moment.AddMilliseconds(-1)), from) < 0);
        Assert.True(string.CompareOrdinal(Tid.Of("a", moment.AddMilliseconds(1)), from) > 0);
    }

    [Fact]
    public async Task From_then_on_the_log_tells_what_was_said_and_taken_back()
    {
        using var network = Chat((method, query) => (method, query["cursor"], query["convoId"]) switch
        {
            ("chat.bsky.convo.getLog", "3lb", _) => $$"""
                {"cursor":"3ld","logs":[
                  {"$type":"chat.bsky.convo.defs#logBeginConvo","rev":"3lb","convoId":"c1"},
                  {"$type":"chat.bsky.convo.defs#logCreateMessage","rev":"3lc","convoId":"c1",
                  "message":{{Message("m2", "did:plc:ann", "Still locked out")}}},
                  {"$type":"chat.bsky.convo.defs#logCreateMessage","rev":"3lc","convoId":"c1",
                  "message":{{Message("m3", Us, "We are on it.")}}},
                  {"$type":"chat.bsky.convo.defs#logDeleteMessage","rev":"3ld","convoId":"c1",
                  "message":{"$type":"chat.bsky.convo.defs#deletedMessageView","id":"m1","rev":"3ld","sender":{"did":"did:plc:ann"},
                  "sentAt":"2026-11-23T10:00:00.000Z"} }]}
                """,
            ("chat.bsky.convo.getLog", "3ld", _) => """{"cursor":"3ld","logs":[]}""",
            ("chat.bsky.convo.getConvo", _, "c1") =>
                $$"""{"convo":{"id":"c1","rev":"3ld","members":{{Members}},"muted":false,"unreadCount":1} }""",
            _ => "",
        });

        var page = await ReadAsync(network, "3lb");

        Assert.Equal([("dm:c1/m2", false), ("dm:c1/m1", true)], page.Items.Select(i => (i.RemoteId, i.Deleted)));
        Assert.Equal(("3ld", true), (page.Cursor, page.HasMore));
        Assert.False((await ReadAsync(network, "3ld")).HasMore);
        // once for the conversation, not for each message
        Assert.Single(network.Asked, a => a.EndsWith("getConvo", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_goes_into_the_conversation_and_is_found_there()
    {
        string? sent = null;
        using var network = new CannedNetwork((request, body) =>
        {
            Assert.Equal("did:web:api.bsky.chat#bsky_chat", request.Headers.GetValues("atproto-proxy").Single());
            sent = request.Method == HttpMethod.Post ? body : sent;
            return CannedNetwork.Json(HttpStatusCode.OK, request.Method == HttpMethod.Post
                ? Message("m9", Us, "Yes")
                : $$"""{"messages":[{{Message("m9", Us, "Yes")}},{{Message("m8", "did:plc:ann", "Yes")}}]}""");
        });
        using var http = new HttpClient(network, disposeHandler: false);
        var channel = new BlueskyChannel(http, TimeProvider.System);
        var answer = new OutgoingPost("key", "Yes", Said);

        var accepted = Assert.IsType<SendOutcome.Accepted>(await channel.ReplyAsync(Desk, "dm:c1/m8", answer, Stop));

        Assert.Equal(("dm:c1/m9", """{"convoId":"c1","message":{"text":"Yes"}}"""), (accepted.RemoteId, sent));
        Assert.Equal("dm:c1/m9", Assert.IsType<FindResult.Found>(await FindAsync(channel, answer, Said)).RemoteId);
        Assert.IsType<FindResult.Absent>(await FindAsync(channel, answer with { Text = "Never sent" }, Said));
        Assert.IsType<FindResult.Absent>(await FindAsync(channel, answer, Said.AddHours(1))); // the same words, said before
    }

    [Fact]
    public async Task An_app_password_without_the_permission_is_forbidden_and_not_a_dead_access()
    {
        using var network = new CannedNetwork(
            (_, _) => CannedNetwork.Json(HttpStatusCode.BadRequest, """{"error":"InvalidToken","message":"Bad token method"}"""));
        using var http = new HttpClient(network, disposeHandler: false);
        var channel = new BlueskyChannel(http, TimeProvider.System);

        var read = Assert.IsType<Reading<InboundPage>.Refused>(await channel.ReadDirectMessagesAsync(Desk, null, Stop));
        var sent = Assert.IsType<SendOutcome.Refused>(
            await channel.ReplyAsync(Desk, "dm:c1/m1", new OutgoingPost("key", "Yes", Said), Stop));

        Assert.Equal((RefusalKind.Forbidden, RefusalKind.Forbidden), (read.Refusal.Kind, sent.Refusal.Kind));
        Assert.Contains("Allow access to your direct messages", read.Refusal.Reason, StringComparison.Ordinal);
    }

    private static DateTimeOffset Said { get; } = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    private static string Message(string id, string sender, string text) =>
        $$"""
        {"$type":"chat.bsky.convo.defs#messageView","id":"{{id}}","rev":"3lb","text":"{{text}}","sender":{"did":"{{sender}}"},
          "sentAt":"2026-11-23T10:00:00.000Z"}
        """;

    private static CannedNetwork Chat(Func<string, System.Collections.Specialized.NameValueCollection, string> answer) =>
        new((request, _) =>
        {
            Assert.Equal("did:web:api.bsky.chat#bsky_chat", request.Headers.GetValues("atproto-proxy").Single());
            return CannedNetwork.Json(HttpStatusCode.OK,
                answer(request.RequestUri!.AbsolutePath["/xrpc/".Length..], HttpUtility.ParseQueryString(request.RequestUri.Query)));
        });

    private static async Task<InboundPage> ReadAsync(CannedNetwork network, string? cursor)
    {
        using var http = new HttpClient(network, disposeHandler: false);
        return Assert.IsType<Reading<InboundPage>.Got>(
            await new BlueskyChannel(http, TimeProvider.System).ReadDirectMessagesAsync(Desk, cursor, Stop)).Value;
    }

    private static async Task<FindResult> FindAsync(BlueskyChannel channel, OutgoingPost post, DateTimeOffset sentAt) =>
        Assert.IsType<Reading<FindResult>.Got>(await channel.FindOwnPostAsync(Desk, post, "dm:c1/m8", sentAt, Stop)).Value;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
