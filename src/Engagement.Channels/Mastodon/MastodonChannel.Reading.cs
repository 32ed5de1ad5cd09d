using System.Text.Json;
using System.Web;

namespace Engagement.Channels.Mastodon;

internal sealed partial class MastodonChannel : IReadOlder, IReadThreads, IReadAgain, IReadProfile, IReadFollowers, IReadMetrics
{
    /// <summary>
    /// Replies, mentions, quotes and private messages: all are notifications of a status that names us
    /// (docs.joinmastodon.org/methods/notifications). What its author has deleted is no longer among them. Only <c>max_id</c>
    /// is sent: some servers ignore <c>since_id</c>, and what was seen we know ourselves.
    /// </summary>
    public async Task<Reading<InboundPage>> ReadMentionsAsync(ChannelAccount account, string? cursor, CancellationToken ct)
    {
        var at = MastodonCursor.Parse(cursor);
        var path = $"api/v1/notifications?limit={MastodonCursor.PageSize}&types[]=mention&types[]=quote"
            + (at.Below is { } below ? $"&max_id={Uri.EscapeDataString(below)}" : "");
        return await _api.GetAsync(account, path, (body, link) =>
        {
            var page = MastodonApi.Parse<IReadOnlyList<JsonElement>>(body);
            var notifications = page.Select(raw => (Raw: raw, Notification: MastodonApi.Parse<NotificationAnswer>(raw))).ToList();
            var items = notifications
                .Where(n => !at.IsSeen(n.Notification.Id, n.Notification.CreatedAt)
                    && n.Notification is { Type: "mention" or "quote", Status.ValueKind: JsonValueKind.Object })
                .Select(n => Inbound(account, MastodonApi.Parse<StatusAnswer>(n.Notification.Status!.Value),
                    n.Raw.GetRawText(), isQuote: n.Notification.Type == "quote"))
                .ToList();
            var (next, hasMore) = at.After(
                [.. notifications.Select(n => (n.Notification.Id, n.Notification.CreatedAt))],
                link is null ? null : HttpUtility.ParseQueryString(link.Query)["max_id"]);
            return new InboundPage(items, next.ToString(), hasMore);
        }, ct);
    }

    public string MentionsSince(DateTimeOffset moment) => MastodonCursor.Since(moment).ToString();

    public string? DirectSince(DateTimeOffset moment) => null;

    /// <summary>What leads to a status, the status, and what follows it (docs.joinmastodon.org/methods/statuses/#context).</summary>
    public async Task<Reading<IReadOnlyList<InboundItem>>> ReadThreadAsync(ChannelAccount account, string remoteId, CancellationToken ct)
    {
        var path = $"api/v1/statuses/{Uri.EscapeDataString(remoteId)}";
        var self = await _api.GetAsync<JsonElement>(account, path, ct);
        if (self is not Reading<JsonElement>.Got { Value: var status })
        {
            return Map(self, _ => (IReadOnlyList<InboundItem>)[]);
        }

        return Map(await _api.GetAsync<ContextAnswer>(account, path + "/context", ct), context =>
        {
            var items = ((JsonElement[])[.. context.Ancestors, status, .. context.Descendants])
                .Select(raw => Inbound(account, MastodonApi.Parse<StatusAnswer>(raw), raw.GetRawText(), isQuote: false))
                .ToList();
            return (IReadOnlyList<InboundItem>)[.. items.Select(i => i with { ThreadRootId = items[0].RemoteId })];
        });
    }

    /// <summary>Each is a call: asking for several at once is new in Mastodon 4.3, and other servers do not know it.</summary>
    public int MostAtOnce => 10;

    public async Task<Reading<IReadOnlyList<InboundItem>>> ReadAgainAsync(
        ChannelAccount account, IReadOnlyList<string> remoteIds, CancellationToken ct)
    {
        var found = new List<InboundItem>();
        RateReading? rate = null;
        foreach (var id in remoteIds)
        {
            var answer = await _api.GetAsync<JsonElement>(account, $"api/v1/statuses/{Uri.EscapeDataString(id)}", ct);
            rate = answer.Rate ?? rate;
            switch (answer)
            {
                case Reading<JsonElement>.Got { Value: var status }:
                    found.Add(Inbound(account, MastodonApi.Parse<StatusAnswer>(status), status.GetRawText(), isQuote: false));
                    break;
                case Reading<JsonElement>.Refused { Refusal.Kind: not RefusalKind.NotFound }:
                    return Map(answer, _ => (IReadOnlyList<InboundItem>)[]);
            }
        }

        return new Reading<IReadOnlyList<InboundItem>>.Got(found) { Rate = rate };
    }

    public async Task<Reading<RemoteProfile>> ReadOwnProfileAsync(ChannelAccount account, CancellationToken ct) =>
        Map(await _api.GetAsync<AccountAnswer>(account, "api/v1/accounts/verify_credentials", ct), me => me.ToProfile());

    /// <summary>Pages by the <c>Link</c> header alone: the ids in it are those of follows and not of followers.</summary>
    public async Task<Reading<FollowersPage>> ReadFollowersAsync(ChannelAccount account, string? cursor, CancellationToken ct)
    {
        var path = $"api/v1/accounts/{Uri.EscapeDataString(account.RemoteId)}/followers?limit=80" + (cursor is null
            ? "" : $"&max_id={Uri.EscapeDataString(cursor)}");
        return await _api.GetAsync(account, path, (body, next) =>
        {
            var followers = MastodonApi.Parse<IReadOnlyList<AccountAnswer>>(body);
            var below = next is null ? null : HttpUtility.ParseQueryString(next.Query)["max_id"];
            return new FollowersPage([.. followers.Select(f => f.ToProfile())], below, below is not null && below != cursor);
        }, ct);
    }

    public async Task<Reading<PostMetrics>> ReadMetricsAsync(ChannelAccount account, string remoteId, CancellationToken ct) =>
        Map(
            await _api.GetAsync<StatusAnswer>(account, $"api/v1/statuses/{Uri.EscapeDataString(remoteId)}", ct),
            status => new PostMetrics(status.FavouritesCount, status.ReblogsCount, status.RepliesCount, status.QuotesCount, Views: null));

    private static InboundItem Inbound(ChannelAccount account, StatusAnswer status, string raw, bool isQuote)
    {
        var kind = status switch
        {
            _ when isQuote => InboundKind.Quote,
            { Visibility: "direct" } => InboundKind.DirectMessage,
            { InReplyToAccountId: { } to } when to == account.RemoteId => InboundKind.Reply,
            { InReplyToId: not null } when status.Account.Id == account.RemoteId => InboundKind.Reply,
            _ => InboundKind.Mention,
        };
        // Mastodon writes "RE: <link>" for programs that know no quotes.
        var words = MastodonText.FromHtml(status.Content ?? "", MastodonAttachments.Quotes(status) ? IsQuoteInWords : null);
        var attachments = MastodonAttachments.Of(status);
        var told = InboundAttachment.Tell(status.SpoilerText is { Length: > 0 } warning ? $"{warning}\n\n{words}" : words, attachments);
        return new InboundItem(status.Id, kind, status.Account.ToProfile(), told, status.CreatedAt, raw)
        {
            Attachments = attachments,
            InReplyToId = status.InReplyToId,
            Url = WebAddress.Of(status.Url),
            Language = status.Language,
            EditedAt = status.EditedAt,
        };
    }

    private static bool IsQuoteInWords(string name, Func<string, string> attribute) =>
        attribute("class").Split(' ').Contains("quote-inline");

    private static Reading<TOut> Map<TIn, TOut>(Reading<TIn> reading, Func<TIn, TOut> map) => reading switch
    {
        Reading<TIn>.Got got => new Reading<TOut>.Got(map(got.Value)) { Rate = got.Rate },
        Reading<TIn>.Refused no => new Reading<TOut>.Refused(no.Refusal) { Rate = no.Rate },
        _ => throw new InvalidOperationException($"No way on from {reading.GetType().Name}."),
    };
}
