using System.Globalization;
using System.Text.Json;

namespace Engagement.Channels.X;

/// <summary>
/// Direct messages (docs.x.com, "Direct Messages": lookup and manage). X tells them newest first and takes no "since", back to 30 days;
/// messages of its end-to-end encrypted chat are not among them.
/// </summary>
internal sealed partial class XChannel
{
    private const string DirectBucket = "GET /2/dm_events";

    public Task<Reading<InboundPage>> ReadDirectMessagesAsync(ChannelAccount account, string? cursor, CancellationToken ct)
    {
        var from = XCursor.Parse(cursor);
        return ReadAsAsync(account, by => _api.DirectMessages(by, from.Page), DirectBucket, body =>
        {
            var page = XApi.Read<XApi.Envelope<IReadOnlyList<JsonElement>>>(body);
            if (page is { Data: null, Meta: null })
            {
                return null;
            }

            var all = (page.Data ?? []).Select(raw => (Raw: raw, Said: XApi.Read<XApi.DirectBody>(raw))).ToList();
            var known = all.FindIndex(m => IsKnown(m.Said, from.Since));
            var fresh = known < 0 ? all : all[..known];

            // Pages end where what is known begins; the first read of all is one page.
            var meta = (page.Meta ?? new(null, null, 0))
                with { NewestId = all.Count > 0 ? Mark(all[0].Said) : null, NextToken = known < 0 ? page.Meta?.NextToken : null };
            var next = from.After(meta, first: cursor is null);
            var people = (page.Includes?.Users ?? []).DistinctBy(u => u.Id).ToDictionary(u => u.Id);
            return new InboundPage([.. fresh.Where(m => m.Said.SenderId != account.RemoteId && m.Said.DmConversationId is not null)
                .Select(m => Direct(m.Said, m.Raw, people, page.Includes))], next.ToString(), next.Page is not null);
        }, ct);
    }

    private async Task<SendOutcome> SendDirectAsync(ChannelAccount account, DirectId to, OutgoingPost reply, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(reply.Text))
        {
            return SendOutcome.No(RefusalKind.Invalid, "There are no words yet.");
        }

        var (who, problem) = XSettings.From(account);
        if (who is null)
        {
            return new SendOutcome.Refused(problem!);
        }

        using var request = XApi.As(who, _api.SayDirectly(to.Conversation, reply.Text));
        return await SendAsync(request, "POST /2/dm_conversations/:id/messages", body =>
            XApi.Read<XApi.Envelope<XApi.DirectAnswer>>(body).Data is { } made
                ? new SendOutcome.Accepted(new DirectId(to.Conversation, made.DmEventId).ToString(), null)
                : null, ct);
    }

    private Task<Reading<FindResult>> FindDirectAsync(
        ChannelAccount account, DirectId to, OutgoingPost post, DateTimeOffset sentAt, CancellationToken ct) =>
        ReadAsAsync<FindResult>(account, by => _api.Conversed(by, to.Conversation), "GET /2/dm_conversations/:id/dm_events", body =>
        {
            var page = XApi.Read<XApi.Envelope<IReadOnlyList<XApi.DirectBody>>>(body);
            if (page is { Data: null, Meta: null })
            {
                return null;
            }

            var since = sentAt.AddMinutes(-2);
            return page.Data?.FirstOrDefault(m => m.SenderId == account.RemoteId && m.CreatedAt >= since
                && m.Text == post.Text && !post.NotThese.Contains(new DirectId(to.Conversation, m.Id).ToString())) is { } ours
                ? new FindResult.Found(new DirectId(to.Conversation, ours.Id).ToString(), null)
                    { Since = post.IsOfUnknownTime ? ours.CreatedAt : null }
                : page.Meta?.NextToken is not null && page.Data?.Min(m => m.CreatedAt) > since
                    ? new FindResult.NotSure("So much has been said since then that one page of the conversation does not show it all.")
                : clock.GetUtcNow() - sentAt < Facts.TimelineLag ? new FindResult.NotSure("X may not show yet what was sent a moment ago.")
                : new FindResult.Absent("The conversation on X does not have it.");
        }, ct);

    private static InboundItem Direct(
        XApi.DirectBody said, JsonElement raw, Dictionary<string, XApi.User> people, XApi.Included? included) => new(
        new DirectId(said.DmConversationId!, said.Id).ToString(),
        InboundKind.DirectMessage,
        said.SenderId is { } id && people.TryGetValue(id, out var user) ? Profile(user) : new RemoteProfile(said.SenderId ?? "", "", ""),
        InboundAttachment.Tell(XOwnWords.AsWritten(said.Text, said.Entities), XAttachments.Of(said.Attachments, included)),
        said.CreatedAt,
        raw.GetRawText())
    {
        Attachments = XAttachments.Of(said.Attachments, included),
        ThreadRootId = new DirectId(said.DmConversationId!).ToString(),
    };

    // Ids are opaque: what was read is known by the newest one's id, and by its time should that one be deleted.
    private static string Mark(XApi.DirectBody said) =>
        string.Create(CultureInfo.InvariantCulture, $"{said.Id}@{said.CreatedAt.ToUnixTimeMilliseconds()}");

    private static bool IsKnown(XApi.DirectBody said, string? since) =>
        since?.Split('@') is [var id, .. var time]
            && (said.Id == id || (time is [var ms] && long.TryParse(ms, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
                && said.CreatedAt.ToUnixTimeMilliseconds() < at));
}
