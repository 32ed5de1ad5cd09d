namespace Engagement.Sandbox;

/// <summary>A post as its row is read; <see cref="ToPost"/> makes it whole.</summary>
internal sealed record SandboxPostRow
{
    public long Seq { get; init; }

    public string Id { get; init; } = "";

    public string Text { get; init; } = "";

    public long CreatedMs { get; init; }

    public string? ParentId { get; init; }

    public string RootId { get; init; } = "";

    public string? Language { get; init; }

    public string? ContentWarning { get; init; }

    public string? CardUrl { get; init; }

    public string? CardTitle { get; init; }

    public string? CardDescription { get; init; }

    public string? CardImageId { get; init; }

    public bool Deleted { get; init; }

    public int Likes { get; init; }

    public int Replies { get; init; }

    public SandboxPost ToPost(SandboxProfile author, IReadOnlyList<SandboxImage> images) => new()
    {
        Seq = Seq,
        Id = Id,
        Author = author,
        Text = Text,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedMs),
        InReplyTo = ParentId,
        Root = RootId,
        Language = Language,
        ContentWarning = ContentWarning,
        Card = CardUrl is null ? null
            : new(CardUrl, CardTitle ?? CardUrl, CardDescription ?? "", CardImageId is null ? null : $"/sandbox/media/{CardImageId}"),
        Images = images,
        Likes = Likes,
        Replies = Replies,
        Deleted = Deleted,
    };
}
