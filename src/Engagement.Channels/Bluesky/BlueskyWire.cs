using System.Text.Json;

namespace Engagement.Channels.Bluesky;

// What the servers answer, as far as we read it; the names are those of the lexicons
// (github.com/bluesky-social/atproto/tree/main/lexicons).

internal sealed record SessionAnswer(string AccessJwt, string RefreshJwt, string Did, string Handle)
{
    /// <summary>The identity's document, which says where its own server is.</summary>
    public JsonElement? DidDoc { get; init; }

    /// <summary>False when the account was deactivated or taken down; not said by older servers.</summary>
    public bool Active { get; init; } = true;
}

internal sealed record RecordAnswer(string Uri, string Cid);

internal sealed record StoredRecord(string Uri, string Cid, JsonElement Value);

internal sealed record RecordsAnswer(IReadOnlyList<StoredRecord> Records)
{
    public string? Cursor { get; init; }
}

internal sealed record BlobAnswer(JsonElement Blob);

internal sealed record HandleAnswer(string Did);

internal sealed record ProfileView(string Did, string Handle)
{
    public string? DisplayName { get; init; }

    public string? Description { get; init; }

    public string? Avatar { get; init; }

    public int? FollowersCount { get; init; }

    public int? FollowsCount { get; init; }

    public int? PostsCount { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public IReadOnlyList<Label> Labels { get; init; } = [];

    public RemoteProfile ToProfile() => new(Did, Handle, string.IsNullOrWhiteSpace(DisplayName) ? Handle : DisplayName)
    {
        AvatarUrl = WebAddress.Of(Avatar),
        ProfileUrl = new Uri($"https://bsky.app/profile/{Did}"),
        Followers = FollowersCount,
        Following = FollowsCount,
        Posts = PostsCount,
        JoinedAt = CreatedAt,
        About = Description,
        // A label an automated account puts on itself; one put on it by somebody else proves nothing.
        IsBot = Labels.Any(l => l.Val == "bot" && l.Src == Did) ? true : null,
    };
}

internal sealed record Label(string Src, string Val);

internal sealed record PostView(string Uri, string Cid, ProfileView Author, JsonElement Record, DateTimeOffset IndexedAt)
{
    public int? LikeCount { get; init; }

    public int? RepostCount { get; init; }

    public int? ReplyCount { get; init; }

    public int? QuoteCount { get; init; }
}

internal sealed record PostsAnswer(IReadOnlyList<PostView> Posts);

internal sealed record NotificationsAnswer(IReadOnlyList<JsonElement> Notifications)
{
    public string? Cursor { get; init; }
}

internal sealed record Notification(string Uri, string Reason, ProfileView Author, JsonElement Record, DateTimeOffset IndexedAt)
{
    public string? ReasonSubject { get; init; }
}

internal sealed record FollowersAnswer(IReadOnlyList<ProfileView> Followers)
{
    public string? Cursor { get; init; }
}

internal sealed record ThreadAnswer(JsonElement Thread);
