using System.Globalization;
using System.Text.Json;

namespace Engagement.Channels.LinkedIn;

internal sealed partial class LinkedInChannel
{
    // How far back the first read of all goes. LinkedIn keeps notifications for 60 days.
    private static readonly TimeSpan FirstRead = TimeSpan.FromDays(7);

    // What LinkedIn dates before the moment it shows it; what comes twice is dropped by its id.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    public async Task<Reading<FindResult>> FindOwnPostAsync(
        ChannelAccount account, OutgoingPost post, string? inReplyTo, DateTimeOffset sentAt, CancellationToken ct)
    {
        var (who, problem) = LinkedInSettings.From(account);
        if (who is null)
        {
            return new Reading<FindResult>.Refused(problem!);
        }

        return inReplyTo is null ? await FindPostAsync(who, post, sentAt, ct) : await FindCommentAsync(who, post, inReplyTo, sentAt, ct);
    }

    public async Task<Reading<InboundPage>> ReadMentionsAsync(ChannelAccount account, string? cursor, CancellationToken ct)
    {
        var (who, problem) = LinkedInSettings.From(account);
        if (who is null)
        {
            return new Reading<InboundPage>.Refused(problem!);
        }

        var start = LinkedInCursor.Parse(cursor)
            ?? new LinkedInCursor((clock.GetUtcNow() - FirstRead).ToUnixTimeMilliseconds(), clock.GetUtcNow().ToUnixTimeMilliseconds(), 0);
        var until = start.Offset == 0 ? clock.GetUtcNow().ToUnixTimeMilliseconds() : start.UntilMs;
        using var request = LinkedInApi.As(
            who, _api.Notifications(who.Organization, start.SinceMs - (long)Overlap.TotalMilliseconds, until, start.Offset));
        return await ReadAsync(request, body =>
        {
            var page = LinkedInApi.Read<LinkedInApi.Page<JsonElement>>(body).Elements;
            var more = page.Count >= LinkedInApi.PageSize;
            var next = more ? start with { UntilMs = until, Offset = start.Offset + page.Count } : new LinkedInCursor(until, until, 0);

            // A comment and its removal, told in one page, are a removal.
            var items = page.Select(Inbound).OfType<InboundItem>().GroupBy(i => i.RemoteId)
                .Select(g => g.FirstOrDefault(i => i.Deleted) ?? g.MaxBy(i => i.CreatedAt)!);
            return new InboundPage([.. items], next.ToString(), more);
        }, ct);
    }

    public string MentionsSince(DateTimeOffset moment) =>
        new LinkedInCursor(moment.ToUnixTimeMilliseconds(), moment.ToUnixTimeMilliseconds(), 0).ToString();

    public string? DirectSince(DateTimeOffset moment) => null;

    public string? ReachesBack => "LinkedIn tells what happened on a page for 60 days.";

    public async Task<Reading<RemoteProfile>> ReadOwnProfileAsync(ChannelAccount account, CancellationToken ct)
    {
        var (who, problem) = LinkedInSettings.From(account);
        return who is null ? new Reading<RemoteProfile>.Refused(problem!)
            : await ProfileAsync(who.AccessToken, who.ApiVersion, who.Organization, ct);
    }

    public async Task<Reading<PostMetrics>> ReadMetricsAsync(ChannelAccount account, string remoteId, CancellationToken ct)
    {
        var (who, problem) = LinkedInSettings.From(account);
        if (who is null)
        {
            return new Reading<PostMetrics>.Refused(problem!);
        }

        using var request = LinkedInApi.As(who, _api.Metadata(remoteId));
        return await ReadAsync(request, body =>
        {
            var counts = LinkedInApi.Read<LinkedInApi.SocialMetadata>(body);
            var reactions = counts.ReactionSummaries?.Values.Sum(r => (long)r.Number) ?? 0;
            return new PostMetrics((int)Math.Min(reactions, int.MaxValue), null, counts.CommentSummary?.Number ?? 0, null, null);
        }, ct);
    }

    private async Task<Reading<RemoteProfile>> ProfileAsync(string accessToken, string version, string organization, CancellationToken ct)
    {
        using var request = LinkedInApi.As(accessToken, version, _api.Organization(organization));
        return await ReadAsync(request, body =>
        {
            var page = LinkedInApi.Read<LinkedInApi.OrganizationBody>(body);
            var name = page.VanityName ?? page.Id.ToString(CultureInfo.InvariantCulture);
            return new RemoteProfile($"urn:li:organization:{page.Id}", name, page.LocalizedName ?? name)
            {
                ProfileUrl = new Uri($"https://www.linkedin.com/company/{Uri.EscapeDataString(name)}/"),
                About = page.LocalizedDescription,
            };
        }, ct);
    }

    private async Task<Reading<FindResult>> FindPostAsync(
        LinkedInSettings who, OutgoingPost post, DateTimeOffset sentAt, CancellationToken ct)
    {
        using var request = LinkedInApi.As(who, _api.OwnPosts(who.Organization));
        return await ReadAsync(request, body =>
        {
            var since = (sentAt - Overlap).ToUnixTimeMilliseconds();
            var page = LinkedInApi.Read<LinkedInApi.Page<LinkedInApi.PostBody>>(body).Elements;
            var ours = page.FirstOrDefault(
                p => When(p) >= since && !post.NotThese.Contains(p.Id) && Same(LinkedInText.Unescape(p.Commentary ?? ""), post.Text));
            return ours is not null ? new FindResult.Found(ours.Id, At(ours.Id)) { Since = SinceOf(post, When(ours)) }
                : page.Count >= 50 && page.Min(When) > since
                    ? new FindResult.NotSure("The page has posted so much since then that one page of its posts does not show it all.")
                : Missing(sentAt, "Our latest posts on LinkedIn do not have these words.");
        }, ct);

        static long When(LinkedInApi.PostBody post) => post.PublishedAt ?? post.CreatedAt ?? 0;
    }

    private async Task<Reading<FindResult>> FindCommentAsync(
        LinkedInSettings who, OutgoingPost post, string inReplyTo, DateTimeOffset sentAt, CancellationToken ct)
    {
        var place = await PlaceAsync(who, inReplyTo, ct);
        if (place is not Reading<ReplyPlace>.Got { Value: var (target, @object) })
        {
            return new Reading<FindResult>.Refused(((Reading<ReplyPlace>.Refused)place).Refusal);
        }

        using var request = LinkedInApi.As(who, _api.Comments(target));
        return await ReadAsync(request, body =>
        {
            var page = LinkedInApi.Read<LinkedInApi.Page<LinkedInApi.CommentBody>>(body).Elements;
            var since = (sentAt - Overlap).ToUnixTimeMilliseconds();
            var ours = page.FirstOrDefault(c => c.Actor == who.Organization && !(c.Created?.Time < since)
                && !(c.CommentUrn is { } known && post.NotThese.Contains(known)) && Same(c.Message?.Text ?? "", post.Text));
            return ours?.CommentUrn is { } urn ? new FindResult.Found(urn, At(@object)) { Since = SinceOf(post, ours.Created?.Time ?? 0) }
                : page.Count >= 100 ? new FindResult.NotSure("There are more comments than LinkedIn shows at once.")
                : Missing(sentAt, "The comments under it have none of ours with these words.");
        }, ct);
    }

    private static DateTimeOffset? SinceOf(OutgoingPost post, long ms) => post.IsOfUnknownTime && ms > 0
        ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    private FindResult Missing(DateTimeOffset sentAt, string how) =>
        clock.GetUtcNow() - sentAt < Facts.TimelineLag
            ? new FindResult.NotSure("LinkedIn may not show yet what was sent a moment ago.")
            : new FindResult.Absent(how);

    private static bool Same(string stored, string sent) => stored.ReplaceLineEndings("\n").Trim() == sent.ReplaceLineEndings("\n").Trim();

    private static InboundItem? Inbound(JsonElement raw)
    {
        var told = LinkedInApi.Read<LinkedInApi.Notification>(raw);
        var mention = told.Action == "SHARE_MENTION";
        var said = mention ? told.DecoratedGeneratedActivity?.Share : told.DecoratedGeneratedActivity?.Comment;
        if ((said?.Entity ?? told.GeneratedActivity) is not { } name)
        {
            return null;
        }

        var id = CommentUrn.Parse(name)?.ToString() ?? name;
        var post = told.DecoratedSourcePost?.Entity ?? told.SourcePost;
        var deleted = told.Action == "COMMENT_DELETE";
        var when = DateTimeOffset.FromUnixTimeMilliseconds(told.LastModifiedAt);
        var place = At(mention ? id : told.SourcePost ?? post ?? id);
        IReadOnlyList<InboundAttachment> attachments = deleted
            ? [] : LinkedInAttachments.OfNotification(
                JsonParts.Member(JsonParts.Member(raw, "decoratedGeneratedActivity"), mention ? "share" : "comment"), place);
        return new InboundItem(
            id,
            mention ? InboundKind.Mention : InboundKind.Reply,
            Author(said?.Owner ?? ""),
            deleted ? "" : InboundAttachment.Tell(mention ? LinkedInText.Unescape(said?.Text ?? "") : said?.Text ?? "", attachments),
            when,
            raw.GetRawText())
        {
            InReplyToId = mention ? null : said?.ParentComment ?? post,
            ThreadRootId = mention ? id : post,
            Url = place,
            Attachments = attachments,
            Deleted = deleted,
            EditedAt = told.Action == "COMMENT_EDIT" ? when : null,
        };
    }

    /// <summary>
    /// Where reading goes on: from a moment, and, while pages of one read are still to come, until which and after how many.
    /// </summary>
    private sealed record LinkedInCursor(long SinceMs, long UntilMs, int Offset)
    {
        public static LinkedInCursor? Parse(string? cursor)
        {
            var parts = cursor?.Split('~')
                .Select(p => long.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1).ToList();
            return parts is [>= 0, >= 0, >= 0] ? new(parts[0], parts[1], (int)parts[2]) : null;
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{SinceMs}~{UntilMs}~{Offset}");
    }
}
