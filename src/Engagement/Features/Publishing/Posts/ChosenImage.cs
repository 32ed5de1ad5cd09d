namespace Engagement.Features.Publishing.Posts;

/// <summary>A picture in the form.</summary>
internal sealed record ChosenImage
{
    public Guid Id { get; init; }

    public string? AltText { get; init; }
}
