using System.Text.Json;

namespace Engagement.Channels.Mastodon;

/// <summary>What hangs on a status (docs.joinmastodon.org/entities: MediaAttachment, PreviewCard, Poll, Quote).</summary>
internal static class MastodonAttachments
{
    public static IReadOnlyList<InboundAttachment> Of(StatusAnswer status)
    {
        var found = new List<InboundAttachment>();
        var media = status.MediaAttachments.ValueKind == JsonValueKind.Array ? status.MediaAttachments.EnumerateArray() : default;
        found.AddRange(media.Select(m => new InboundAttachment(
            JsonParts.Text(m, "type") switch
            {
                "image" => AttachmentKind.Picture,
                "video" or "gifv" => AttachmentKind.Video,
                "audio" => AttachmentKind.Sound,
                _ => AttachmentKind.Other,
            },
            JsonParts.Text(m, "description"),
            WebAddress.Of(JsonParts.Text(m, "url")) ?? WebAddress.Of(JsonParts.Text(m, "remote_url")))));
        if (JsonParts.Array(status.Poll, "options").Select(o => JsonParts.Text(o, "title")).ToList() is { Count: > 0 } options)
        {
            found.Add(new InboundAttachment(AttachmentKind.Poll, string.Join(" / ", options)));
        }

        if (Quoted(status) is { } quoted)
        {
            found.Add(quoted);
        }

        // A card shows a page that the words link to; where they do not, it is all there is of it.
        if (WebAddress.Of(JsonParts.Text(status.Card, "url")) is { } page)
        {
            found.Add(new InboundAttachment(AttachmentKind.Link, JsonParts.Text(status.Card, "title"), page));
        }

        // With a warning in words its author has said why.
        if (status is { Sensitive: true, SpoilerText: null or "" })
        {
            found.Insert(0, new InboundAttachment(AttachmentKind.Warning, "sensitive"));
        }

        return found;
    }

    /// <summary>Does the status show another, so that the link to it in its words says nothing more?</summary>
    public static bool Quotes(StatusAnswer status) => Quoted(status)?.Address is not null;

    // Since Mastodon 4.4; what is quoted is left out where its author has not agreed, and then its state alone tells.
    private static InboundAttachment? Quoted(StatusAnswer status)
    {
        if (status.Quote is not { ValueKind: JsonValueKind.Object } quote)
        {
            return null;
        }

        // Other servers give the status itself.
        var quoted = JsonParts.Member(quote, "quoted_status") is { ValueKind: JsonValueKind.Object } inner ? inner : quote;
        var words = MastodonText.FromHtml(JsonParts.Text(quoted, "content") ?? "");
        return JsonParts.Text(quoted, "id") is null && JsonParts.Text(quote, "state") is null ? null : new InboundAttachment(
            AttachmentKind.Quote,
            words.Length > 0
                ? $"@{JsonParts.Text(JsonParts.Member(quoted, "account"), "acct")}: {words}"
                : $"not shown ({JsonParts.Text(quote, "state")})",
            WebAddress.Of(JsonParts.Text(quoted, "url")));
    }
}
