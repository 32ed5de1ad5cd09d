using System.Text.Json;

namespace Engagement.Channels.Bluesky;

/// <summary>
/// Direct messages: the chat service, which the account's server passes calls on to (lexicons chat.bsky.convo.*). An app password reads
/// them only when it was made with that permission.
/// </summary>
internal sealed partial class BlueskyChannel
{
    private const string Chat = "did:web:api.bsky.chat#bsky_chat";

    // Of the log's places (they are TIDs, which sort by time) the first.
    private const string Beginning = "2222222222222";

    public async Task<Reading<InboundPage>> ReadDirectMessagesAsync(ChannelAccount account, string? cursor, CancellationToken ct) =>
        cursor is null ? await ReadUnreadAsync(account, ct) : await ReadLogAsync(account, cursor, ct);

    // A first read: the last words of what nobody has read yet; from there on the log tells all.
    private async Task<Reading<InboundPage>> ReadUnreadAsync(ChannelAccount account, CancellationToken ct) =>
        Permitted(await _api.GetAsync<ConvosAnswer>(account, "chat.bsky.convo.listConvos", [("limit", "100")], ct, Chat)) switch
        {
            Reading<ConvosAnswer>.Got { Value.Convos: var convos } got => new Reading<InboundPage>.Got(new InboundPage(
                [.. convos.Where(c => c.UnreadCount > 0).Select(c => Direct(account, c, c.LastMessage)).OfType<InboundItem>()],
                // Not an order of ours: a place in the log is a TID, which sorts by time by its definition (atproto.com/specs/tid), and the
                // log takes one as its cursor.
                convos.Select(c => c.Rev).Append(Beginning).Max(StringComparer.Ordinal),
                HasMore: false)) { Rate = got.Rate },
            var no => Map(no, _ => (InboundPage)null!),
        };

    private async Task<Reading<InboundPage>> ReadLogAsync(ChannelAccount account, string cursor, CancellationToken ct)
    {
        var answer = Permitted(await _api.GetAsync<LogAnswer>(account, "chat.bsky.convo.getLog", [("cursor", cursor)], ct, Chat));
        if (answer is not Reading<LogAnswer>.Got { Value: var log } got)
        {
            return Map(answer, _ => (InboundPage)null!);
        }

        var items = new List<InboundItem>();
        var convos = new Dictionary<string, ConvoView>(StringComparer.Ordinal);
        foreach (var entry in log.Logs)
        {
            if (BlueskyInbound.Text(entry, "$type") is not ("chat.bsky.convo.defs#logCreateMessage"
                or "chat.bsky.convo.defs#logDeleteMessage")
                || BlueskyInbound.Text(entry, "convoId") is not { } id || !entry.TryGetProperty("message", out var message))
            {
                continue;
            }

            // The log names people by their id only; who they are stands with the conversation.
            if (!convos.TryGetValue(id, out var convo))
            {
                switch (Permitted(await _api.GetAsync<ConvoAnswer>(account, "chat.bsky.convo.getConvo", [("convoId", id)], ct, Chat)))
                {
                    case Reading<ConvoAnswer>.Got { Value.Convo: var found }:
                        convos[id] = convo = found;
                        break;
                    case var no:
                        return Map(no, _ => (InboundPage)null!);
                }
            }

            if (Direct(account, convo, message) is { } item)
            {
                items.Add(item);
            }
        }

        return new Reading<InboundPage>.Got(new InboundPage(items, log.Cursor ?? cursor, HasMore: log.Logs.Count > 0
            && log.Cursor is not null && log.Cursor != cursor)) { Rate = got.Rate };
    }

    private async Task<SendOutcome> SendDirectAsync(ChannelAccount account, DirectId to, OutgoingPost reply, CancellationToken ct)
    {
        if (Check(reply with { Images = [] }) is { } problem)
        {
            return problem;
        }

        var body = new { convoId = to.Conversation, message = new { text = reply.Text } };
        var (outcome, _) = await _api.SendAsync(account, "chat.bsky.convo.sendMessage", body,
            answer => new SendOutcome.Accepted(new DirectId(to.Conversation, BlueskyApi.Parse<MessageView>(answer).Id).ToString(), null),
            ct, Chat);
        return outcome is SendOutcome.Refused { Refusal: { Kind: RefusalKind.BadToken } refusal } refused
            ? refused with { Refusal = NotPermitted(refusal) } : outcome;
    }

    // The chat service takes no name of ours; what we sent stands in the conversation.
    private async Task<Reading<FindResult>> FindDirectAsync(
        ChannelAccount account, DirectId to, OutgoingPost post, DateTimeOffset sentAt, CancellationToken ct) =>
        Map(
            Permitted(await _api.GetAsync<MessagesAnswer>(
                account, "chat.bsky.convo.getMessages", [("convoId", to.Conversation), ("limit", "100")], ct, Chat)),
            page =>
            {
                var since = sentAt.AddMinutes(-2);
                var seen = page.Messages.Select(m => m.Deserialize<MessageView>(JsonSerializerOptions.Web)).OfType<MessageView>().ToList();
                return seen.FirstOrDefault(m => m.Sender?.Did == account.RemoteId && m.SentAt >= since && m.Text == post.Text
                    && !post.NotThese.Contains(new DirectId(to.Conversation, m.Id).ToString())) is { } ours
                    ? new FindResult.Found(new DirectId(to.Conversation, ours.Id).ToString(), null)
                        { Since = post.IsOfUnknownTime ? ours.SentAt : null }
                    : seen.Count >= 100 && seen.Min(m => m.SentAt) > since
                        ? new FindResult.NotSure("So much has been said since then that one page of the conversation does not show it all.")
                    : (FindResult)new FindResult.Absent("The conversation does not have it.");
            });

    private static InboundItem? Direct(ChannelAccount account, ConvoView convo, JsonElement? raw)
    {
        if (raw is not { ValueKind: JsonValueKind.Object } json
            || json.Deserialize<MessageView>(JsonSerializerOptions.Web) is not { Sender.Did: var author } message
            || author == account.RemoteId)
        {
            return null;
        }

        var (words, attachments) = BlueskyInbound.Tell(json, author);
        return new InboundItem(
            new DirectId(convo.Id, message.Id).ToString(),
            InboundKind.DirectMessage,
            convo.Members.FirstOrDefault(m => m.Did == author)?.ToProfile() ?? new RemoteProfile(author, author, author),
            words,
            message.SentAt,
            json.GetRawText())
        {
            Attachments = attachments,
            ThreadRootId = new DirectId(convo.Id).ToString(),
            Deleted = message.Text is null,
        };
    }

    // To the chat service a session without the permission is a bad token; it is good for all the rest.
    private static Reading<T> Permitted<T>(Reading<T> reading) =>
        reading is Reading<T>.Refused { Refusal: { Kind: RefusalKind.BadToken } refusal } refused
            && refusal.NetworkWords?.Contains("Bad token", StringComparison.OrdinalIgnoreCase) == true
            ? new Reading<T>.Refused(NotPermitted(refusal)) { Rate = refused.Rate }
            : reading;

    private static Refusal NotPermitted(Refusal refusal) => refusal with
    {
        Kind = RefusalKind.Forbidden,
        Reason = "This app password does not allow direct messages. Make one on Bluesky with \"Allow access to your direct messages\", "
            + "and connect the account again.",
    };

    private sealed record ConvosAnswer(IReadOnlyList<ConvoView> Convos);

    private sealed record ConvoAnswer(ConvoView Convo);

    private sealed record ConvoView(string Id, string Rev, IReadOnlyList<ProfileView> Members)
    {
        public JsonElement? LastMessage { get; init; }

        public int UnreadCount { get; init; }
    }

    private sealed record LogAnswer(IReadOnlyList<JsonElement> Logs)
    {
        public string? Cursor { get; init; }
    }

    private sealed record MessagesAnswer(IReadOnlyList<JsonElement> Messages);

    /// <param name="Id">The message's.</param>
    private sealed record MessageView(string Id)
    {
        /// <summary>Null for one that was deleted.</summary>
        public string? Text { get; init; }

        public SenderView? Sender { get; init; }

        public DateTimeOffset SentAt { get; init; }
    }

    private sealed record SenderView(string Did);
}
