namespace Engagement.Features.Content.Knowledge.Feeds;

/// <summary>What a feed says, before anything is made of it.</summary>
/// <param name="Title">Its own name, or empty; may hold HTML.</param>
/// <param name="Language">Of its entries, unless they say otherwise.</param>
/// <param name="Entries">As they stand in it.</param>
internal sealed record FeedParts(string Title, string? Language, IEnumerable<FeedEntry> Entries)
{
    /// <summary>Its letters are in no encoding it names, and what they are could not be told: they may be wrong.</summary>
    public bool IsGuessed { get; init; }
}

/// <summary>An entry as the feed writes it. Null: it does not say.</summary>
internal sealed record FeedEntry
{
    public string? Id { get; init; }

    /// <summary>May hold HTML.</summary>
    public string? Title { get; init; }

    /// <summary>A whole address of the web.</summary>
    public string? Link { get; init; }

    /// <summary>The whole of it.</summary>
    public string? Html { get; init; }

    public string? SummaryHtml { get; init; }

    /// <summary>What addresses in its words are relative to.</summary>
    public Uri? Base { get; init; }

    public string? ImageUrl { get; init; }

    public string? ImageAlt { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string? Language { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>When it was changed last, where it says so beside the day it was published.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    public string? Author { get; init; }
}
