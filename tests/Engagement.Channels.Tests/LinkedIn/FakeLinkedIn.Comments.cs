using System.Text.Json;
using Engagement.Channels.Tests.Contract;

namespace Engagement.Channels.Tests.LinkedIn;

/// <summary>The Social Actions API: comments under posts, one level deep, and what is counted of a post.</summary>
internal sealed partial class FakeLinkedIn
{
    private static readonly Shape NewComment = new()
    {
        ["actor"] = new(JsonValueKind.String, Required: true, Pattern: "^urn:li:(organization|person):"),
        ["object"] = new(JsonValueKind.String, Required: true, Pattern: Urn),
        ["message"] = new(JsonValueKind.Object, Required: true, Inner: new() { ["text"] = new(JsonValueKind.String, Required: true) }),
        ["parentComment"] = new(JsonValueKind.String, Pattern: @"^urn:li:comment:\("),
    };

    private Answer Comment(Call call, string target)
    {
        Query(call);
        var body = Body(call, NewComment);
        var parent = body.TryGetProperty("parentComment", out var named) ? named.GetString() : null;
        var text = body.GetProperty("message").GetProperty("text").GetString()!;
        if (body.GetProperty("actor").GetString() != Us || text.Length > 1250
            || (parent ?? body.GetProperty("object").GetString()) != target)
        {
            throw new No(400, "INVALID_COMMENT", "The comment's actor, length, object or parent is wrong");
        }

        if (Existing(target).Parent is not null)
        {
            throw new No(400, "INVALID_COMMENT", "Comments nest one level only");
        }

        var comment = CommentOn(target, Us, text);
        _said.Add(comment);
        return new Answer(201, Told(comment), ("x-restli-id", comment.Urn.Split(',')[1].TrimEnd(')')));
    }

    private Answer Comments(Call call, string target)
    {
        Query(call, "start", "count");
        var of = Existing(target);
        return new Answer(200,
            new { elements = _said.Where(s => s.Object.Length > 0
                && (of.Object.Length > 0 ? s.Parent == target : s.Object == Activity(of.Urn) && s.Parent is null)).Select(Told) });
    }

    private Answer Metadata(string urn)
    {
        var post = Existing(urn);
        return new Answer(200, new
        {
            entity = urn,
            reactionSummaries = post.Likes == 0
                ? []
                : new Dictionary<string, object> { ["LIKE"] = new { reactionType = "LIKE", count = post.Likes } },
            commentSummary = new { count = _said.Count(s => s.Object == Activity(urn)), topLevelCount = 1 },
            commentsState = "OPEN",
        });
    }

    private Said CommentOn(string target, string author, string text)
    {
        var on = Existing(target);
        var activity = on.Object.Length > 0 ? on.Object : Activity(on.Urn);
        var parent = on.Object.Length > 0 ? on.Parent ?? on.Urn : null; // one level only
        return new Said($"urn:li:comment:({activity},{NextId()})", activity, author, text, parent, text, []);
    }

    private static Answer Shown(Said comment) => new(200, Told(comment));

    private static object Told(Said comment) => new
    {
        id = comment.Urn.Split(',')[1].TrimEnd(')'),
        commentUrn = comment.Urn,
        actor = comment.Author,
        @object = comment.Object,
        message = new { attributes = Array.Empty<object>(), text = comment.Text },
        parentComment = comment.Parent,
        created = new { actor = comment.Author, time = comment.AtMs },
    };
}
