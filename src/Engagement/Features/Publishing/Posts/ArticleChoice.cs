namespace Engagement.Features.Publishing.Posts;

/// <summary>An article one may post about.</summary>
internal sealed record ArticleChoice
{
    public Guid Id { get; init; }

    public string Title { get; init; } = "";

    public string Summary { get; init; } = "";

    public string Url { get; init; } = "";

    public string? ImageUrl { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>A mark of its site maker that its text still holds; null: none.</summary>
    public string? Marks { get; init; }
}
