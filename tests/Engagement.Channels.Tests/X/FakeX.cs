using System.Globalization;
using System.Net;
using System.Text.Json;
using Engagement.Channels.Tests.Contract;

namespace Engagement.Channels.Tests.X;

/// <summary>X's API v2 as docs.x.com and its OpenAPI descriptions (2.166, 2.167) tell it, as far as our adapter may use it.</summary>
internal sealed partial class FakeX : FakeServer
{
    private const string Id = "^[0-9]{1,19}$";
    private const string Problems = "https://api.twitter.com/2/problems/";

    /// <summary>Which description of itself it keeps to: 2166, or 2167 with the new names.</summary>
    public int Document { get; init; } = 2166;

    private string Fields => Document == 2166 ? "tweet.fields" : "post.fields";

    // Document 2.167 has what a post names (its author, what it refers to) among the expansions only.
    private static readonly string[] PostFields = ["attachments", "conversation_id", "created_at",
        "entities", "id", "lang", "note_post", "possibly_sensitive", "public_metrics", "text"];
    private static readonly string[] TweetFields = ["attachments", "possibly_sensitive", "author_id", "conversation_id",
        "created_at", "entities", "in_reply_to_user_id", "lang", "note_tweet", "public_metrics", "referenced_tweets", "text", "id"];
    private static readonly string[] UserFields = ["created_at", "description",
        "name", "profile_image_url", "public_metrics", "username", "id"];

    private readonly List<Tweet> _tweets = [];
    private readonly List<string> _followers = [];
    private readonly List<string> _issued = [];
    private long _lastId = 1_850_000_000_000_000_000;

    public const string Us = "1000001";

    /// <summary>What it dates posts by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public IReadOnlyList<Tweet> Tweets => _tweets;

    /// <summary>Somebody says something without our API.</summary>
    public Tweet Say(string author, string text, string? replyTo = null, string? quotes = null, params (string Url, string Alt)[] pictures)
    {
        var parent = replyTo is null ? null : _tweets.Single(t => t.Id == replyTo);
        var tweet = new Tweet(NextId(), author, text, parent?.Id, parent?.Author, parent?.Conversation, quotes, Clock.GetUtcNow(), [])
            { Pictures = [.. pictures.Index().Select(p => ($"3_{_lastId}{p.Index}", p.Item.Url, p.Item.Alt))] };
        _tweets.Add(tweet);
        return tweet;
    }

    public void TakeBack(string id) => _tweets.RemoveAll(t => t.Id == id);

    public void Like(string id) => _tweets.Single(t => t.Id == id).Likes++;

    public void Follow() => _followers.Add(NextId());

    /// <summary>A refusal as X words it.</summary>
    public static Answer Problem(int status, string type, string detail, params (string, string)[] headers) => new(
        status,
        new { title = ((HttpStatusCode)status).ToString(), detail, type = type.Length == 0 ? "about:blank" : Problems + type, status },
        headers);

    protected override string Sort(Call call) => (call.Method, call.Path) switch
    {
        ("POST", "/2/tweets") => "send",
        ("GET", "/2/users/me") => "profile",
        (_, "/2/oauth2/token") => "token",
        ("GET", var path) when path.EndsWith("/mentions", StringComparison.Ordinal) => "mentions",
        var (method, path) => $"{method} {path}",
    };

    protected override Answer Refuse(No no) => Problem(no.Status, no.Code, no.Message);

    protected override Answer Handle(Call call)
    {
        if (call.Path.StartsWith("/2/oauth2/", StringComparison.Ordinal))
        {
            return Token(call);
        }

        if (call.Header("Authorization") != $"Bearer {AccessToken}")
        {
            throw new No(401, "", "Unauthorized");
        }

        var answer = (call.Method, call.Path.Split('/')[2..]) switch
        {
            ("POST", ["tweets"]) => Create(call),
            ("DELETE", ["tweets", var id]) => Delete(call, id),
            ("GET", ["tweets", "search", "recent"]) => Search(call),
            ("GET", ["tweets", var id]) => One(call, id),
            ("POST", ["media", "upload"]) => Upload(call),
            ("POST", ["media", "metadata"]) => Describe(call),
            ("GET", ["dm_events"]) => DirectEvents(call),
            ("GET", ["dm_conversations", var conversation, "dm_events"]) => DirectEvents(call, conversation),
            ("POST", ["dm_conversations", var conversation, "messages"]) => SayDirectly(call, conversation),
            ("GET", ["users", "me"]) => Me(call),
            ("GET", ["users", Us, "tweets"]) => OwnTweets(call),
            ("GET", ["users", Us, "mentions"]) => Mentions(call),
            ("GET", ["users", Us, "followers"]) => Followers(call),
            _ => throw new No(404, "resource-not-found", $"No such endpoint: {call.Method} {call.Path}"),
        };
        return answer with { Headers = [("x-rate-limit-limit", "100"),
            ("x-rate-limit-remaining", "99"), ("x-rate-limit-reset", Unix(900))] };
    }

    public static string Unix(int secondsFromNow) =>
        (DateTimeOffset.UtcNow.ToUnixTimeSeconds() + secondsFromNow).ToString(CultureInfo.InvariantCulture);

    private Answer Followers(Call call)
    {
        Query(call, "max_results", "pagination_token", "user.fields");
        var from = int.Parse((call.Arg("pagination_token") ?? "0").TrimStart('P'), CultureInfo.InvariantCulture);
        var page = _followers.Skip(from).Take(2).ToList();
        object meta = from + 2 < _followers.Count
            ? new { result_count = page.Count, next_token = $"P{(from + 2).ToString("D15", CultureInfo.InvariantCulture)}" }
            : new { result_count = page.Count };
        return new Answer(200, new { data = page.Select(User), meta });
    }

    private Answer Me(Call call)
    {
        Query(call, "user.fields");
        return new Answer(200, new { data = User(Us) });
    }

    private static JsonElement Body(Call call, Shape shape)
    {
        if (!call.ContentType.StartsWith("application/json", StringComparison.Ordinal))
        {
            throw new No(400, "invalid-request", "Content-Type must be application/json.");
        }

        var body = call.Json();
        return shape.Problem(body) is { } problem ? throw new No(400, "invalid-request", problem) : body;
    }

    private void Query(Call call, params string[] allowed)
    {
        allowed = [.. allowed.Select(a => a == "tweet.fields" ? Fields : a)];
        if (call.StrangerInQuery(allowed) is { } stranger)
        {
            throw new No(400, "invalid-request", $"The query parameter [{stranger}] is not one of [{string.Join(',', allowed)}]");
        }

        foreach (var (name, known) in new[]
        {
            ("tweet.fields", TweetFields), ("post.fields", PostFields), ("user.fields", UserFields),
            ("expansions", Expansions), ("poll.fields", ["duration_minutes", "end_datetime", "id", "options", "voting_status"]),
            ("media.fields", ["alt_text", "duration_ms", "height", "media_key",
                "preview_image_url", "public_metrics", "type", "url", "variants", "width"]),
            ("dm_event.fields", Document == 2166
                ? DirectFields
                : [.. DirectFields.Except(["participant_ids", "referenced_tweets", "sender_id"])]),
        })
        {
            if (call.Arg(name)?.Split(',').FirstOrDefault(f => !known.Contains(f)) is { } unknown)
            {
                throw new No(400, "invalid-request",
                    $"The `{name}` query parameter value [{unknown}] is not one of [{string.Join(',', known)}]");
            }
        }
    }

    private string[] Expansions => Document == 2166
        ? ["attachments.media_keys", "attachments.poll_ids", "author_id", "in_reply_to_user_id", "referenced_tweets.id", "sender_id"]
        : ["attachments.media_keys", "attachments.poll_ids", "author_id", "in_reply_to_user_id", "referenced_posts", "sender_id"];

    /// <summary>Its numbers are of any length and in no order.</summary>
    public bool GivesStrangeIds { get; set; }

    private string NextId()
    {
        _issued.Add(GivesStrangeIds ? StrangeIds.Number(_issued.Count) : (++_lastId).ToString(CultureInfo.InvariantCulture));
        return _issued[^1];
    }

    internal sealed record Tweet(string Id, string Author, string Text, string? Parent,
        string? ParentAuthor, string? Root, string? Quotes, DateTimeOffset At, IReadOnlyList<string> Alt)
    {
        public int Likes { get; set; }

        /// <summary>Pictures that hang on it.</summary>
        public IReadOnlyList<(string Key, string Url, string Alt)> Pictures { get; init; } = [];

        public string Conversation => Root ?? Id;
    }
}
