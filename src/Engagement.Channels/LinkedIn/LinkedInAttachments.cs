using System.Text.Json;

namespace Engagement.Channels.LinkedIn;

/// <summary>
/// What hangs on a post, a comment or what a notification tells of them (learn.microsoft.com, LinkedIn: "Posts API", content; "Comments
/// API", content; "Organization Social Action Notifications", mediaCategory). LinkedIn names media by urns that nobody can open, so the
/// page stands for them.
/// </summary>
internal static class LinkedInAttachments
{
    /// <summary>Of a post's <c>content</c>, which is one of several things.</summary>
    public static IReadOnlyList<InboundAttachment> OfPost(JsonElement post, Uri page)
    {
        var content = JsonParts.Member(post, "content");
        var shared = JsonParts.Text(JsonParts.Member(post, "reshareContext"), "parent");
        return
        [
            .. JsonParts.Array(JsonParts.Member(content, "multiImage"), "images")
                .Select(i => new InboundAttachment(AttachmentKind.Picture, JsonParts.Text(i, "altText"), page)),
            .. One(content, "media").Select(m => new InboundAttachment(
                Kind(JsonParts.Text(m, "id")), JsonParts.Text(m, "altText") ?? JsonParts.Text(m, "title"), page)),
            .. One(content, "article").Select(a => new InboundAttachment(
                AttachmentKind.Link, JsonParts.Text(a, "title"), WebAddress.Of(JsonParts.Text(a, "source")))),
            .. One(content, "poll").Select(p => new InboundAttachment(
                AttachmentKind.Poll,
                string.Join(" / ", JsonParts.Array(p, "options")
                    .Select(o => JsonParts.Text(o, "text")).Prepend(JsonParts.Text(p, "question"))),
                page)),
            .. Other(content, page),
            .. shared is null ? Array.Empty<InboundAttachment>()
                : [new InboundAttachment(AttachmentKind.Quote, null, WebAddress.Of($"https://www.linkedin.com/feed/update/{shared}/"))],
        ];
    }

    /// <summary>Of a comment's <c>content</c>, a list.</summary>
    public static IReadOnlyList<InboundAttachment> OfComment(JsonElement comment, Uri page) =>
    [
        .. JsonParts.Array(comment, "content").Select(c => new InboundAttachment(
            Category(JsonParts.Text(c, "type")), JsonParts.Text(c, "altText"), WebAddress.Of(JsonParts.Text(c, "url")) ?? page)),
    ];

    /// <summary>Of a notification, which tells no more than a sort.</summary>
    public static IReadOnlyList<InboundAttachment> OfNotification(JsonElement told, Uri page) =>
        JsonParts.Text(told, "mediaCategory") is { } category && category != "NONE"
            ? [new InboundAttachment(Category(category), null, page)]
            : [];

    private static IEnumerable<JsonElement> One(JsonElement content, string name) =>
        JsonParts.Member(content, name) is { ValueKind: JsonValueKind.Object } one ? [one] : [];

    private static IEnumerable<InboundAttachment> Other(JsonElement content, Uri page) => content.ValueKind != JsonValueKind.Object ? []
        : content.EnumerateObject().Where(p => p.Name is not ("multiImage" or "media" or "article" or "poll"))
            .Select(p => new InboundAttachment(AttachmentKind.Other, p.Name, page));

    private static AttachmentKind Kind(string? urn) => urn?.Split(':') is [_, _, var sort, ..] ? Category(sort) : AttachmentKind.Other;

    private static AttachmentKind Category(string? sort) => sort?.ToUpperInvariant() switch
    {
        "IMAGE" or "RICH" or "DIGITALMEDIAASSET" => AttachmentKind.Picture,
        "VIDEO" or "LIVE_VIDEO" or "NATIVE_VIDEO" => AttachmentKind.Video,
        "ARTICLE" or "THUMBNAIL" => AttachmentKind.Link,
        "POLL" => AttachmentKind.Poll,
        _ => AttachmentKind.Other,
    };
}
