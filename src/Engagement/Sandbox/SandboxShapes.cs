using System.Text.Json.Serialization;

namespace Engagement.Sandbox;

/// <summary>Somebody on the network.</summary>
public sealed record SandboxProfile
{
    public string Id { get; init; } = "";

    public string Handle { get; init; } = "";

    public string Name { get; init; } = "";

    public string About { get; init; } = "";

    [JsonIgnore]
    public long JoinedMs { get; init; }

    public DateTimeOffset JoinedAt => DateTimeOffset.FromUnixTimeMilliseconds(JoinedMs);

    /// <summary>The three counts are told where the profile itself is asked for, not beside every post.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Followers { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Following { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Posts { get; init; }

    public string Url => $"/sandbox/@{Handle}";
}

/// <summary>Something said, as the API tells it and the page shows it.</summary>
public sealed record SandboxPost
{
    public string Id { get; init; } = "";

    public SandboxProfile Author { get; init; } = new();

    public string Text { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public string? InReplyTo { get; init; }

    public string Root { get; init; } = "";

    public string? Language { get; init; }

    public string? ContentWarning { get; init; }

    public SandboxCard? Card { get; init; }

    public IReadOnlyList<SandboxImage> Images { get; init; } = [];

    public int Likes { get; init; }

    public int Replies { get; init; }

    public bool Deleted { get; init; }

    /// <summary>Among mentions: <c>reply</c> or <c>mention</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Kind { get; init; }

    public string Url => $"/sandbox/posts/{Id}";

    [JsonIgnore]
    public long Seq { get; init; }
}

public sealed record SandboxCard(string Url, string Title, string Description, string? ImageUrl);

public sealed record SandboxImage(string Url, string Alt);

/// <summary>What somebody wants to say.</summary>
internal sealed record NewSandboxPost(
    string? Key, string? Text, string? InReplyTo = null, string? Language = null,
    string? ContentWarning = null, NewSandboxCard? Card = null, IReadOnlyList<NewSandboxImage>? Images = null);

internal sealed record NewSandboxCard(string? Url, string? Title, string? Description, NewSandboxImage? Image);

internal sealed record NewSandboxImage(string? MediaType, string? Alt, byte[]? Bytes);

internal sealed record NewSandboxProfile(string? Handle, string? Name, string? About = null);

/// <summary>The right to act as a profile. The refresh token is good for one use.</summary>
internal sealed record SandboxAccess(SandboxProfile Profile, string AccessToken, string RefreshToken, DateTimeOffset ExpiresAt);

/// <summary>A page of a list; <paramref name="Cursor"/> is where the next one starts.</summary>
public sealed record SandboxPage<T>(IReadOnlyList<T> Items, string? Cursor, bool HasMore);

/// <summary>Why the network says no: a status, a code for programs, words for people.</summary>
internal sealed record SandboxError(int Status, [property: JsonPropertyName("error")] string Code, string Message);

/// <summary>A value or a no.</summary>
internal readonly record struct SandboxAnswer<T>(T? Value, SandboxError? Error)
    where T : class
{
    public static implicit operator SandboxAnswer<T>(T value) => new(value, null);

    public static implicit operator SandboxAnswer<T>(SandboxError error) => new(null, error);
}
