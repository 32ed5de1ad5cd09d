namespace Engagement.Channels.LinkedIn;

/// <summary>
/// An organisation's page on LinkedIn. Members' own profiles are left out: LinkedIn lets next to nobody read what is answered there.
/// </summary>
/// <param name="http">The client; it carries no retry.</param>
/// <param name="clock">The time.</param>
/// <param name="api">Where the API is; LinkedIn's own address unless a test says otherwise.</param>
/// <param name="www">Where tokens are, likewise.</param>
internal sealed partial class LinkedInChannel(HttpClient http, TimeProvider clock, Uri? api = null, Uri? www = null) :
    IPublish, IReply, IDelete, IFindOwnPosts, IReadOlder, IReadThreads, IReadProfile, IReadMetrics, IRefreshTokens, IConnect
{
    // Nothing is documented; beyond this its own pages cut the description.
    private const int MaxAltText = 1000;

    private readonly LinkedInApi _api = new(api ?? new Uri("https://api.linkedin.com/"), www ?? new Uri("https://www.linkedin.com/"));

    public ChannelFacts Facts { get; } = new("linkedin", "LinkedIn")
    {
        LengthRule = "3,000 characters; 1,250 in a comment",
        DefaultLimit = LinkedInText.Limit,

        // A part of a thread from the second on, and every answer, is a comment.
        ReplyLimit = LinkedInText.CommentLimit,

        // It takes no key of ours. It refuses the same words, but the post that its refusal names may be gone.
        Repeat = RepeatSafety.Unsafe,
        TimelineLag = TimeSpan.FromSeconds(60),
        MaxImages = 4,
        MaxAltText = MaxAltText,
        MaxImageBytes = 5 * 1024 * 1024,
        ImageTypes = ["image/jpeg", "image/png", "image/gif"],

        // LinkedIn's API fetches no page: without a title from us a link has no card (Posts API, "Article").
        CardIsOurs = true,
        LengthClass = "long",

        // A mention there needs the member's URN, which a handle is not; so the words stay words.
        Mention = static handle => handle,
        MentionRule = "Nobody is mentioned by a handle there.",
        MentionExample = "Alex Example",
        ReplyRule = "Everybody who comments on our posts, or mentions our page in theirs.",
        PollEvery = TimeSpan.FromMinutes(10),
        Settings =
        [
            new(LinkedInSettings.ApiVersionSetting, "API version", "A year and a month, such as 202607. "
                + "LinkedIn serves a version for about a year.", 202301, 209912,
                LinkedInSettings.DefaultApiVersionNumber) { Warn = LinkedInSettings.WarnOfVersion },
            new(LinkedInSettings.CharacterLimitSetting, "Character limit",
                "3,000, should LinkedIn ever change it.", 1, 100_000, LinkedInText.Limit),
        ],
        Documentation = new Uri("https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api"),
    };

    public TextMeasure Measure(string text, ChannelAccount? account = null) => LinkedInText.Measure(text, LinkedInSettings.Limit(account));

    public async Task<SendOutcome> PublishAsync(ChannelAccount account, OutgoingPost post, CancellationToken ct)
    {
        var (who, no) = Check(account, post, Measure(post.Text, account));
        if (who is null)
        {
            return no!;
        }

        var content = await ContentAsync(who, post, ct);
        if (content is Reading<LinkedInApi.Content>.Refused { Refusal: var refusal })
        {
            return new SendOutcome.Refused(refusal);
        }

        var hung = ((Reading<LinkedInApi.Content>.Got)content).Value;
        using var request = LinkedInApi.As(
            who, _api.Create(who.Organization, LinkedInText.Escape(post.Text), hung == new LinkedInApi.Content() ? null : hung));
        return await SendAsync(request, (response, _) =>
            response.Headers.TryGetValues("x-restli-id", out var ids) && ids.First() is { Length: > 0 } urn
                ? new SendOutcome.Accepted(urn, At(urn))
                : new SendOutcome.Unknown("LinkedIn took the post but did not say which it is."), ct);
    }

    public async Task<SendOutcome> ReplyAsync(ChannelAccount account, string inReplyTo, OutgoingPost reply, CancellationToken ct)
    {
        var (who, no) = Check(account, reply with { Images = [] },
            LinkedInText.Measure(reply.Text, Math.Min(LinkedInText.CommentLimit, LinkedInSettings.Limit(account))));
        if (who is null)
        {
            return no!;
        }

        Reading<ReplyPlace> place;
        try
        {
            place = await PlaceAsync(who, inReplyTo, ct);
        }
        catch (OperationCanceledException)
        {
            // The caller's patience is at its end, and the comment itself was not sent yet.
            return SendOutcome.No(RefusalKind.Unavailable, "LinkedIn did not answer in time. Nothing was sent.");
        }

        if (place is Reading<ReplyPlace>.Refused { Refusal: var refusal })
        {
            return new SendOutcome.Refused(refusal);
        }

        var (target, @object) = ((Reading<ReplyPlace>.Got)place).Value;
        using var request = LinkedInApi.As(who, _api.Comment(who.Organization, target, @object, reply.Text));
        return await SendAsync(request, (_, body) =>
            LinkedInApi.Read<LinkedInApi.CommentBody>(body).CommentUrn is { } urn
                ? new SendOutcome.Accepted(urn, At(@object))
                : new SendOutcome.Unknown("LinkedIn took the comment but did not say which it is."), ct);
    }

    public async Task<SendOutcome> DeleteAsync(ChannelAccount account, string remoteId, CancellationToken ct)
    {
        var (who, problem) = LinkedInSettings.From(account);
        if (who is null)
        {
            return new SendOutcome.Refused(problem!);
        }

        using var request = LinkedInApi.As(who, CommentUrn.Parse(remoteId) is { } comment
            ? _api.DeleteComment(comment, who.Organization)
            : _api.DeletePost(remoteId));
        return await SendAsync(request, (_, _) => new SendOutcome.Accepted(remoteId, null), ct);
    }

    // LinkedIn's threads have two levels: who answers an answer, answers the comment above it (Comments API, "Create nested comments").
    private async Task<Reading<ReplyPlace>> PlaceAsync(LinkedInSettings who, string inReplyTo, CancellationToken ct)
    {
        if (CommentUrn.Parse(inReplyTo) is not { } comment)
        {
            return new ReplyPlace(inReplyTo, inReplyTo);
        }

        using var request = LinkedInApi.As(who, _api.OneComment(comment));
        var read = await ReadAsync(request, LinkedInApi.Read<LinkedInApi.CommentBody>, ct);
        return read switch
        {
            Reading<LinkedInApi.CommentBody>.Got { Value: var found } =>
                new ReplyPlace(found.ParentComment ?? comment.ToString(), comment.Object),
            var refused => new Reading<ReplyPlace>.Refused(((Reading<LinkedInApi.CommentBody>.Refused)refused).Refusal),
        };
    }

    private (LinkedInSettings? Who, SendOutcome? No) Check(ChannelAccount account, OutgoingPost post, TextMeasure measure)
    {
        if (measure.Explain() is { } wrong)
        {
            return (null, SendOutcome.No(measure.Problem is null && measure.Left < 0 ? RefusalKind.TooLong : RefusalKind.Invalid, wrong));
        }

        if (ImageChecks.Problem(post.Images, Facts) is { } unfit)
        {
            return (null, SendOutcome.No(RefusalKind.Invalid, unfit));
        }

        var (who, problem) = LinkedInSettings.From(account);
        return (who, problem is null ? null : new SendOutcome.Refused(problem));
    }

    // Uploads publish nothing, so whatever goes wrong here is a plain no.
    private async Task<Reading<LinkedInApi.Content>> ContentAsync(LinkedInSettings who, OutgoingPost post, CancellationToken ct)
    {
        IReadOnlyList<OutgoingImage> images = post.Images is { Count: > 0 } own ? own : post.Card?.Image is { } picture ? [picture] : [];
        var media = new List<LinkedInApi.Media>();
        foreach (var image in images)
        {
            try
            {
                var uploaded = await UploadAsync(who, image, ct);
                if (uploaded is not Reading<string>.Got { Value: var urn })
                {
                    return new Reading<LinkedInApi.Content>.Refused(((Reading<string>.Refused)uploaded).Refusal);
                }

                media.Add(new(urn, image.AltText));
            }
            catch (OperationCanceledException)
            {
                // The caller's patience is at its end, and the post itself was not sent yet.
                return Reading<LinkedInApi.Content>.No(RefusalKind.Unavailable,
                    "LinkedIn did not take the images in time. Nothing was posted.");
            }
        }

        return post.Images.Count switch
        {
            1 => new LinkedInApi.Content(Media: media[0]),
            > 1 => new LinkedInApi.Content(MultiImage: new(media)),
            _ when post.Card is { } card => new LinkedInApi.Content(
                Article: new(card.Url, card.Title, card.Description, media is [var thumbnail] ? thumbnail.Id : null)),
            _ => new LinkedInApi.Content(),
        };
    }

    private async Task<Reading<string>> UploadAsync(LinkedInSettings who, OutgoingImage image, CancellationToken ct)
    {
        using var begin = LinkedInApi.As(who, _api.BeginUpload(who.Organization));
        var begun = await ReadAsync(begin, LinkedInApi.Read<LinkedInApi.UploadAnswer>, ct);
        if (begun is not Reading<LinkedInApi.UploadAnswer>.Got { Value.Value: var place })
        {
            return new Reading<string>.Refused(((Reading<LinkedInApi.UploadAnswer>.Refused)begun).Refusal);
        }

        using var upload = _api.Upload(place.UploadUrl, image);
        return upload is null
            ? Reading<string>.No(RefusalKind.Invalid, "LinkedIn gave an address for the image that is not its own.")
            : await ReadAsync(LinkedInApi.As(who, upload), _ => place.Image, ct);
    }

    private async Task<SendOutcome> SendAsync(
        HttpRequestMessage request, Func<HttpResponseMessage, string, SendOutcome> read, CancellationToken ct) =>
        await Sending.SendOnceAsync(http, request, (response, body) =>
            response.IsSuccessStatusCode ? read(response, body) : LinkedInErrors.ForSend(response, body, clock.GetUtcNow()), ct);

    private async Task<Reading<T>> ReadAsync<T>(HttpRequestMessage request, Func<string, T> read, CancellationToken ct) =>
        await Sending.ReadAsync<T>(http, request, (response, body) =>
            response.IsSuccessStatusCode
                ? new Reading<T>.Got(read(body))
                : new Reading<T>.Refused(LinkedInErrors.Read(response, body, clock.GetUtcNow())), ct);

    private static Uri At(string urn) => new($"https://www.linkedin.com/feed/update/{urn}/");

    private sealed record ReplyPlace(string Target, string Object);
}
