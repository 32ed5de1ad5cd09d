using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Engagement.Channels.Text;

namespace Engagement.Channels.Bluesky;

/// <summary>
/// Bluesky, on any server that speaks the AT Protocol. This half writes; <c>BlueskyChannel.Reading.cs</c> reads and
/// <c>BlueskyChannel.Access.cs</c> keeps the session.
/// </summary>
internal sealed partial class BlueskyChannel(HttpClient http, TimeProvider clock)
    : IPublish, IReply, IStream, IReadDirectMessages, IDelete, IFindOwnPosts
{
    // Lexicons app.bsky.embed.images (2 MB, "formerly limited to 1 MB") and app.bsky.embed.external.
    private const int MaxImageBytes = 2_000_000;
    private const int MaxThumbBytes = 1_000_000;

    // The lexicon sets no limit; Bluesky's own app takes this many.
    private const int MaxAltText = 2000;

    // Of a hundred each: what is posted more than that since a copy was made is left to a person.
    private const int MostPagesOfRecords = 20;

    private readonly BlueskyApi _api = new(http, clock);

    public ChannelFacts Facts { get; } = new("bluesky", "Bluesky")
    {
        LengthRule = "300 characters; a link counts its whole length",
        DefaultLimit = BlueskyText.MaxGraphemes,
        Repeat = RepeatSafety.SafeByName,
        ShowLink = ShownLinks.OnBluesky,

        // A record is read from the account's own server, which has it as soon as it has answered. What may still come
        // is a request on its way.
        TimelineLag = TimeSpan.FromSeconds(5),
        MaxImages = 4,
        MaxAltText = MaxAltText,
        MaxImageBytes = MaxImageBytes,
        ImageTypes = ["image/jpeg", "image/png", "image/webp", "image/gif"],
        CardIsOurs = true,
        Mention = static handle => BlueskyText.IsHandle(handle) ? $"@{handle}" : null,
        MentionRule = "It is a domain name, such as name.bsky.social.",
        MentionExample = "alex.bsky.social",
        ReplyRule = "Anyone, unless the author has limited who may reply or has blocked the account.",
        PrivateRule = "They write to us in Bluesky’s chat.",
        PollEvery = TimeSpan.FromSeconds(30),

        // "Threads may be truncated" (lexicon app.bsky.feed.getPostThread), and it does not say where. Its server's code has no limit of
        // its own; ours is where we would no longer believe it.
        ThreadShows = 2000,
        Limits =
        [
            new DocumentedLimit("3000;w=300", 3000, TimeSpan.FromMinutes(5), Draws.Both),

            // In points, of which a new post costs 3.
            new DocumentedLimit("5000;w=3600", 5000, TimeSpan.FromHours(1), Draws.Sending) { Cost = 3 },
            new DocumentedLimit("35000;w=86400", 35000, TimeSpan.FromDays(1), Draws.Sending) { Cost = 3 },
        ],
        Documentation = new Uri("https://docs.bsky.app/docs/advanced-guides/rate-limits"),
    };

    public TextMeasure Measure(string text, ChannelAccount? account = null) => BlueskyText.Measure(text);

    public Task<SendOutcome> PublishAsync(ChannelAccount account, OutgoingPost post, CancellationToken ct) =>
        PutAsync(account, post, null, ct);

    public async Task<SendOutcome> ReplyAsync(ChannelAccount account, string inReplyTo, OutgoingPost reply, CancellationToken ct) =>
        DirectId.Parse(inReplyTo) is { } direct ? await SendDirectAsync(account, direct, reply, ct)
        : await FindParentAsync(account, inReplyTo, ct) switch
        {
            Reading<JsonObject>.Got { Value: var references } => await PutAsync(account, reply, references, ct),
            Reading<JsonObject>.Refused no => new SendOutcome.Refused(no.Refusal) { Rate = no.Rate },
            var other => throw new InvalidOperationException($"No way on from {other.GetType().Name}."),
        };

    /// <summary>Deleting what is not there is a success for the network too (lexicon com.atproto.repo.deleteRecord).</summary>
    public async Task<SendOutcome> DeleteAsync(ChannelAccount account, string remoteId, CancellationToken ct)
    {
        if (!AtUri.TryParse(remoteId, out var uri))
        {
            return NotAPost(remoteId);
        }

        var (outcome, _) = await _api.SendAsync(
            account,
            "com.atproto.repo.deleteRecord",
            new { repo = account.RemoteId, collection = uri.Collection, rkey = uri.Key },
            _ => new SendOutcome.Accepted(remoteId, null),
            ct);
        return outcome;
    }

    /// <summary>Certain either way: the record's name is ours, and the account's own server answers for it.</summary>
    public async Task<Reading<FindResult>> FindOwnPostAsync(
        ChannelAccount account, OutgoingPost post, string? inReplyTo, DateTimeOffset sentAt, CancellationToken ct)
    {
        if (DirectId.Parse(inReplyTo) is { } direct)
        {
            return await FindDirectAsync(account, direct, post, sentAt, ct);
        }

        if (post.IsOfUnknownTime)
        {
            return await FindByWordsAsync(account, post, inReplyTo, sentAt, ct);
        }

        var uri = AddressOf(account, post);
        return await ReadRecordAsync(account, uri, ct) switch
        {
            Reading<StoredRecord>.Got { Value: var stored } got when IsSame(stored.Value, post) =>
                new Reading<FindResult>.Got(new FindResult.Found(uri.ToString(), uri.WebPage)) { Rate = got.Rate },
            Reading<StoredRecord>.Got got =>
                new Reading<FindResult>.Got(new FindResult.NotSure("There is a different post in its place.")) { Rate = got.Rate },
            Reading<StoredRecord>.Refused { Refusal.Kind: RefusalKind.NotFound } no =>
                new Reading<FindResult>.Got(new FindResult.Absent("The account's own server has no such record.")) { Rate = no.Rate },
            Reading<StoredRecord>.Refused no => new Reading<FindResult>.Refused(no.Refusal) { Rate = no.Rate },
            var other => throw new InvalidOperationException($"No way on from {other.GetType().Name}."),
        };
    }

    // The record's name is made from a time that is not remembered. Records are listed by their names, the latest first
    // (lexicon com.atproto.repo.listRecords), and names begin with their times, so the list can be left where it is older.
    private async Task<Reading<FindResult>> FindByWordsAsync(
        ChannelAccount account, OutgoingPost post, string? inReplyTo, DateTimeOffset since, CancellationToken ct)
    {
        var from = since - TimeSpan.FromMinutes(1);
        var (oldest, cursor) = (Tid.Of("", from), (string?)null);
        for (var page = 0; page < MostPagesOfRecords; page++)
        {
            var answer = await _api.GetAsync<RecordsAnswer>(
                account, "com.atproto.repo.listRecords",
                [("repo", account.RemoteId), ("collection", AtUri.Posts), ("limit", "100"), ("cursor", cursor)], ct);
            if (answer is not Reading<RecordsAnswer>.Got { Value: var list })
            {
                return Map(answer, _ => (FindResult)null!);
            }

            foreach (var record in list.Records.Where(r => IsThisOne(r, post, inReplyTo)))
            {
                if (DateTimeOffset.TryParse(BlueskyInbound.Text(record.Value, "createdAt"),
                    CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at >= from)
                {
                    return new Reading<FindResult>.Got(new FindResult.Found(record.Uri, AtUri.TryParse(record.Uri, out var parsed)
                        ? parsed.WebPage : null) { Since = at }) { Rate = answer.Rate };
                }
            }

            if (list.Cursor is null || list.Records.Count == 0 || string.CompareOrdinal(list.Records[^1].Uri.Split('/')[^1], oldest) < 0)
            {
                return new Reading<FindResult>.Got(new FindResult.Absent("The account's own server lists no such record since then."))
                    { Rate = answer.Rate };
            }

            cursor = list.Cursor;
        }

        return new FindResult.NotSure("The account has posted so much since then that not all of it was read.");
    }

    private static bool IsThisOne(StoredRecord record, OutgoingPost post, string? inReplyTo) =>
        BlueskyInbound.Text(record.Value, "text") == post.Text
            && BlueskyInbound.ParentOf(record.Value) == inReplyTo && !post.NotThese.Contains(record.Uri);

    private static AtUri AddressOf(ChannelAccount account, OutgoingPost post) =>
        new(account.RemoteId, AtUri.Posts, Tid.Of(post.Key, post.CreatedAt));

    private async Task<SendOutcome> PutAsync(ChannelAccount account, OutgoingPost post, JsonObject? reply, CancellationToken ct)
    {
        if (Check(post) is { } problem)
        {
            return problem;
        }

        var facets = await ResolveMentionsAsync(account, BlueskyText.FindFacets(post.Text), ct);
        if (facets is Reading<IReadOnlyList<Facet>>.Refused noFacets)
        {
            return new SendOutcome.Refused(noFacets.Refusal) { Rate = noFacets.Rate };
        }

        var embed = await EmbedAsync(account, post, ct);
        if (embed is Reading<JsonObject?>.Refused noEmbed)
        {
            return new SendOutcome.Refused(noEmbed.Refusal) { Rate = noEmbed.Rate };
        }

        var uri = AddressOf(account, post);
        var put = new JsonObject
        {
            ["repo"] = account.RemoteId,
            ["collection"] = uri.Collection,
            ["rkey"] = uri.Key,
            ["record"] = BlueskyRecord.Of(post, ((Reading<IReadOnlyList<Facet>>.Got)facets).Value,
                ((Reading<JsonObject?>.Got)embed).Value, reply),

            // "Only if there is none yet" (lexicon com.atproto.repo.putRecord): a second try cannot make a second post.
            ["swapRecord"] = null,
        };
        var accepted = new SendOutcome.Accepted(uri.ToString(), uri.WebPage);
        var (outcome, error) = await _api.SendAsync(account, "com.atproto.repo.putRecord", put,
            body => accepted with { RemoteId = BlueskyApi.Parse<RecordAnswer>(body).Uri }, ct);
        return error == "InvalidSwap" ? await AlreadyThereAsync(account, post, uri, ct) : outcome;
    }

    // The name is taken: by an earlier try of the same send, which is the rule, or by something that is not ours to call sent.
    private async Task<SendOutcome> AlreadyThereAsync(ChannelAccount account, OutgoingPost post, AtUri uri, CancellationToken ct) =>
        await ReadRecordAsync(account, uri, ct) switch
        {
            Reading<StoredRecord>.Got { Value: var stored } got when IsSame(stored.Value, post) =>
                new SendOutcome.Accepted(uri.ToString(), uri.WebPage) { Rate = got.Rate },
            Reading<StoredRecord>.Got got => SendOutcome.No(RefusalKind.Invalid, "A different post holds this one's place on "
                + "Bluesky. Schedule it anew.") with { Rate = got.Rate },
            var unread => new SendOutcome.Unknown("Bluesky has a post in this one's place, but did not say which.") { Rate = unread.Rate },
        };

    private Task<Reading<StoredRecord>> ReadRecordAsync(ChannelAccount account, AtUri uri, CancellationToken ct) =>
        _api.GetAsync<StoredRecord>(account, "com.atproto.repo.getRecord",
            [("repo", uri.Repo), ("collection", uri.Collection), ("rkey", uri.Key)], ct);

    private static bool IsSame(JsonElement record, OutgoingPost post) =>
        BlueskyInbound.Text(record, "text") == post.Text && BlueskyInbound.Text(record, "createdAt") == BlueskyRecord.Time(post.CreatedAt);

    // What we can know without asking is refused before anything is sent.
    private SendOutcome.Refused? Check(OutgoingPost post)
    {
        var measure = Measure(post.Text);
        if (measure.Explain() is { } wrong)
        {
            return SendOutcome.No(measure.Length > measure.Limit ? RefusalKind.TooLong : RefusalKind.Invalid, wrong);
        }

        return ImageChecks.Problem(post.Images, Facts) is { } unfit ? SendOutcome.No(RefusalKind.Invalid, unfit) : null;
    }

    // One embed a post: images if there are any, else the card.
    private async Task<Reading<JsonObject?>> EmbedAsync(ChannelAccount account, OutgoingPost post, CancellationToken ct)
    {
        if (post.Images.Count > 0)
        {
            var uploaded = new List<(OutgoingImage, JsonNode)>();
            foreach (var image in post.Images)
            {
                switch (await _api.UploadAsync(account, image, ct))
                {
                    case Reading<BlobAnswer>.Got { Value.Blob: var blob }:
                        uploaded.Add((image, JsonNode.Parse(blob.GetRawText())!));
                        break;
                    case Reading<BlobAnswer>.Refused no:
                        return new Reading<JsonObject?>.Refused(no.Refusal) { Rate = no.Rate };
                }
            }

            return BlueskyRecord.Images(uploaded);
        }

        if (post.Card is not { } card)
        {
            return new Reading<JsonObject?>.Got(null);
        }

        // A card without its picture is still a card; a post that does not go out over one is a loss.
        if (card.Image is not { } thumb || thumb.Bytes.Length > MaxThumbBytes || !Facts.ImageTypes.Contains(thumb.MediaType))
        {
            return BlueskyRecord.Card(card, null);
        }

        return await _api.UploadAsync(account, thumb, ct) switch
        {
            Reading<BlobAnswer>.Got { Value.Blob: var blob } => BlueskyRecord.Card(card, JsonNode.Parse(blob.GetRawText())),
            Reading<BlobAnswer>.Refused no => new Reading<JsonObject?>.Refused(no.Refusal) { Rate = no.Rate },
            var other => throw new InvalidOperationException($"No way on from {other.GetType().Name}."),
        };
    }

    // A handle that leads to no account stays plain words; not being able to ask is another matter.
    private async Task<Reading<IReadOnlyList<Facet>>> ResolveMentionsAsync(
        ChannelAccount account, IReadOnlyList<Facet> facets, CancellationToken ct)
    {
        var resolved = new List<Facet>();
        foreach (var facet in facets)
        {
            if (facet.Kind != FacetKind.Mention)
            {
                resolved.Add(facet);
                continue;
            }

            switch (await _api.GetAsync<HandleAnswer>(account, "com.atproto.identity.resolveHandle", [("handle", facet.Value)], ct))
            {
                case Reading<HandleAnswer>.Got { Value.Did: var did }:
                    resolved.Add(facet with { Value = did });
                    break;
                case Reading<HandleAnswer>.Refused { Refusal: var refusal } no
                    when refusal.IsPassing || refusal.Kind == RefusalKind.BadToken:
                    return new Reading<IReadOnlyList<Facet>>.Refused(refusal) { Rate = no.Rate };
            }
        }

        return resolved;
    }

    // What a reply must name: the message it answers and the first of its thread, each by address and version.
    private async Task<Reading<JsonObject>> FindParentAsync(ChannelAccount account, string inReplyTo, CancellationToken ct)
    {
        if (!AtUri.TryParse(inReplyTo, out var uri))
        {
            return new Reading<JsonObject>.Refused(NotAPost(inReplyTo).Refusal);
        }

        // Our own posts from our own server: the AppView shows a post of a second ago only later, and a thread of ours is written at once.
        if (uri.Repo == account.RemoteId)
        {
            return await ReadRecordAsync(account, uri, ct) switch
            {
                Reading<StoredRecord>.Got { Value: var own } => References(new RecordAnswer(own.Uri, own.Cid), own.Value),
                Reading<StoredRecord>.Refused no => new Reading<JsonObject>.Refused(no.Refusal) { Rate = no.Rate },
                var other => throw new InvalidOperationException($"No way on from {other.GetType().Name}."),
            };
        }

        return await _api.GetAsync<PostsAnswer>(account, "app.bsky.feed.getPosts", [("uris", inReplyTo)], ct) switch
        {
            Reading<PostsAnswer>.Got { Value.Posts: [var parent, ..] } =>
                References(new RecordAnswer(parent.Uri, parent.Cid), parent.Record),
            Reading<PostsAnswer>.Got => Reading<JsonObject>.No(RefusalKind.NotFound,
                "The message is not there any more, or its author does not let this account see it."),
            Reading<PostsAnswer>.Refused no => new Reading<JsonObject>.Refused(no.Refusal) { Rate = no.Rate },
            var other => throw new InvalidOperationException($"No way on from {other.GetType().Name}."),
        };
    }

    private static JsonObject References(RecordAnswer parent, JsonElement record) =>
        BlueskyRecord.Reply(BlueskyInbound.Root(record) ?? parent, parent);

    private static SendOutcome.Refused NotAPost(string remoteId) =>
        SendOutcome.No(RefusalKind.NotFound, "This is not the address of a post on Bluesky.", networkWords: Graphemes.Cut(remoteId, 100));
}
