using Engagement.Channels;

namespace Engagement.Features.Posts;

/// <summary>A post as its network will show it, with its length.</summary>
internal sealed record PreviewModel(ChannelFacts Facts, string AccountName, string Handle, string? AvatarUrl, string Text, TextMeasure? Measure, string? Problem)
{
    public string? CardTitle { get; init; }

    public string? CardText { get; init; }

    public string? CardImage { get; init; }

    public string? CardHost { get; init; }

    public IReadOnlyList<PreviewImage> Images { get; init; } = [];

    /// <summary>The parts of a thread, when it goes out as one; otherwise empty.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>What sending it costs, in a sentence; null where nothing is billed.</summary>
    public string? Cost { get; init; }
}

/// <summary>A picture as a preview shows it.</summary>
internal sealed record PreviewImage
{
    public Guid Id { get; init; }

    public string AltText { get; init; } = "";
}
