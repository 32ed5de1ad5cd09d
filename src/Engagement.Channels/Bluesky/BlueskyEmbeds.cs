using System.Text.Json;

namespace Engagement.Channels.Bluesky;

/// <summary>
/// What hangs on a post or a direct message (lexicons app.bsky.embed.images, .video, .external, .record, .recordWithMedia), and how its
/// author labelled it (com.atproto.label.defs#selfLabels).
/// </summary>
internal static class BlueskyEmbeds
{
    public static IReadOnlyList<InboundAttachment> Of(JsonElement record, string author) =>
    [
        .. JsonParts.Array(JsonParts.Member(record, "labels"), "values").Select(l => JsonParts.Text(l, "val")).OfType<string>()
            .Select(v => new InboundAttachment(AttachmentKind.Warning, v)),
        .. Embed(JsonParts.Member(record, "embed"), author, isInner: false),
        .. JsonParts.Array(record, "tags").Where(t => t.ValueKind == JsonValueKind.String)
            .Select(t => new InboundAttachment(AttachmentKind.Topic, "#" + t.GetString())),
    ];

    /// <summary>Links that stand nowhere in the words.</summary>
    public static IEnumerable<InboundAttachment> Loose(IEnumerable<string> addresses) =>
        addresses.Distinct(StringComparer.Ordinal)
            .Select(a => new InboundAttachment(AttachmentKind.Link, WebAddress.Of(a) is null ? a : null, WebAddress.Of(a)));

    private static IEnumerable<InboundAttachment> Embed(JsonElement embed, string author, bool isInner)
    {
        // What the network shows of an embed has the same parts, and "#view" behind its type.
        switch (JsonParts.Text(embed, "$type")?.Split('#')[0])
        {
            case null:
                return embed.ValueKind == JsonValueKind.Object ? [new InboundAttachment(AttachmentKind.Other)] : [];
            case "app.bsky.embed.images":
                return JsonParts.Array(embed, "images")
                    .Select(i => new InboundAttachment(AttachmentKind.Picture, JsonParts.Text(i, "alt"), Picture(i, author)));
            case "app.bsky.embed.video":
                return [new InboundAttachment(AttachmentKind.Video, JsonParts.Text(embed, "alt"))];
            case "app.bsky.embed.external":
                var card = JsonParts.Member(embed, "external");
                var title = JsonParts.Text(card, "title") ?? JsonParts.Text(card, "description");
                return [new InboundAttachment(AttachmentKind.Link, title, WebAddress.Of(JsonParts.Text(card, "uri")))];
            case "app.bsky.embed.record":
                return [Quoted(JsonParts.Member(embed, "record"))];
            case "app.bsky.embed.recordWithMedia" when !isInner:
                var quoted = JsonParts.Member(JsonParts.Member(embed, "record"), "record");
                return [.. Embed(JsonParts.Member(embed, "media"), author, isInner: true), Quoted(quoted)];
            case var other:
                return [new InboundAttachment(AttachmentKind.Other, other)];
        }
    }

    private static InboundAttachment Quoted(JsonElement record)
    {
        var uri = JsonParts.Text(record, "uri");
        var words = JsonParts.Text(JsonParts.Member(record, "value"), "text");
        return AtUri.TryParse(uri, out var parsed) && parsed.Collection == AtUri.Posts
            ? new InboundAttachment(AttachmentKind.Quote, words, parsed.WebPage)
            : new InboundAttachment(AttachmentKind.Other, uri); // a feed, a list, a starter pack
    }

    // Where Bluesky serves pictures from, by the author and the picture's own name.
    private static Uri? Picture(JsonElement image, string author) =>
        JsonParts.Text(image, "fullsize") is { } shown ? WebAddress.Of(shown)
        : JsonParts.Text(JsonParts.Member(JsonParts.Member(image, "image"), "ref"), "$link") is { } cid
            && cid.All(char.IsAsciiLetterOrDigit)
            && author.All(c => char.IsAsciiLetterOrDigit(c) || ":._-".Contains(c, StringComparison.Ordinal))
            ? WebAddress.Of($"https://cdn.bsky.app/img/feed_fullsize/plain/{author}/{cid}@jpeg")
            : null;
}
