using Engagement.Channels;

namespace Engagement.Features.Posts;

/// <summary>A post as its network will show it, with its length.</summary>
internal sealed record PreviewModel(ChannelFacts Facts, string AccountName, string Handle, string? AvatarUrl, string Text, TextMeasure? Measure, string? Problem)
{
    public string? CardTitle { get; init; }

    public string? CardText { get; init; }

    public string? CardImage { get; init; }

    public string? CardHost { get; init; }

    /// <summary>What sending it costs, in a sentence; null where nothing is billed.</summary>
    public string? Cost { get; init; }
}
