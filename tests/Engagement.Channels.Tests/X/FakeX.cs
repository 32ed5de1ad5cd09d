using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Engagement.Channels.Tests.Contract;
using Engagement.Channels.X;

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
    private static readonly string[] PostFields = ["attachments", "conversation_id", "created_at", "entities", "id", "lang", "note_post", "possibly_sensitive", "public_metrics", "text"];
    private static readonly string[] TweetFields = ["attachments", "possibly_sensitive", "author_id", "conversation_id", "created_at", "entities", "in_reply_to_user_id", "lang", "note_tweet", "public_metrics", "referenced_tweets", "text", "id"];
    private static readonly string[] UserFields = ["created_at", "description", "name", "profile_image_url", "public_metrics", "username", "id"];

    private static readonly Shape NewTweet = new()
    {
        ["text"] = new(JsonValueKind.String),
        ["media"] = new(JsonValueKind.Object, Inner: new() { ["media_ids"] = new(JsonValueKind.Array, Required: true, Pattern: Id) }),
        ["reply"] = new(JsonValueKind.Object, Inner: new() { ["in_reply_to_tweet_id"] = new(JsonValueKind.String, Required: true, Pattern: Id) }),
    };

    private static readonly Shape Metadata = new()
    {
        ["id"] = new(JsonValueKind.String, Required: true, Pattern: Id),
        ["metadata"] = new(JsonValueKind.Object, Inner: new()
        {
            ["alt_text"] = new(JsonValueKind.Object, Inner: new() { ["text"] = new(JsonValueKind.String, Required: true) }),
        }),
    };

    private readonly List<Tweet> _tweets = [];
    private readonly Dictionary<string, string> _media = [];
    private readonly List<string> _followers = [];
    private readonly List<string> _issued = [];
    private long _lastId = 1_850_000_000_000_000_000;

    public const string Us = "1000001";

    public string AccessToken { get; private set; } = "access-1";

    public string RefreshToken { get; private set; } = "refresh-1";

    public string Code { get; set; } = "";

    public string Challenge { get; set; } = "";

    /// <summary>Tell the next page of mentions in another order and with repeats.</summary>
    public bool Disturb { get; set; }

    /// <summary>What it dates posts by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public IReadOnlyList<Tweet> Tweets => _tweets;

    /// <summary>Somebody says something without our API.</summary>
    public Tweet Say(string author, string text, string? replyTo = null, string? quotes = null, params (string Url, string Alt)[] pictures)
    {
        var parent = replyTo is null ? null : _tweets.Single(t => t.Id == replyTo);
        var tweet = new Tweet(NextId(), author, text, parent?.Id, parent?.Author, parent?.Conversation, quotes, Clock.GetUtcNow(), []) { Pictures = [.. pictures.Index().Select(p => ($"3_{_lastId}{p.Index}", p.Item.Url, p.Item.Alt))] };
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
        return answer with { Headers = [("x-rate-limit-limit", "100"), ("x-rate-limit-remaining", "99"), ("x-rate-limit-reset", Unix(900))] };
    }

    public static string Unix(int secondsFromNow) => (DateTimeOffset.UtcNow.ToUnixTimeSeconds() + secondsFromNow).ToString(CultureInfo.InvariantCulture);

    private Answer Create(Call call)
    {
        Query(call);
        var body = Body(call, NewTweet);
        var text = body.TryGetProperty("text", out var said) ? said.GetString()! : "";
        var media = body.TryGetProperty("media", out var attached) ? attached.GetProperty("media_ids").EnumerateArray().Select(m => m.GetString()!).ToList() : [];
        if (XText.Measure(text) is { Left: < 0 })
        {
            throw new No(403, "", "Your Tweet text is too long. For more information on how Twitter determines text length see https://github.com/twitter/twitter-text.");
        }

        if (media.Count > 4 || media.Any(m => !_media.ContainsKey(m)))
        {
            throw new No(400, "invalid-request", "Your media IDs are invalid.");
        }

        if (text.Split(' ', '\n').Count(w => w is ['$', >= 'A' and <= 'Z', ..]) > 1)
        {
            throw new No(403, "", "Posts may have at most one cashtag.");
        }

        if (_tweets.Any(t => t.Author == Us && t.Text == text))
        {
            throw new No(403, "", "You are not allowed to create a Tweet with duplicate content.");
        }

        var parent = body.TryGetProperty("reply", out var reply) ? reply.GetProperty("in_reply_to_tweet_id").GetString() : null;
        if (parent is not null && _tweets.All(t => t.Id != parent))
        {
            throw new No(403, "", "You attempted to reply to a Tweet that is deleted or not visible to you.");
        }

        var answered = parent is null ? null : _tweets.Single(t => t.Id == parent);
        var tweet = new Tweet(NextId(), Us, text, parent, answered?.Author, answered?.Conversation, null, Clock.GetUtcNow(), [.. media.Select(m => _media[m])]);
        _tweets.Add(tweet);
        return new Answer(201, new { data = new { id = tweet.Id, text, edit_history_tweet_ids = new[] { tweet.Id } } });
    }

    private Answer Delete(Call call, string id)
    {
        Query(call);
        return new Answer(200, new { data = new { deleted = _tweets.RemoveAll(t => t.Id == id && t.Author == Us) == 1 } });
    }

    // X answers 200 and nothing but errors when the post is gone.
    private Answer One(Call call, string id)
    {
        Query(call, "tweet.fields", "expansions", "user.fields", "media.fields", "poll.fields");
        return _tweets.Find(t => t.Id == id) is { } tweet
            ? new Answer(200, new { data = Told(call, tweet), includes = Included(call, [tweet]) })
            : new Answer(200, new
            {
                errors = new[] { new { title = "Not Found Error", detail = $"Could not find tweet with id: [{id}].", type = Problems + "resource-not-found", resource_type = "tweet", resource_id = id, parameter = "id", value = id } },
            });
    }

    private Answer Search(Call call)
    {
        Query(call, "query", "max_results", "tweet.fields", "expansions", "user.fields", "media.fields", "poll.fields");
        var conversation = call.Arg("query")!["conversation_id:".Length..];
        return Page(call, [.. _tweets.Where(t => t.Conversation == conversation && t.Id != conversation)], 10);
    }

    private Answer OwnTweets(Call call)
    {
        Query(call, "max_results", "start_time", "tweet.fields", "expansions");
        var start = DateTimeOffset.ParseExact(call.Arg("start_time")!, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return Page(call, [.. _tweets.Where(t => t.Author == Us && t.At >= start)], 5);
    }

    // A page of ten, so that a test needs no hundred replies to see a second one.
    private Answer Mentions(Call call)
    {
        Query(call, "max_results", "since_id", "start_time", "pagination_token", "tweet.fields", "expansions", "user.fields", "media.fields", "poll.fields");
        var since = _issued.IndexOf(call.Arg("since_id") ?? "");
        var start = call.Arg("start_time") is { } time
            ? DateTimeOffset.ParseExact(time, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            : DateTimeOffset.MinValue;
        var all = _tweets.Where(t => t.Author != Us && t.Text.Contains("@desk", StringComparison.Ordinal) && _issued.IndexOf(t.Id) > since && t.At >= start);
        return Page(call, [.. all], 5, pageSize: 10);
    }

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

    private Answer Upload(Call call)
    {
        Query(call);
        if (!call.ContentType.StartsWith("multipart/form-data", StringComparison.Ordinal))
        {
            throw new No(400, "invalid-request", "Content-Type must be multipart/form-data.");
        }

        var parts = call.PartsAsync().GetAwaiter().GetResult();
        if (!parts.Keys.Order(StringComparer.Ordinal).SequenceEqual(["media", "media_category"]) || Encoding.UTF8.GetString(parts["media_category"].Bytes) != "tweet_image" || parts["media"].Bytes.Length == 0)
        {
            throw new No(400, "invalid-request", "The media upload needs media and media_category, and nothing else.");
        }

        var id = NextId();
        _media[id] = "";
        return new Answer(200, new { data = new { id, media_key = "3_" + id, expires_after_secs = 86400, size = parts["media"].Bytes.Length } });
    }

    private Answer Describe(Call call)
    {
        Query(call);
        var body = Body(call, Metadata);
        var id = body.GetProperty("id").GetString()!;
        var text = body.GetProperty("metadata").GetProperty("alt_text").GetProperty("text").GetString()!;
        if (!_media.ContainsKey(id) || text.Length > 1000)
        {
            throw new No(400, "invalid-request", "No such media, or its alternative text is too long.");
        }

        _media[id] = text;
        return new Answer(200, new { data = new { id, associated_metadata = new { alt_text = new { text } } } });
    }

    private Answer Token(Call call)
    {
        if (call.ContentType != "application/x-www-form-urlencoded" || call.Header("Authorization") != "Basic " + Convert.ToBase64String("client:hush"u8))
        {
            return new Answer(401, new { error = "unauthorized_client", error_description = "Missing valid authorization header" });
        }

        var form = call.Form();
        if (call.Path.EndsWith("/revoke", StringComparison.Ordinal))
        {
            AccessToken = "none";
            RefreshToken = "none";
            return new Answer(200, new { revoked = true });
        }

        var good = form["grant_type"] switch
        {
            "refresh_token" => form.Count == 2 && form["refresh_token"] == RefreshToken,
            "authorization_code" => form.Count == 4 && form["code"] == Code && form["redirect_uri"].Length > 0 && Pkce.Challenge(form["code_verifier"]) == Challenge,
            _ => false,
        };
        if (!good)
        {
            return new Answer(400, new { error = "invalid_request", error_description = "Value passed for the token was invalid." });
        }

        // Each works once.
        (AccessToken, RefreshToken, Code) = (AccessToken + "+", RefreshToken + "+", "");
        return new Answer(200, new { token_type = "bearer", expires_in = 7200, access_token = AccessToken, refresh_token = RefreshToken, scope = "tweet.read tweet.write users.read follows.read offline.access" });
    }

    private Answer Page(Call call, List<Tweet> all, int smallest, int pageSize = 100)
    {
        if (int.Parse(call.Arg("max_results")!, CultureInfo.InvariantCulture) is var most && (most < smallest || most > 100))
        {
            throw new No(400, "invalid-request", $"The `max_results` query parameter value [{most}] is not between {smallest} and 100");
        }

        // Newest first; the token says how many came before.
        var from = int.Parse(call.Arg("pagination_token") ?? "0", CultureInfo.InvariantCulture);
        var page = all.AsEnumerable().Reverse().Skip(from).Take(pageSize).ToList();
        if (page.Count == 0)
        {
            return new Answer(200, new { meta = new { result_count = 0 } });
        }

        var (newest, oldest) = (page[0].Id, page[^1].Id);
        if (Disturb && call.Path.EndsWith("/mentions", StringComparison.Ordinal))
        {
            Disturb = false;
            page = [.. page.AsEnumerable().Reverse(), .. page];
        }

        object meta = from + pageSize < all.Count
            ? new { result_count = page.Count, newest_id = newest, oldest_id = oldest, next_token = (from + pageSize).ToString(CultureInfo.InvariantCulture) }
            : new { result_count = page.Count, newest_id = newest, oldest_id = oldest };
        return new Answer(200, new { data = page.Select(t => Told(call, t)), includes = Included(call, page), meta });
    }

    // Stored as X stores it: links shortened, three characters as HTML, those answered named in front.
    private Dictionary<string, object> Shown(Tweet tweet)
    {
        var text = XText.Normalize(tweet.Text);
        var urls = new List<object>();
        foreach (var (start, length) in XLinks.Find(text).Reverse())
        {
            var written = text.Substring(start, length);
            var shortened = "https://t.co/" + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(written)))[..10];
            text = text[..start] + shortened + text[(start + length)..];
            urls.Add(new { url = shortened, expanded_url = written.Contains("://", StringComparison.Ordinal) ? written : "http://" + written });
        }

        text = text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        if (tweet.Alt.Count > 0)
        {
            text += " https://t.co/image00000";
            urls.Add(new { url = "https://t.co/image00000", expanded_url = "https://x.com/desk/status/1/photo/1", media_key = "3_1" });
        }

        var shown = new Dictionary<string, object>
        {
            ["id"] = tweet.Id,
            ["text"] = tweet.Author == Us && tweet.ParentAuthor is { } answered ? $"@{Name(answered)} {text}" : text,
            ["author_id"] = tweet.Author,
            ["conversation_id"] = tweet.Conversation,
            ["created_at"] = tweet.At.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["lang"] = "en",
            ["entities"] = new { urls },
            ["public_metrics"] = new { retweet_count = 0, reply_count = _tweets.Count(t => t.Parent == tweet.Id), like_count = tweet.Likes, quote_count = 0, bookmark_count = 0, impression_count = 7 },
        };
        if (tweet.Pictures.Count > 0)
        {
            shown["attachments"] = new { media_keys = tweet.Pictures.Select(p => p.Key) };
        }

        if (tweet.ParentAuthor is not null)
        {
            shown["in_reply_to_user_id"] = tweet.ParentAuthor;
        }

        if (tweet.Parent is not null || tweet.Quotes is not null)
        {
            shown["referenced_tweets"] = new[] { new { type = tweet.Parent is null ? "quoted" : "replied_to", id = tweet.Parent ?? tweet.Quotes! } };
        }

        return shown;
    }

    // Only what was asked for, under the names of its document.
    private Dictionary<string, object> Told(Call call, Tweet tweet)
    {
        var (fields, expansions) = ((call.Arg(Fields) ?? "").Split(','), (call.Arg("expansions") ?? "").Split(','));
        string[] expanded = Document == 2166 ? [] :
        [
            .. expansions.Contains("author_id") ? ["author_id"] : Array.Empty<string>(),
            .. expansions.Contains("in_reply_to_user_id") ? ["in_reply_to_user_id"] : Array.Empty<string>(),
            .. expansions.Contains("referenced_posts") ? ["referenced_tweets"] : Array.Empty<string>(),
        ];
        return Shown(tweet)
            .Where(f => f.Key is "id" or "text" || fields.Contains(f.Key) || expanded.Contains(f.Key))
            .ToDictionary(f => Document == 2167 && f.Key == "referenced_tweets" ? "referenced_posts" : f.Key, f => f.Value);
    }

    private Dictionary<string, object> Included(Call call, IReadOnlyList<Tweet> page)
    {
        var expansions = (call.Arg("expansions") ?? "").Split(',');
        var included = new Dictionary<string, object>();
        if (expansions.Contains("author_id"))
        {
            included["users"] = page.Select(t => t.Author).Distinct().Select(User);
        }

        if (expansions.Contains(Document == 2166 ? "referenced_tweets.id" : "referenced_posts"))
        {
            included[Document == 2166 ? "tweets" : "posts"] =
                page.SelectMany(t => new[] { t.Parent, t.Quotes }).OfType<string>().Distinct().Select(id => _tweets.Find(t => t.Id == id)).OfType<Tweet>().Select(t => Told(call, t));
        }

        if (expansions.Contains("attachments.media_keys") && call.Arg("media.fields") is { } media)
        {
            included["media"] = page.SelectMany(t => t.Pictures).Select(p => new Dictionary<string, object> { ["media_key"] = p.Key, ["type"] = "photo", ["url"] = p.Url, ["alt_text"] = p.Alt }
                .Where(f => f.Key is "media_key" or "type" || media.Split(',').Contains(f.Key)).ToDictionary());
        }

        return included;
    }

    private static object User(string id) => new
    {
        id,
        username = Name(id),
        name = id == Us ? "Service Desk" : "A Client",
        created_at = "2020-01-01T00:00:00.000Z",
        description = "",
        profile_image_url = "https://pbs.twimg.com/profile_images/1/a_normal.jpg",
        public_metrics = new { followers_count = 3, following_count = 1, tweet_count = 9, listed_count = 0 },
    };

    private static string Name(string id) => id == Us ? "desk" : $"client{id[^4..]}";

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
            ("tweet.fields", TweetFields), ("post.fields", PostFields), ("user.fields", UserFields), ("expansions", Expansions), ("poll.fields", ["duration_minutes", "end_datetime", "id", "options", "voting_status"]),
            ("media.fields", ["alt_text", "duration_ms", "height", "media_key", "preview_image_url", "public_metrics", "type", "url", "variants", "width"]),
            ("dm_event.fields", Document == 2166 ? DirectFields : [.. DirectFields.Except(["participant_ids", "referenced_tweets", "sender_id"])]),
        })
        {
            if (call.Arg(name)?.Split(',').FirstOrDefault(f => !known.Contains(f)) is { } unknown)
            {
                throw new No(400, "invalid-request", $"The `{name}` query parameter value [{unknown}] is not one of [{string.Join(',', known)}]");
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

    internal sealed record Tweet(string Id, string Author, string Text, string? Parent, string? ParentAuthor, string? Root, string? Quotes, DateTimeOffset At, IReadOnlyList<string> Alt)
    {
        public int Likes { get; set; }

        /// <summary>Pictures that hang on it.</summary>
        public IReadOnlyList<(string Key, string Url, string Alt)> Pictures { get; init; } = [];

        public string Conversation => Root ?? Id;
    }
}
