using System.Text.Json;

namespace Engagement.Channels.Mastodon;

// What servers answer, as far as we read it (docs.joinmastodon.org/entities). Other servers than Mastodon leave much out,
// so only what nothing works without is required.

internal sealed record AppAnswer(string ClientId, string ClientSecret);

internal sealed record TokenAnswer(string AccessToken)
{
    public string? Scope { get; init; }
}

internal sealed record AccountAnswer(string Id, string Acct)
{
    public string? Username { get; init; }

    public string? DisplayName { get; init; }

    public string? Note { get; init; }

    public string? Url { get; init; }

    public string? Avatar { get; init; }

    public bool? Bot { get; init; }

    public int? FollowersCount { get; init; }

    public int? FollowingCount { get; init; }

    public int? StatusesCount { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public RemoteProfile ToProfile() => new(Id, "@" + Acct, string.IsNullOrWhiteSpace(DisplayName) ? Acct : DisplayName)
    {
        AvatarUrl = WebAddress.Of(Avatar),
        ProfileUrl = WebAddress.Of(Url),
        Followers = FollowersCount,
        Following = FollowingCount,
        Posts = StatusesCount,
        IsBot = Bot,
        JoinedAt = CreatedAt,
        About = Note is null ? null : MastodonText.FromHtml(Note),
    };
}

internal sealed record StatusAnswer(string Id, AccountAnswer Account, DateTimeOffset CreatedAt)
{
    public string? Content { get; init; }

    public string? Url { get; init; }

    public string? Visibility { get; init; }

    public string? SpoilerText { get; init; }

    public bool? Sensitive { get; init; }

    // What hangs on it comes from strangers' servers in many forms; an odd one must not make a page unreadable.
    public JsonElement MediaAttachments { get; init; }

    public JsonElement Card { get; init; }

    public JsonElement Poll { get; init; }

    public JsonElement Quote { get; init; }

    public string? InReplyToId { get; init; }

    public string? InReplyToAccountId { get; init; }

    public string? Language { get; init; }

    public DateTimeOffset? EditedAt { get; init; }

    public int? FavouritesCount { get; init; }

    public int? ReblogsCount { get; init; }

    public int? RepliesCount { get; init; }

    public int? QuotesCount { get; init; }
}

internal sealed record NotificationAnswer(string Id, string Type)
{
    public DateTimeOffset? CreatedAt { get; init; }

    public JsonElement? Status { get; init; }
}

internal sealed record ContextAnswer(IReadOnlyList<JsonElement> Ancestors, IReadOnlyList<JsonElement> Descendants);

internal sealed record MediaAnswer(string Id);

internal sealed record InstanceAnswer
{
    public InstanceConfiguration? Configuration { get; init; }
}

internal sealed record InstanceConfiguration
{
    public InstanceUrls? Urls { get; init; }

    public StatusLimits? Statuses { get; init; }

    public MediaLimits? MediaAttachments { get; init; }
}

internal sealed record InstanceUrls
{
    public string? Streaming { get; init; }
}

internal sealed record StatusLimits
{
    public int? MaxCharacters { get; init; }

    public int? CharactersReservedPerUrl { get; init; }

    public int? MaxMediaAttachments { get; init; }
}

internal sealed record MediaLimits
{
    public int? ImageSizeLimit { get; init; }

    public IReadOnlyList<string>? SupportedMimeTypes { get; init; }
}
