using System.Text.Json;

namespace Engagement.Channels.Sandbox;

/// <summary>
/// The Sandbox network: a tiny social network that comes with Engagement, for trying things out and for tests.
/// A real adapter like any other; all it knows of the network is its address and a token.
/// </summary>
internal sealed partial class SandboxChannel(HttpClient http) :
    IPublish, IReply, IDelete, IFindOwnPosts, IReadOlder, IReadThreads, IReadProfile,
    IReadFollowers, IReadMetrics, IRefreshTokens, IRevoke, IWarnOfContent, IReadAgain
{
    public ChannelFacts Facts { get; } = new("sandbox", "Sandbox")
    {
        IsForTrials = true,
        LengthRule = "500 characters; a link counts 23",
        DefaultLimit = SandboxText.Limit,
        LinkWeight = SandboxText.LinkWeight,

        // It stores the key it is given, so that a lost send can be found again, but takes the same key twice:
        // a post doubled by a mistake of ours is then seen in the timeline, and by the tests.
        Repeat = RepeatSafety.Unsafe,

        // One file behind it: what was accepted is visible at once. The wait is for a request still on its way.
        TimelineLag = TimeSpan.FromSeconds(2),
        MaxImages = 4,
        MaxImageBytes = 1_000_000,
        ImageTypes = ["image/jpeg", "image/png", "image/webp", "image/gif"],
        CardIsOurs = true,
        ThreadShows = int.MaxValue, // all of it
        PollEvery = TimeSpan.FromSeconds(5),
    };

    public TextMeasure Measure(string text, ChannelAccount? account = null) => SandboxText.Measure(text);

    /// <summary>Its warnings cost nothing.</summary>
    public TextMeasure Measure(string text, string? contentWarning, ChannelAccount? account) => Measure(text, account);

    public Task<SendOutcome> PublishAsync(ChannelAccount account, OutgoingPost post, CancellationToken ct) =>
        PostAsync(account, post, null, ct);

    public Task<SendOutcome> ReplyAsync(ChannelAccount account, string inReplyTo, OutgoingPost reply, CancellationToken ct) =>
        PostAsync(account, reply, inReplyTo, ct);

    public Task<SendOutcome> DeleteAsync(ChannelAccount account, string remoteId, CancellationToken ct) =>
        SendAsync(account, to => SandboxApi.Delete(to, $"posts/{Uri.EscapeDataString(remoteId)}"),
            (_, _) => new SendOutcome.Accepted(remoteId, null), ct);

    public async Task<Reading<FindResult>> FindOwnPostAsync(
        ChannelAccount account, OutgoingPost post, string? inReplyTo, DateTimeOffset sentAt, CancellationToken ct)
    {
        var byKey = await ReadAsync<FindResult>(
            account, to => SandboxApi.Get(to, $"me/posts?key={Uri.EscapeDataString(post.Key)}"), (to, body) =>
                SandboxApi.Read<SandboxApi.Page>(body).Items is [var first, ..]
                    ? Found(to, first, post)
                    : new FindResult.Absent(
                        "The Sandbox network has no post of ours with this key; it shows what it accepted at once."), ct);

        // Made anew by a program that does not remember, the same words have another key.
        return !post.IsOfUnknownTime || byKey is not Reading<FindResult>.Got { Value: FindResult.Absent } ? byKey
            : await ReadAsync<FindResult>(
                account, to => SandboxApi.Get(to, $"me/posts?text={Uri.EscapeDataString(post.Text)}"), (to, body) =>
                {
                    var same = SandboxApi.Read<SandboxApi.Page>(body).Items
                        .Select(item => (Item: item, Post: SandboxApi.Read<SandboxApi.PostBody>(item.GetRawText())))
                        .FirstOrDefault(p => p.Post.InReplyTo == inReplyTo
                            && p.Post.CreatedAt >= sentAt - TimeSpan.FromMinutes(1) && !post.NotThese.Contains(p.Post.Id));
                    return same.Post is not null ? Found(to, same.Item, post)
                        : new FindResult.Absent("The Sandbox network has no post of ours with this key, nor with these words since then.");
                }, ct);
    }

    public Task<Reading<InboundPage>> ReadMentionsAsync(ChannelAccount account, string? cursor, CancellationToken ct) =>
        ReadAsync<InboundPage>(account,
            to => SandboxApi.Get(to, cursor is null ? "me/mentions" : $"me/mentions?since={Uri.EscapeDataString(cursor)}"), (to, body) =>
            {
                var page = SandboxApi.Read<SandboxApi.Page>(body);
                return new InboundPage([.. page.Items.Select(item => Inbound(to, item))], page.Cursor, page.HasMore);
            }, ct);

    /// <summary>Its places are numbers without a time, so it is read from the start.</summary>
    public string MentionsSince(DateTimeOffset moment) => "0";

    public string? DirectSince(DateTimeOffset moment) => null;

    public Task<Reading<IReadOnlyList<InboundItem>>> ReadThreadAsync(ChannelAccount account, string remoteId, CancellationToken ct) =>
        ReadAsync<IReadOnlyList<InboundItem>>(
            account, to => SandboxApi.Get(to, $"posts/{Uri.EscapeDataString(remoteId)}/thread"), (to, body) =>
                new Reading<IReadOnlyList<InboundItem>>.Got(
                    [.. SandboxApi.Read<SandboxApi.Page>(body).Items.Select(item => Inbound(to, item))]), ct);

    public int MostAtOnce => 20;

    public async Task<Reading<IReadOnlyList<InboundItem>>> ReadAgainAsync(
        ChannelAccount account, IReadOnlyList<string> remoteIds, CancellationToken ct)
    {
        var found = new List<InboundItem>();
        foreach (var id in remoteIds)
        {
            switch (await ReadAsync<InboundItem>(account, to => SandboxApi.Get(to, $"posts/{Uri.EscapeDataString(id)}"),
                (to, body) => Inbound(to, SandboxApi.Read<JsonElement>(body)), ct))
            {
                case Reading<InboundItem>.Got { Value: var item }:
                    found.Add(item);
                    break;
                case Reading<InboundItem>.Refused { Refusal: { Kind: not RefusalKind.NotFound } refusal }:
                    return new Reading<IReadOnlyList<InboundItem>>.Refused(refusal);
            }
        }

        return new Reading<IReadOnlyList<InboundItem>>.Got(found);
    }

    public Task<Reading<RemoteProfile>> ReadOwnProfileAsync(ChannelAccount account, CancellationToken ct) =>
        ReadAsync<RemoteProfile>(account, to => SandboxApi.Get(to, "me"),
            (to, body) => Profile(to.Server, SandboxApi.Read<SandboxApi.ProfileBody>(body)), ct);

    public Task<Reading<FollowersPage>> ReadFollowersAsync(ChannelAccount account, string? cursor, CancellationToken ct) =>
        ReadAsync<FollowersPage>(account,
            to => SandboxApi.Get(to, cursor is null ? "me/followers" : $"me/followers?since={Uri.EscapeDataString(cursor)}"), (to, body) =>
            {
                var page = SandboxApi.Read<SandboxApi.Page>(body);
                return new FollowersPage(
                    [.. page.Items.Select(item => Profile(to.Server, SandboxApi.Read<SandboxApi.ProfileBody>(item.GetRawText())))],
                    page.Cursor, page.HasMore);
            }, ct);

    public Task<Reading<PostMetrics>> ReadMetricsAsync(ChannelAccount account, string remoteId, CancellationToken ct) =>
        ReadAsync<PostMetrics>(account, to => SandboxApi.Get(to, $"posts/{Uri.EscapeDataString(remoteId)}/metrics"), (_, body) =>
        {
            var metrics = SandboxApi.Read<SandboxApi.Metrics>(body);
            return new PostMetrics(metrics.Likes, Reposts: null, metrics.Replies, Quotes: null, Views: null);
        }, ct);

    public Task<Reading<RefreshedAccess>> RefreshAsync(ChannelAccount account, CancellationToken ct) =>
        account.Secret(SandboxSettings.RefreshTokenSecret) is not { Length: > 0 } refreshToken
            ? Task.FromResult(Reading<RefreshedAccess>.No(RefusalKind.BadToken, "This account has no refresh token. Connect it again."))
            : ReadAsync<RefreshedAccess>(
                account, to => SandboxApi.Post(to, "token/refresh", new SandboxApi.RefreshRequest(refreshToken)), (_, body) =>
                {
                    var access = SandboxApi.Read<SandboxApi.Access>(body);
                    return new RefreshedAccess(Secrets(access.AccessToken, access.RefreshToken), access.ExpiresAt);
                }, ct);

    public Task<Reading<bool>> RevokeAsync(ChannelAccount account, CancellationToken ct) =>
        ReadAsync<bool>(account, to => SandboxApi.Post(to, "token/revoke", new { }), (_, _) => true, ct);

    private Task<SendOutcome> PostAsync(ChannelAccount account, OutgoingPost post, string? inReplyTo, CancellationToken ct)
    {
        if (Measure(post.Text).Explain() is { } problem)
        {
            var kind = Measure(post.Text).Left < 0 ? RefusalKind.TooLong : RefusalKind.Invalid;
            return Task.FromResult<SendOutcome>(SendOutcome.No(kind, problem));
        }

        var body = new SandboxApi.NewPost(
            post.Key,
            post.Text,
            inReplyTo,
            post.Language,
            post.ContentWarning,
            post.Card is { } card
                ? new(card.Url, card.Title, card.Description, card.Image is null ? null : SandboxApi.NewImage.From(card.Image))
                : null,
            [.. post.Images.Select(SandboxApi.NewImage.From)]);
        return SendAsync(account, to => SandboxApi.Post(to, "posts", body), (to, answer) =>
        {
            var accepted = SandboxApi.Read<SandboxApi.PostBody>(answer);
            return new SendOutcome.Accepted(accepted.Id, new Uri(to.Server, accepted.Url));
        }, ct);
    }

    private async Task<SendOutcome> SendAsync(
        ChannelAccount account, Func<SandboxSettings, HttpRequestMessage> request,
        Func<SandboxSettings, string, SendOutcome> read, CancellationToken ct)
    {
        var (settings, problem) = SandboxSettings.From(account);
        if (settings is null)
        {
            return new SendOutcome.Refused(problem!);
        }

        using var message = request(settings);
        return await Sending.SendOnceAsync(http, message, (response, body) =>
            response.IsSuccessStatusCode ? read(settings, body) : SandboxErrors.ForSend(response, body), ct);
    }

    private async Task<Reading<T>> ReadAsync<T>(
        ChannelAccount account, Func<SandboxSettings, HttpRequestMessage> request,
        Func<SandboxSettings, string, Reading<T>> read, CancellationToken ct)
    {
        var (settings, problem) = SandboxSettings.From(account);
        if (settings is null)
        {
            return new Reading<T>.Refused(problem!);
        }

        using var message = request(settings);
        return await Sending.ReadAsync(http, message, (response, body) =>
            response.IsSuccessStatusCode ? read(settings, body) : SandboxErrors.ForRead<T>(response, body), ct);
    }

    private static FindResult.Found Found(SandboxSettings to, JsonElement item, OutgoingPost lookedFor)
    {
        var post = SandboxApi.Read<SandboxApi.PostBody>(item.GetRawText());
        return new FindResult.Found(post.Id, new Uri(to.Server, post.Url)) { Since = lookedFor.IsOfUnknownTime ? post.CreatedAt : null };
    }

    private static InboundItem Inbound(SandboxSettings to, JsonElement item)
    {
        var raw = item.GetRawText();
        var post = SandboxApi.Read<SandboxApi.PostBody>(raw);
        var kind = post.Kind == "mention" || post.InReplyTo is null ? InboundKind.Mention : InboundKind.Reply;
        IReadOnlyList<InboundAttachment> attachments =
        [
            .. (post.Images ?? []).Select(
                i => new InboundAttachment(AttachmentKind.Picture, i.Alt, WebAddress.Of(new Uri(to.Server, i.Url).AbsoluteUri))),
            .. post.Card is { } card
                ? [new InboundAttachment(AttachmentKind.Link, card.Title, WebAddress.Of(card.Url))]
                : Array.Empty<InboundAttachment>(),
        ];
        var words = post.ContentWarning is { Length: > 0 } warning ? $"{warning}\n\n{post.Text}" : post.Text;
        return new InboundItem(post.Id, kind, Profile(to.Server, post.Author),
            InboundAttachment.Tell(words, attachments), post.CreatedAt, raw)
        {
            Attachments = attachments,
            InReplyToId = post.InReplyTo,
            ThreadRootId = post.Root,
            Url = new Uri(to.Server, post.Url),
            Language = post.Language,
            Deleted = post.Deleted,
        };
    }

    private static RemoteProfile Profile(Uri server, SandboxApi.ProfileBody profile) => new(profile.Id, "@" + profile.Handle, profile.Name)
    {
        ProfileUrl = new Uri(server, profile.Url),
        Followers = profile.Followers,
        Following = profile.Following,
        Posts = profile.Posts,
        JoinedAt = profile.JoinedAt,
        About = profile.About,
    };
}
