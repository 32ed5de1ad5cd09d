using System.Text.Json;

namespace Engagement.Channels.X;

internal sealed partial class XChannel
{
    public Task<Reading<FindResult>> FindOwnPostAsync(
        ChannelAccount account, OutgoingPost post, string? inReplyTo, DateTimeOffset sentAt, CancellationToken ct) =>
        DirectId.Parse(inReplyTo) is { } direct ? FindDirectAsync(account, direct, post, sentAt, ct)
        : ReadAsAsync<FindResult>(account, by => _api.OwnPosts(
            by, account.RemoteId, sentAt.AddMinutes(-2)), "GET /2/users/:id/tweets", body =>
        {
            var page = XApi.Read<XApi.Envelope<IReadOnlyList<XApi.PostBody>>>(body);
            if (page is { Data: null, Meta: null })
            {
                return null;
            }

            var same = (page.Data ?? []).Where(own => !post.NotThese.Contains(own.Id) && XOwnWords.Match(post.Text, own)).ToList();
            if (same.Find(own => Parent(own) == inReplyTo) is { } ours)
            {
                return new FindResult.Found(ours.Id, At(account.Handle, ours.Id)) { Since = post.IsOfUnknownTime ? ours.CreatedAt : null };
            }

            // Ours or not: X does not always tell what a post answers.
            if (same.Exists(own => Parent(own) is null && (inReplyTo is not null || own.InReplyToUserId is not null)))
            {
                return new FindResult.NotSure("X has a post of ours with these words, but does not say what it answers.");
            }

            return page.Meta?.NextToken is not null
                ? new FindResult.NotSure("The account has posted so much since then that one page of its timeline does not show it all.")
                : clock.GetUtcNow() - sentAt < Facts.TimelineLag
                    ? new FindResult.NotSure("X's timeline may not show yet what was sent a moment ago.")
                : new FindResult.Absent("Our timeline on X, from before the send until now, does not have these words.");
        }, ct);

    public Task<Reading<InboundPage>> ReadMentionsAsync(ChannelAccount account, string? cursor, CancellationToken ct)
    {
        var from = XCursor.Parse(cursor);
        return ReadAsAsync(account, by => _api.Mentions(by, account.RemoteId, from.Since, from.Page), "GET /2/users/:id/mentions", body =>
        {
            var page = XApi.Read<XApi.Envelope<JsonElement>>(body);
            if (page is { Data.ValueKind: JsonValueKind.Undefined, Meta: null })
            {
                return null;
            }

            var next = from.After(page.Meta, first: cursor is null);
            return new InboundPage(Items(account, page), next.ToString(), next.Page is not null);
        }, ct);
    }

    public string MentionsSince(DateTimeOffset moment) => XCursor.FromMoment(moment);

    /// <summary>A mark without an id: what is older than its time is known.</summary>
    public string? DirectSince(DateTimeOffset moment) => XCursor.FromMoment(moment);

    public string? ReachesBack => "X tells the latest 800 mentions, and direct messages for 30 days.";

    public async Task<Reading<IReadOnlyList<InboundItem>>> ReadThreadAsync(ChannelAccount account, string remoteId, CancellationToken ct)
    {
        var asked = await PostsAsync(account, by => _api.OnePost(by, remoteId), "GET /2/tweets/:id", ct);
        if (asked is not Reading<IReadOnlyList<InboundItem>>.Got { Value: [var item, ..] })
        {
            return asked;
        }

        // Search reaches back seven days (docs.x.com, "Search Posts"); of an older thread the root and the post asked for remain.
        var root = item.ThreadRootId ?? remoteId;
        var rest = await PostsAsync(account, by => _api.Conversation(by, root), "GET /2/tweets/search/recent", ct);
        if (rest is not Reading<IReadOnlyList<InboundItem>>.Got { Value: var items })
        {
            return rest;
        }

        var start = root == remoteId ? asked : await PostsAsync(account, by => _api.OnePost(by, root), "GET /2/tweets/:id", ct);

        // By their times, and what shares one as search has it, which tells the newest first.
        return start switch
        {
            Reading<IReadOnlyList<InboundItem>>.Got { Value: var first } => Whole([.. first, .. items.Reverse(), item]),

            // A root that its author took back does not hide what was said under it.
            Reading<IReadOnlyList<InboundItem>>.Refused { Refusal.Kind: RefusalKind.NotFound } => Whole([.. items.Reverse(), item]),
            var refused => refused,
        };

        static Reading<IReadOnlyList<InboundItem>> Whole(IEnumerable<InboundItem> all) =>
            new Reading<IReadOnlyList<InboundItem>>.Got([.. all.DistinctBy(i => i.RemoteId).OrderBy(i => i.CreatedAt)]);
    }

    public Task<Reading<RemoteProfile>> ReadOwnProfileAsync(ChannelAccount account, CancellationToken ct) =>
        ReadAsAsync(account, _ => _api.Me(), "GET /2/users/me",
            body => XApi.Read<XApi.Envelope<XApi.User>>(body).Data is { } me ? Profile(me) : null, ct);

    public Task<Reading<FollowersPage>> ReadFollowersAsync(ChannelAccount account, string? cursor, CancellationToken ct) =>
        ReadAsAsync(account, _ => _api.Followers(account.RemoteId, cursor), "GET /2/users/:id/followers", body =>
        {
            var page = XApi.Read<XApi.Envelope<IReadOnlyList<XApi.User>>>(body);
            return page is { Data: null, Meta: null }
                ? null
                : new FollowersPage([.. (page.Data ?? []).Select(Profile)], page.Meta?.NextToken, page.Meta?.NextToken is not null);
        }, ct);

    public Task<Reading<PostMetrics>> ReadMetricsAsync(ChannelAccount account, string remoteId, CancellationToken ct) =>
        ReadAsAsync(account, by => _api.Metrics(by, remoteId), "GET /2/tweets/:id", body =>
            XApi.Read<XApi.Envelope<XApi.PostBody>>(body).Data?.PublicMetrics is { } counts
                ? new PostMetrics(counts.LikeCount, counts.RetweetCount, counts.ReplyCount, counts.QuoteCount, counts.ImpressionCount)
                : null, ct);

    private Task<Reading<IReadOnlyList<InboundItem>>> PostsAsync(
        ChannelAccount account, Func<XDocument, HttpRequestMessage> request, string bucket, CancellationToken ct) =>
        ReadAsAsync<IReadOnlyList<InboundItem>>(account, request, bucket, body =>
        {
            var page = XApi.Read<XApi.Envelope<JsonElement>>(body);
            return page is { Data.ValueKind: JsonValueKind.Undefined, Meta: null } ? null : Items(account, page);
        }, ct);

    // One post or a list of them, each with its author, kept as it came.
    private static List<InboundItem> Items(ChannelAccount account, XApi.Envelope<JsonElement> page)
    {
        var authors = (page.Includes?.Users ?? []).DistinctBy(u => u.Id).ToDictionary(u => u.Id);
        var others = (page.Includes?.Tweets ?? []).Concat(page.Includes?.Posts ?? []).DistinctBy(p => p.Id).ToDictionary(p => p.Id);
        IEnumerable<JsonElement> all = page.Data.ValueKind switch
        {
            JsonValueKind.Array => page.Data.EnumerateArray(),
            JsonValueKind.Object => [page.Data],
            _ => [],
        };
        return [.. all.Select(raw =>
        {
            var post = XApi.Read<XApi.PostBody>(raw);
            var author = post.AuthorId is { } id ? authors.GetValueOrDefault(id) : null;
            var attachments = XAttachments.Of(post, page.Includes);
            return new InboundItem(
                post.Id,
                Kind(account, post, others),
                author is null ? new RemoteProfile(post.AuthorId ?? "", "", "") : Profile(author),
                InboundAttachment.Tell(XOwnWords.AsWritten(post), attachments),
                post.CreatedAt,
                raw.GetRawText())
            {
                Attachments = attachments,
                InReplyToId = Parent(post),
                ThreadRootId = post.ConversationId,
                Url = At(author?.Username ?? "", post.Id),
                Language = post.Lang is "und" or null ? null : post.Lang,
            };
        })];
    }

    private static InboundKind Kind(ChannelAccount account, XApi.PostBody post, Dictionary<string, XApi.PostBody> others)
    {
        bool Refers(string how) => post.References.Any(r => r.Type == how && others.GetValueOrDefault(r.Id)?.AuthorId == account.RemoteId);
        return post.InReplyToUserId == account.RemoteId ? InboundKind.Reply
        : Refers("replied_to") ? InboundKind.Reply
        : Refers("quoted") ? InboundKind.Quote
        : InboundKind.Mention;
    }

    private static string? Parent(XApi.PostBody post) => post.References.FirstOrDefault(r => r.Type == "replied_to")?.Id;

    private static RemoteProfile Profile(XApi.User user) => new(user.Id, "@" + user.Username, user.Name)
    {
        AvatarUrl = WebAddress.Of(user.ProfileImageUrl),
        ProfileUrl = new Uri($"https://x.com/{Uri.EscapeDataString(user.Username)}"),
        Followers = user.PublicMetrics?.FollowersCount,
        Following = user.PublicMetrics?.FollowingCount,
        Posts = user.PublicMetrics?.TweetCount,
        JoinedAt = user.CreatedAt,
        About = user.Description,
    };
}
