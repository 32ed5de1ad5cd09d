namespace Engagement.Channels.X;

/// <summary>
/// What hangs on a post (docs.x.com, "Data dictionary": Post, Media, Poll). Where X does not tell of it in the same answer, that it is
/// there is said.
/// </summary>
internal static class XAttachments
{
    public static IReadOnlyList<InboundAttachment> Of(XApi.PostBody post, XApi.Included? included) =>
    [
        .. post.PossiblySensitive == true
            ? [new InboundAttachment(AttachmentKind.Warning, "possibly sensitive")]
            : Array.Empty<InboundAttachment>(),
        .. Of(post.Attachments, included),
        .. post.References.Where(r => r.Type == "quoted").Select(r => Quoted(r.Id, included)),
    ];

    public static IReadOnlyList<InboundAttachment> Of(XApi.Hung? hung, XApi.Included? included) =>
    [
        .. (hung?.MediaKeys ?? []).Select(key => included?.Media?.FirstOrDefault(m => m.MediaKey == key) is { } media
            ? new InboundAttachment(
                media.Type switch
                {
                    "photo" => AttachmentKind.Picture,
                    "video" or "animated_gif" => AttachmentKind.Video,
                    _ => AttachmentKind.Other,
                },
                media.AltText,
                WebAddress.Of(media.Url) ?? WebAddress.Of(media.PreviewImageUrl))
            : new InboundAttachment(AttachmentKind.Other, "a picture or video, to be seen on X")),
        .. (hung?.PollIds ?? []).Select(id => new InboundAttachment(
            AttachmentKind.Poll,
            included?.Polls?.FirstOrDefault(p => p.Id == id)?.Options is { } options
                ? string.Join(" / ", options.Select(o => o.Label)) : null)),
    ];

    private static InboundAttachment Quoted(string id, XApi.Included? included) => new(
        AttachmentKind.Quote,
        (included?.Tweets ?? []).Concat(included?.Posts ?? []).FirstOrDefault(p => p.Id == id) is { } quoted
            ? XOwnWords.AsWritten(quoted)
            : null,
        new Uri($"https://x.com/i/web/status/{Uri.EscapeDataString(id)}"));
}
