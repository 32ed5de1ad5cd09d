using System.Collections.Concurrent;
using Engagement.Channels.Text;

namespace Engagement.Channels.X;

/// <summary>X (once Twitter), by its API v2.</summary>
/// <param name="http">The client; it carries no retry.</param>
/// <param name="clock">The time, for waits that X gives as a moment.</param>
/// <param name="api">Where the API is; X's own address unless a test says otherwise.</param>
internal sealed partial class XChannel(HttpClient http, TimeProvider clock, Uri? api = null) :
    IPublish, IReply, IPriceSends, IDelete, IFindOwnPosts, IReadOlder, IReadDirectMessages,
    IReadThreads, IReadProfile, IReadFollowers, IReadMetrics, IRefreshTokens, IRevoke, IConnect
{
    // X's own image limits (docs.x.com, "Media", best practices) and its longest description of one.
    private const int MaxAltText = 1000;

    // Between two questions whether X has changed the names for an account. Till then what it calls invalid is taken for that.
    private static readonly TimeSpan AsksAgain = TimeSpan.FromHours(1);

    // No state of the account but of what X said last: forgotten with the process, it costs one call to know again.
    private readonly ConcurrentDictionary<Guid, Spoken> _spoken = new();

    private readonly XApi _api = new(api ?? new Uri("https://api.x.com/"));

    public ChannelFacts Facts { get; } = new("x", "X")
    {
        LengthRule = "280 characters; links count 23, emoji and Chinese, Japanese or Korean characters 2",
        DefaultLimit = XText.Limit,
        LinkWeight = XText.LinkWeight,

        // X takes no key of ours. It refuses the same words within a while, but says neither for how long nor which post it was.
        Repeat = RepeatSafety.Unsafe,
        ShowLink = ShownLinks.OnX,
        TimelineLag = TimeSpan.FromSeconds(60),
        MaxImages = 4,
        MaxAltText = MaxAltText,
        MaxImageBytes = 5 * 1024 * 1024,
        ImageTypes = ["image/jpeg", "image/png", "image/webp"],
        Mention = static handle => XText.IsHandle(handle) ? $"@{handle}" : null,
        MentionRule = "It has at most 15 letters, digits and underscores.",
        MentionExample = "alex",
        ReplyRule = "People who mention or quote us; X refuses other replies from apps.",
        PrivateRule = "They send us a direct message.",
        PollEvery = TimeSpan.FromMinutes(5),
        ThreadReachesBack = TimeSpan.FromDays(7), // search is what shows it (docs.x.com, "Search Posts", recent)
        Limits =
        [
            new("POST /2/tweets", 100, TimeSpan.FromMinutes(15), Draws.Sending),
            new("GET /2/users/:id/mentions", 300, TimeSpan.FromMinutes(15), Draws.Listening),
            new(DirectBucket, 15, TimeSpan.FromMinutes(15)),
            new("GET /2/users/:id/tweets", 900, TimeSpan.FromMinutes(15)),
            new("GET /2/users/me", 75, TimeSpan.FromMinutes(15)),
        ],
        Settings =
        [
            new(XSettings.CharacterLimitSetting, "Character limit",
                "280 unless the account pays X for longer posts.", XText.Limit, XText.LongestLimit, XText.Limit),
        ],
        Costs = new CallCosts("USD", new DateOnly(2026, 11, 23), new Uri("https://docs.x.com/changelog"))
        {
            Post = 0.015m,
            PostWithLink = 0.20m,
            Reply = 0.01m,
            OwnRead = 0.001m,
            PostRead = 0.005m,
            ProfileRead = 0.01m,
        },
        Documentation = new Uri("https://docs.x.com/x-api"),
    };

    public TextMeasure Measure(string text, ChannelAccount? account = null)
    {
        var measure = XText.Measure(text, XSettings.Limit(account));
        return measure.Problem is null && XText.Cashtags(text) is > 1 and var tags
            // docs.x.com/changelog, 2026
            ? measure with { Problem = $"X takes at most one cashtag such as $ABC in a post, and this has {tags}." }
            : measure;
    }

    // The dearer price holds for whatever has a link in it (docs.x.com/changelog, April 2026).
    public SendSort SortOf(string text, bool isReply) => XLinks.Find(text).Any() ? SendSort.PostWithLink
        : isReply ? SendSort.Reply
        : SendSort.Post;

    public Task<SendOutcome> PublishAsync(ChannelAccount account, OutgoingPost post, CancellationToken ct) =>
        PostAsync(account, post, null, ct);

    public Task<SendOutcome> ReplyAsync(ChannelAccount account, string inReplyTo, OutgoingPost reply, CancellationToken ct) =>
        DirectId.Parse(inReplyTo) is { } direct ? SendDirectAsync(account, direct, reply, ct) : PostAsync(account, reply, inReplyTo, ct);

    public async Task<SendOutcome> DeleteAsync(ChannelAccount account, string remoteId, CancellationToken ct)
    {
        var (who, problem) = XSettings.From(account);
        if (who is null)
        {
            return new SendOutcome.Refused(problem!);
        }

        using var request = XApi.As(who, _api.Delete(remoteId));
        return await SendAsync(request, "DELETE /2/tweets/:id", body =>
            XApi.Read<XApi.Envelope<XApi.Deletion>>(body).Data is { Deleted: true } ? new SendOutcome.Accepted(remoteId, null) : null, ct);
    }

    private async Task<SendOutcome> PostAsync(ChannelAccount account, OutgoingPost post, string? inReplyTo, CancellationToken ct)
    {
        var measure = Measure(post.Text, account);
        if (measure.Explain() is { } wrong)
        {
            return SendOutcome.No(measure.Problem is null && measure.Left < 0 ? RefusalKind.TooLong : RefusalKind.Invalid, wrong);
        }

        if (ImageChecks.Problem(post.Images, Facts) is { } unfit)
        {
            return SendOutcome.No(RefusalKind.Invalid, unfit);
        }

        var (who, problem) = XSettings.From(account);
        if (who is null)
        {
            return new SendOutcome.Refused(problem!);
        }

        var images = await UploadAsync(who, post.Images, ct);
        if (images is Reading<IReadOnlyList<string>>.Refused { Refusal: var refusal })
        {
            return new SendOutcome.Refused(refusal);
        }

        using var request = XApi.As(who, _api.Create(post.Text, ((Reading<IReadOnlyList<string>>.Got)images).Value, inReplyTo));
        return await SendAsync(request, "POST /2/tweets", body =>
            XApi.Read<XApi.Envelope<XApi.WithId>>(body).Data is { } made
                ? new SendOutcome.Accepted(made.Id, At(account.Handle, made.Id))
                : null, ct);
    }

    // Uploads publish nothing, so whatever goes wrong here is a plain no.
    private async Task<Reading<IReadOnlyList<string>>> UploadAsync(XSettings who, IReadOnlyList<OutgoingImage> images, CancellationToken ct)
    {
        var ids = new List<string>();
        foreach (var image in images)
        {
            try
            {
                using var upload = XApi.As(who, _api.Upload(image));
                var uploaded = await ReadAsync(upload, "POST /2/media/upload",
                    body => XApi.Read<XApi.Envelope<XApi.WithId>>(body).Data?.Id, ct);
                if (uploaded is not Reading<string>.Got { Value: var id })
                {
                    return new Reading<IReadOnlyList<string>>.Refused(((Reading<string>.Refused)uploaded).Refusal);
                }

                ids.Add(id);
                if (image.AltText.Length > 0)
                {
                    using var describe = XApi.As(who, _api.Describe(id, image.AltText));
                    var described = await ReadAsync(describe, "POST /2/media/metadata",
                        body => XApi.Read<XApi.Envelope<XApi.WithId>>(body).Data?.Id, ct);
                    if (described is Reading<string>.Refused { Refusal: var refusal })
                    {
                        return new Reading<IReadOnlyList<string>>.Refused(refusal);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // The caller's patience is at its end, and the post itself was not sent yet.
                return Reading<IReadOnlyList<string>>.No(RefusalKind.Unavailable, "X did not take the images in time. Nothing was posted.");
            }
        }

        return ids;
    }

    private async Task<SendOutcome> SendAsync(
        HttpRequestMessage request, string bucket, Func<string, SendOutcome?> read, CancellationToken ct) =>
        await Sending.SendOnceAsync(http, request, (response, body) =>
        {
            // A 200 with nothing but errors in it is a refusal.
            var outcome = response.IsSuccessStatusCode ? read(body) : null;
            return (outcome ?? XErrors.ForSend(response, body, clock.GetUtcNow())) with { Rate = XErrors.Rate(response, bucket) };
        }, ct);

    private async Task<Reading<T>> ReadAsync<T>(HttpRequestMessage request, string bucket, Func<string, T?> read, CancellationToken ct)
        where T : class =>
        await Sending.ReadAsync<T>(http, request, (response, body) =>
        {
            var value = response.IsSuccessStatusCode ? read(body) : null;
            Reading<T> reading = value is null
                ? new Reading<T>.Refused(XErrors.Read(response, body, clock.GetUtcNow()))
                : new Reading<T>.Got(value);
            return reading with { Rate = XErrors.Rate(response, bucket) };
        }, ct);

    // X has two descriptions of itself; whichever it kept to last for an account is asked by first, and a no to what was asked is asked
    // again by the other, though not each time: most often it is the thing asked for that is wrong. Reading twice does no harm.
    private async Task<Reading<T>> ReadAsAsync<T>(
        ChannelAccount account, Func<XDocument, HttpRequestMessage> request, string bucket, Func<string, T?> read, CancellationToken ct)
        where T : class
    {
        var (who, problem) = XSettings.From(account);
        if (who is null)
        {
            return new Reading<T>.Refused(problem!);
        }

        var spoken = _spoken.GetValueOrDefault(account.Id, Spoken.AtFirst);
        var first = await AskAsync(spoken.Document);
        var now = clock.GetUtcNow();
        if (first is not Reading<T>.Refused { Refusal.Kind: RefusalKind.Invalid } || now - spoken.AskedInVainAt < AsksAgain)
        {
            return first;
        }

        var second = await AskAsync(spoken.Document.Other);
        if (second is Reading<T>.Refused { Refusal.Kind: RefusalKind.Invalid })
        {
            _spoken[account.Id] = spoken with { AskedInVainAt = now };
            return first;
        }

        _spoken[account.Id] = new Spoken(spoken.Document.Other, null);
        return second;

        async Task<Reading<T>> AskAsync(XDocument by)
        {
            using var message = XApi.As(who, request(by));
            return await ReadAsync(message, bucket, read, ct);
        }
    }

    /// <summary>Which description X keeps to for an account, and when the other one was last asked by for nothing.</summary>
    private sealed record Spoken(XDocument Document, DateTimeOffset? AskedInVainAt)
    {
        public static readonly Spoken AtFirst = new(XDocument.V2166, null);
    }

    private static Uri At(string handle, string id) =>
        new($"https://x.com/{(handle.TrimStart('@') is { Length: > 0 } name ? Uri.EscapeDataString(name) : "i/web")}/status/{id}");
}
