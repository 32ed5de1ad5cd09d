using System.Text.Json;

namespace Engagement.Channels.LinkedIn;

/// <summary>A post with its comments, and theirs (learn.microsoft.com, LinkedIn, "Posts API", "Comments API").</summary>
internal sealed partial class LinkedInChannel
{
    // Comments nest one level deep, and each level of each comment is a call; whoever reads along has seen enough by then.
    private const int MostNested = 20;

    /// <param name="account">Who reads.</param>
    /// <param name="remoteId">The post, which is what a comment's notification names as its thread; or a comment, whose post is then left
    /// out, because LinkedIn names it by another urn.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Reading<IReadOnlyList<InboundItem>>> ReadThreadAsync(ChannelAccount account, string remoteId, CancellationToken ct)
    {
        var (who, problem) = LinkedInSettings.From(account);
        if (who is null)
        {
            return new Reading<IReadOnlyList<InboundItem>>.Refused(problem!);
        }

        var target = CommentUrn.Parse(remoteId)?.Object ?? remoteId;
        var items = new List<InboundItem>();
        if (target == remoteId)
        {
            using var request = LinkedInApi.As(who, _api.OnePost(target));
            if (await ReadAsync(request, body => Root(target, body), ct) is Reading<InboundItem>.Got { Value: var root })
            {
                items.Add(root); // a post that its author took back does not hide what was said under it
            }
        }

        var comments = await CommentsAsync(who, target, target, ct);
        if (comments is not Reading<IReadOnlyList<InboundItem>>.Got { Value: var first })
        {
            return comments;
        }

        foreach (var (i, comment) in first.Index())
        {
            items.Add(comment);
            if (i < MostNested
                && await CommentsAsync(who, comment.RemoteId, target, ct) is Reading<IReadOnlyList<InboundItem>>.Got { Value: var nested })
            {
                items.AddRange(nested);
            }
        }

        return new Reading<IReadOnlyList<InboundItem>>.Got(items);
    }

    private async Task<Reading<IReadOnlyList<InboundItem>>> CommentsAsync(
        LinkedInSettings who, string on, string root, CancellationToken ct)
    {
        using var request = LinkedInApi.As(who, _api.Comments(on));
        return await ReadAsync<IReadOnlyList<InboundItem>>(request, body =>
            [.. LinkedInApi.Read<LinkedInApi.Page<JsonElement>>(body).Elements
                .Select(raw => (Raw: raw, Comment: LinkedInApi.Read<LinkedInApi.CommentBody>(raw)))
                .Where(c => c.Comment.CommentUrn is not null)
                .Select(c => (c.Raw, c.Comment, Attachments: LinkedInAttachments.OfComment(c.Raw, At(root))))
                .Select(c => new InboundItem(
                    c.Comment.CommentUrn!, InboundKind.Reply, Author(c.Comment.Actor ?? ""),
                    InboundAttachment.Tell(c.Comment.Message?.Text ?? "", c.Attachments),
                    DateTimeOffset.FromUnixTimeMilliseconds(c.Comment.Created?.Time ?? 0), c.Raw.GetRawText())
                {
                    Attachments = c.Attachments,
                    InReplyToId = c.Comment.ParentComment ?? root,
                    ThreadRootId = root,
                    Url = At(root),
                })], ct);
    }

    private static InboundItem Root(string urn, string body)
    {
        var post = LinkedInApi.Read<LinkedInApi.PostBody>(body);
        using var json = JsonDocument.Parse(body);
        var attachments = LinkedInAttachments.OfPost(json.RootElement, At(urn));
        return new InboundItem(
            urn, InboundKind.Mention, Author(post.Author ?? ""),
            InboundAttachment.Tell(LinkedInText.Unescape(post.Commentary ?? ""), attachments),
            DateTimeOffset.FromUnixTimeMilliseconds(post.PublishedAt ?? post.CreatedAt ?? 0), body)
        {
            Attachments = attachments,
            ThreadRootId = urn,
            Url = At(urn),
        };
    }

    // LinkedIn tells who spoke by a number only; a name needs the person's own consent ("Profile API").
    private static RemoteProfile Author(string urn) =>
        new(urn, urn.Split(':')[^1], urn.StartsWith("urn:li:organization:", StringComparison.Ordinal)
            ? "A page on LinkedIn" : "A LinkedIn member");
}
