using System.Text.Json;

namespace Engagement.Channels.Bluesky;

internal sealed partial class BlueskyChannel : IReadOlder, IReadThreads, IReadAgain, IReadProfile, IReadFollowers, IReadMetrics
{
    /// <summary>
    /// Replies, mentions and quotes (docs.bsky.app/docs/api/app-bsky-notification-list-notifications). What its author has
    /// deleted is not told of: it is just no longer there.
    /// </summary>
    public async Task<Reading<InboundPage>> ReadMentionsAsync(ChannelAccount account, string? cursor, CancellationToken ct)
    {
        var at = BlueskyCursor.Parse(cursor);
        var answer = await _api.GetAsync<NotificationsAnswer>(
            account,
            "app.bsky.notification.listNotifications",
            [("reasons", "reply"), ("reasons", "mention"), ("reasons", "quote"), ("limit", "50"), ("cursor", at.Page)],
            ct);
        return Map(answer, page =>
        {
            var notifications = page.Notifications.Select(raw => (Raw: raw, Notification: BlueskyApi.Parse<Notification>(raw))).ToList();
            var items = notifications.Select(n => BlueskyInbound.Of(n.Notification, n.Raw.GetRawText())).OfType<InboundItem>().ToList();
            var (next, hasMore) = at.After([.. notifications.Select(n => n.Notification.IndexedAt)], page.Cursor);
            return new InboundPage(items, next.ToString(), hasMore);
        });
    }

    public string MentionsSince(DateTimeOffset moment) => new BlueskyCursor(moment, null, null).ToString();

    /// <summary>
    /// The log's places are TIDs, which sort by time by their definition (atproto.com/specs/tid), and it takes any as its cursor.
    /// </summary>
    public string? DirectSince(DateTimeOffset moment) => Tid.First(moment);

    /// <summary>
    /// The thread from its first post down to this one, then what follows it (docs.bsky.app/docs/api/app-bsky-feed-get-post-thread).
    /// A post that was deleted or is hidden from us has neither author nor words, so it is left out.
    /// </summary>
    public async Task<Reading<IReadOnlyList<InboundItem>>> ReadThreadAsync(ChannelAccount account, string remoteId, CancellationToken ct)
    {
        var answer = await _api.GetAsync<ThreadAnswer>(account, "app.bsky.feed.getPostThread",
            [("uri", remoteId), ("depth", "10"), ("parentHeight", "100")], ct);
        return Map(answer, thread =>
        {
            var items = new List<InboundItem>();
            for (var node = thread.Thread; node.ValueKind == JsonValueKind.Object; node = Member(node, "parent"))
            {
                Add(items, node);
            }

            items.Reverse();
            AddReplies(items, thread.Thread);
            return (IReadOnlyList<InboundItem>)items;
        });
    }

    /// <summary>As many as one call takes (lexicon app.bsky.feed.getPosts).</summary>
    public int MostAtOnce => 25;

    public async Task<Reading<IReadOnlyList<InboundItem>>> ReadAgainAsync(
        ChannelAccount account, IReadOnlyList<string> remoteIds, CancellationToken ct) =>
        Map(
            await _api.GetAsync<AgainAnswer>(account, "app.bsky.feed.getPosts", remoteIds.Select(id => ("uris", (string?)id)), ct),
            page => (IReadOnlyList<InboundItem>)[.. page.Posts.Select(
                raw => BlueskyInbound.Of(BlueskyApi.Parse<PostView>(raw), raw.GetRawText()))]);

    public async Task<Reading<RemoteProfile>> ReadOwnProfileAsync(ChannelAccount account, CancellationToken ct) =>
        Map(await _api.GetAsync<ProfileView>(account, "app.bsky.actor.getProfile", [("actor", account.RemoteId)], ct),
            profile => profile.ToProfile());

    public async Task<Reading<FollowersPage>> ReadFollowersAsync(ChannelAccount account, string? cursor, CancellationToken ct) =>
        Map(
            await _api.GetAsync<FollowersAnswer>(account, "app.bsky.graph.getFollowers",
                [("actor", account.RemoteId), ("limit", "100"), ("cursor", cursor)], ct),
            page => new FollowersPage([.. page.Followers.Select(f => f.ToProfile())], page.Cursor, page.Cursor is not null));

    public async Task<Reading<PostMetrics>> ReadMetricsAsync(ChannelAccount account, string remoteId, CancellationToken ct) =>
        await _api.GetAsync<PostsAnswer>(account, "app.bsky.feed.getPosts", [("uris", remoteId)], ct) switch
        {
            Reading<PostsAnswer>.Got { Value.Posts: [var post, ..] } got =>
                new Reading<PostMetrics>.Got(
                    new PostMetrics(post.LikeCount, post.RepostCount, post.ReplyCount, post.QuoteCount, Views: null)) { Rate = got.Rate },
            Reading<PostsAnswer>.Got got => Reading<PostMetrics>.No(RefusalKind.NotFound, "The post is not there, "
                + "or not yet visible to Bluesky.") with { Rate = got.Rate },
            var no => Map(no, _ => (PostMetrics)null!),
        };

    private static void AddReplies(List<InboundItem> items, JsonElement node)
    {
        if (Member(node, "replies") is { ValueKind: JsonValueKind.Array } replies)
        {
            foreach (var reply in replies.EnumerateArray())
            {
                Add(items, reply);
                AddReplies(items, reply);
            }
        }
    }

    private static void Add(List<InboundItem> items, JsonElement node)
    {
        if (Member(node, "post") is { ValueKind: JsonValueKind.Object } post)
        {
            items.Add(BlueskyInbound.Of(BlueskyApi.Parse<PostView>(post), post.GetRawText()));
        }
    }

    private sealed record AgainAnswer(IReadOnlyList<JsonElement> Posts);

    private static JsonElement Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;

    private static Reading<TOut> Map<TIn, TOut>(Reading<TIn> reading, Func<TIn, TOut> map) => reading switch
    {
        Reading<TIn>.Got got => new Reading<TOut>.Got(map(got.Value)) { Rate = got.Rate },
        Reading<TIn>.Refused no => new Reading<TOut>.Refused(no.Refusal) { Rate = no.Rate },
        _ => throw new InvalidOperationException($"No way on from {reading.GetType().Name}."),
    };
}
