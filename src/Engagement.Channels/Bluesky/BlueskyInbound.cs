using System.Text.Json;

namespace Engagement.Channels.Bluesky;

/// <summary>
/// Turns what Bluesky shows of a post into what we keep of it. Records come from strangers' servers: nothing in them is taken for granted.
/// </summary>
internal static class BlueskyInbound
{
    /// <summary>A notification of a reply, mention or quote; null for the other sorts.</summary>
    public static InboundItem? Of(Notification notification, string raw)
    {
        InboundKind? kind = notification.Reason switch
        {
            "reply" => InboundKind.Reply,
            "mention" => InboundKind.Mention,
            "quote" => InboundKind.Quote,
            _ => null,
        };
        return kind is null ? null : Of(kind.Value, notification.Uri, notification.Author, notification.Record, notification.IndexedAt, raw)
            is var item && kind == InboundKind.Quote
            // What is quoted is what it is about; a quote that also answers somebody says so itself.
            ? item with { InReplyToId = item.InReplyToId ?? notification.ReasonSubject }
            : item;
    }

    /// <summary>A post in a thread.</summary>
    public static InboundItem Of(PostView post, string raw) =>
        Of(Parent(post.Record) is null ? InboundKind.Mention : InboundKind.Reply, post.Uri, post.Author, post.Record, post.IndexedAt, raw);

    /// <summary>The thread's first post as a reply's record names it; null when it starts a thread itself.</summary>
    public static RecordAnswer? Root(JsonElement record) => Reference(record, "root");

    /// <summary>A string of an object; null when there is none by that name.</summary>
    public static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;

    /// <summary>What a record answers; null for nothing.</summary>
    public static string? ParentOf(JsonElement record) => Parent(record)?.Uri;

    /// <summary>All that a post or a direct message says: its words with a line for each thing beside them, and those things.</summary>
    public static (string Words, IReadOnlyList<InboundAttachment> Attachments) Tell(JsonElement record, string author)
    {
        var words = BlueskyFacets.Words(record, out var loose);
        IReadOnlyList<InboundAttachment> attachments = [.. BlueskyEmbeds.Of(record, author), .. BlueskyEmbeds.Loose(loose)];
        return (InboundAttachment.Tell(words, attachments), attachments);
    }

    private static RecordAnswer? Parent(JsonElement record) => Reference(record, "parent");

    private static InboundItem Of(
        InboundKind kind, string uri, ProfileView author, JsonElement record, DateTimeOffset indexedAt, string raw)
    {
        var (words, attachments) = Tell(record, author.Did);
        return new(uri, kind, author.ToProfile(), words, indexedAt, raw)
        {
            Attachments = attachments,
            InReplyToId = Parent(record)?.Uri,
            ThreadRootId = Root(record)?.Uri ?? uri,
            Url = AtUri.TryParse(uri, out var parsed) ? parsed.WebPage : null,
            Language = Language(record),
        };
    }

    private static RecordAnswer? Reference(JsonElement record, string which) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty("reply", out var reply)
        && reply.ValueKind == JsonValueKind.Object && reply.TryGetProperty(which, out var reference)
        && Text(reference, "uri") is { } uri && Text(reference, "cid") is { } cid
            ? new RecordAnswer(uri, cid)
            : null;

    private static string? Language(JsonElement record) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty("langs", out var langs)
        && langs.ValueKind == JsonValueKind.Array && langs.GetArrayLength() > 0 && langs[0].ValueKind == JsonValueKind.String
            ? langs[0].GetString()
            : null;
}
