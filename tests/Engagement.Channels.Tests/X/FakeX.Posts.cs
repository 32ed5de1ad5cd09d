using System.Globalization;
using System.Text.Json;
using Engagement.Channels.Tests.Contract;
using Engagement.Channels.X;

namespace Engagement.Channels.Tests.X;

/// <summary>Posts: made, deleted, read one by one, searched and listed a page at a time.</summary>
internal sealed partial class FakeX
{
    private static readonly Shape NewTweet = new()
    {
        ["text"] = new(JsonValueKind.String),
        ["media"] = new(JsonValueKind.Object, Inner: new() { ["media_ids"] = new(JsonValueKind.Array, Required: true, Pattern: Id) }),
        ["reply"] = new(JsonValueKind.Object,
            Inner: new() { ["in_reply_to_tweet_id"] = new(JsonValueKind.String, Required: true, Pattern: Id) }),
    };

    /// <summary>Tell the next page of mentions in another order and with repeats.</summary>
    public bool Disturb { get; set; }

    private Answer Create(Call call)
    {
        Query(call);
        var body = Body(call, NewTweet);
        var text = body.TryGetProperty("text", out var said) ? said.GetString()! : "";
        var media = body.TryGetProperty("media", out var attached)
            ? attached.GetProperty("media_ids").EnumerateArray().Select(m => m.GetString()!).ToList()
            : [];
        if (XText.Measure(text) is { Left: < 0 })
        {
            throw new No(403, "", "Your Tweet text is too long. For more information on how Twitter determines text length see "
                + "https://github.com/twitter/twitter-text.");
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
        var tweet = new Tweet(NextId(), Us, text, parent, answered?.Author,
            answered?.Conversation, null, Clock.GetUtcNow(), [.. media.Select(m => _media[m])]);
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
                errors = new[] { new { title = "Not Found Error", detail = $"Could not find tweet with id: [{id}].",
                    type = Problems + "resource-not-found", resource_type = "tweet", resource_id = id, parameter = "id", value = id } },
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
        var start = DateTimeOffset.ParseExact(call.Arg("start_time")!, "yyyy-MM-dd'T'HH:mm:ss'Z'",
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return Page(call, [.. _tweets.Where(t => t.Author == Us && t.At >= start)], 5);
    }

    // A page of ten, so that a test needs no hundred replies to see a second one.
    private Answer Mentions(Call call)
    {
        Query(call, "max_results", "since_id", "start_time", "pagination_token",
            "tweet.fields", "expansions", "user.fields", "media.fields", "poll.fields");
        var since = _issued.IndexOf(call.Arg("since_id") ?? "");
        var start = call.Arg("start_time") is { } time
            ? DateTimeOffset.ParseExact(time, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            : DateTimeOffset.MinValue;
        var all = _tweets.Where(
            t => t.Author != Us && t.Text.Contains("@desk", StringComparison.Ordinal) && _issued.IndexOf(t.Id) > since && t.At >= start);
        return Page(call, [.. all], 5, pageSize: 10);
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
            ? new { result_count = page.Count, newest_id = newest, oldest_id = oldest,
                next_token = (from + pageSize).ToString(CultureInfo.InvariantCulture) }
            : new { result_count = page.Count, newest_id = newest, oldest_id = oldest };
        return new Answer(200, new { data = page.Select(t => Told(call, t)), includes = Included(call, page), meta });
    }
}
