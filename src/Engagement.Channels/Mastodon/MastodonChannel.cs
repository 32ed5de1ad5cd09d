using Engagement.Channels.Text;

namespace Engagement.Channels.Mastodon;

/// <summary>
/// Mastodon, and every other server of the fediverse that speaks its API. This half writes; <c>MastodonChannel.Reading.cs</c>
/// reads and <c>MastodonChannel.Access.cs</c> connects.
/// </summary>
internal sealed partial class MastodonChannel(HttpClient http, TimeProvider clock)
    : IPublish, IReply, IStream, IDelete, IFindOwnPosts, IWarnOfContent
{
    // MediaAttachment::MAX_DESCRIPTION_LENGTH of Mastodon; the least of what servers were seen to take.
    private const int MaxAltText = 1500;

    private readonly MastodonApi _api = new(http, clock);

    public ChannelFacts Facts { get; } = new("mastodon", "Mastodon")
    {
        LengthRule = "500 characters unless the server allows more; a link counts 23, a mention only its name, "
            + "and a content warning counts too",
        DefaultLimit = MastodonSettings.Default.MaxCharacters,
        LinkWeight = MastodonSettings.Default.CharactersPerUrl,

        // Mastodon itself remembers our Idempotency-Key for an hour; snac and GoToSocial were seen to make a second post.
        // We send the key, and promise no more than the least of them keeps.
        Repeat = RepeatSafety.Unsafe,
        ShowLink = ShownLinks.OnMastodon,
        MaxImages = MastodonSettings.Default.MaxImages,
        MaxAltText = MaxAltText,
        MaxImageBytes = MastodonSettings.Default.MaxImageBytes,
        ImageTypes = MastodonSettings.Default.ImageTypes,
        Mention = static handle => MastodonText.IsHandle(handle) ? $"@{handle}" : null,
        MentionRule = "It is name@server, or name alone on our own server.",
        MentionExample = "alex@mastodon.example",
        ReplyRule = "Anyone. A reply is seen by those who saw the message: an answer to a private message stays private.",
        PrivateRule = "They answer so that only the people mentioned can read it.",
        PollEvery = TimeSpan.FromMinutes(1),
        ThreadShows = 4096, // docs.joinmastodon.org/methods/statuses/#context, for whoever is signed in
        Choices =
        [
            new(MastodonSettings.Visibility, "Who sees posts", "An answer is seen by those who see what it answers, and no more.", [
                ("public", "Everyone, and the server lists it"),
                ("unlisted", "Everyone, but the server does not list it"),
                ("private", "Followers only"),
            ]),
        ],
        Limits =
        [
            new DocumentedLimit(MastodonApi.Calls, 300, TimeSpan.FromMinutes(5), Draws.Both),
            new DocumentedLimit(MastodonApi.Media, 30, TimeSpan.FromMinutes(30)),
            new DocumentedLimit(MastodonApi.Deletes, 30, TimeSpan.FromMinutes(30)),
        ],
        Documentation = new Uri("https://docs.joinmastodon.org/api/rate-limits/"),
    };

    public TextMeasure Measure(string text, ChannelAccount? account = null) =>
        MastodonText.Measure(text, null, MastodonSettings.Of(account));

    public TextMeasure Measure(string text, string? contentWarning, ChannelAccount? account) =>
        MastodonText.Measure(text, contentWarning, MastodonSettings.Of(account));

    public Task<SendOutcome> PublishAsync(ChannelAccount account, OutgoingPost post, CancellationToken ct) =>
        PostAsync(account, post, inReplyTo: null, MastodonSettings.VisibilityOf(account), ct);

    /// <summary>
    /// Names the author, without which many servers do not tell them of the answer, and keeps the message's own
    /// visibility, so that what was written in private is not answered in public.
    /// </summary>
    public async Task<SendOutcome> ReplyAsync(ChannelAccount account, string inReplyTo, OutgoingPost reply, CancellationToken ct)
    {
        switch (await _api.GetAsync<StatusAnswer>(account, $"api/v1/statuses/{Uri.EscapeDataString(inReplyTo)}", ct))
        {
            case Reading<StatusAnswer>.Got { Value: var status }:
                var named = status.Account.Id == account.RemoteId || MastodonText.Mentions(reply.Text, status.Account.Acct)
                    ? reply
                    : reply with { Text = $"@{status.Account.Acct} {reply.Text}" };

                // No words stay no words, whomever they are addressed to.
                return await PostAsync(account, string.IsNullOrWhiteSpace(reply.Text) ? reply : named, inReplyTo, status.Visibility, ct);
            case Reading<StatusAnswer>.Refused no:
                return new SendOutcome.Refused(no.Refusal) { Rate = no.Rate };
            case var other:
                throw new InvalidOperationException($"No way on from {other.GetType().Name}.");
        }
    }

    /// <summary>
    /// What is not there any more is as deleted as can be. But servers without this call (snac 2.75) answer "not found"
    /// too, so that answer is believed only when the post cannot be read either.
    /// </summary>
    public async Task<SendOutcome> DeleteAsync(ChannelAccount account, string remoteId, CancellationToken ct)
    {
        var path = $"api/v1/statuses/{Uri.EscapeDataString(remoteId)}";
        var outcome = await _api.SendAsync(account, HttpMethod.Delete, path, null, null,
            MastodonApi.Deletes, _ => new SendOutcome.Accepted(remoteId, null), ct);
        if (outcome is not SendOutcome.Refused { Refusal.Kind: RefusalKind.NotFound })
        {
            return outcome;
        }

        return await _api.GetAsync<StatusAnswer>(account, path, ct) switch
        {
            Reading<StatusAnswer>.Got => SendOutcome.No(RefusalKind.Forbidden, "This server does not let a post be deleted from outside. "
                + "Delete it on the server's own pages.") with { Rate = outcome.Rate },
            Reading<StatusAnswer>.Refused { Refusal.Kind: RefusalKind.NotFound } =>
                new SendOutcome.Accepted(remoteId, null) { Rate = outcome.Rate },
            Reading<StatusAnswer>.Refused no => new SendOutcome.Refused(no.Refusal) { Rate = no.Rate },
            var other => throw new InvalidOperationException($"No way on from {other.GetType().Name}."),
        };
    }

    /// <summary>
    /// Looks through our own statuses back to the time of sending. Ours is the one with the same words, whatever the
    /// server made of their form, or with the same link, which no other delivery has.
    /// </summary>
    public async Task<Reading<FindResult>> FindOwnPostAsync(
        ChannelAccount account, OutgoingPost post, string? inReplyTo, DateTimeOffset sentAt, CancellationToken ct)
    {
        // The server's clock may be behind ours, and some keep whole seconds.
        var from = sentAt - TimeSpan.FromMinutes(5);
        string? below = null;
        for (var page = 0; page < 5; page++)
        {
            var path = $"api/v1/accounts/{Uri.EscapeDataString(account.RemoteId)}/statuses?limit=40&exclude_reblogs=true" + (below is null
                ? "" : $"&max_id={Uri.EscapeDataString(below)}");
            var answer = await _api.GetAsync<IReadOnlyList<StatusAnswer>>(account, path, ct);
            if (answer is not Reading<IReadOnlyList<StatusAnswer>>.Got { Value: var statuses })
            {
                return Map(answer, _ => (FindResult)null!);
            }

            var same = statuses.Where(s => s.CreatedAt >= from && !post.NotThese.Contains(s.Id) && IsSame(s, post)).ToList();
            if (same.Find(s => s.InReplyToId == inReplyTo) is { } ours)
            {
                return new Reading<FindResult>.Got(new FindResult.Found(ours.Id, WebAddress.Of(ours.Url))
                    { Since = SinceOf(post, ours.CreatedAt) }) { Rate = answer.Rate };
            }

            // When what was answered is deleted, the server forgets what the answer answered.
            if (inReplyTo is not null && same.Exists(s => s.InReplyToId is null))
            {
                return new Reading<FindResult>.Got(new FindResult.NotSure("The server has these words of ours but does "
                    + "not say what they answer.")) { Rate = answer.Rate };
            }

            if (statuses.Count == 0 || statuses.Any(s => s.CreatedAt < from))
            {
                return new Reading<FindResult>.Got(new FindResult.Absent("Our own statuses on the server, back to before it "
                    + "was sent, do not have it.")) { Rate = answer.Rate };
            }

            if (statuses[^1].Id == below)
            {
                break;
            }

            below = statuses[^1].Id;
        }

        return new FindResult.NotSure("The server does not show our statuses as far back as it was sent.");
    }

    private static DateTimeOffset? SinceOf(OutgoingPost post, DateTimeOffset createdAt) => post.IsOfUnknownTime ? createdAt : null;

    private static bool IsSame(StatusAnswer status, OutgoingPost post)
    {
        var content = status.Content ?? "";
        if (post.Link is { } link && (content.Contains(link.OriginalString, StringComparison.Ordinal)
            || content.Contains(System.Net.WebUtility.HtmlEncode(link.OriginalString), StringComparison.Ordinal)))
        {
            return true;
        }

        // Words of nothing but signs have no essence; they are compared as they stand.
        var (theirs, ours) = (MastodonText.FromHtml(content), post.Text);
        return MastodonText.Essence(ours) is { Length: > 0 } essence
            ? MastodonText.Essence(theirs) == essence
            : theirs.Trim() == ours.Trim();
    }

    private async Task<SendOutcome> PostAsync(
        ChannelAccount account, OutgoingPost post, string? inReplyTo, string? visibility, CancellationToken ct)
    {
        if (Check(account, post) is { } problem)
        {
            return problem;
        }

        var media = new List<string>();
        foreach (var image in post.Images)
        {
            switch (await UploadAsync(account, image, ct))
            {
                case Reading<MediaAnswer>.Got { Value: var uploaded }:
                    media.Add(uploaded.Id);
                    break;
                case Reading<MediaAnswer>.Refused no:
                    return new SendOutcome.Refused(no.Refusal) { Rate = no.Rate };
            }
        }

        var body = new
        {
            status = post.Text,
            in_reply_to_id = inReplyTo,
            media_ids = media.Count > 0 ? media : null,
            spoiler_text = string.IsNullOrEmpty(post.ContentWarning) ? null : post.ContentWarning,
            language = post.Language,
            visibility,
        };
        return await _api.SendAsync(account, HttpMethod.Post, "api/v1/statuses", body, post.Key, MastodonApi.Calls, answer =>
        {
            var status = MastodonApi.Parse<StatusAnswer>(answer);
            return new SendOutcome.Accepted(status.Id, WebAddress.Of(status.Url));
        }, ct);
    }

    // The newer call may answer before the image is ready, and a status may not name it until it is; the older one answers
    // only then (docs.joinmastodon.org/methods/media), which spares a wait that an adapter must not do.
    private async Task<Reading<MediaAnswer>> UploadAsync(ChannelAccount account, OutgoingImage image, CancellationToken ct)
    {
        var answer = await _api.UploadAsync(account, "api/v2/media", image, ct);
        if (answer is Reading<(MediaAnswer, bool IsReady)>.Got { Value.IsReady: false }
            or Reading<(MediaAnswer, bool)>.Refused { Refusal.Kind: RefusalKind.NotFound })
        {
            answer = await _api.UploadAsync(account, "api/v1/media", image, ct);
        }

        return Map(answer, a => a.Media);
    }

    private SendOutcome.Refused? Check(ChannelAccount account, OutgoingPost post)
    {
        var settings = MastodonSettings.Of(account);
        var measure = MastodonText.Measure(post.Text, post.ContentWarning, settings);
        if (measure.Explain() is { } wrong)
        {
            return SendOutcome.No(measure.Length > measure.Limit ? RefusalKind.TooLong : RefusalKind.Invalid, wrong);
        }

        var allowed = Facts with { MaxImages = settings.MaxImages,
            MaxImageBytes = settings.MaxImageBytes, ImageTypes = settings.ImageTypes };
        return ImageChecks.Problem(post.Images, allowed) is { } unfit ? SendOutcome.No(RefusalKind.Invalid, unfit) : null;
    }
}
