using System.Text.Json.Serialization;

namespace Engagement.Features.Content.Knowledge;

/// <summary>How far an article is trusted. Only a validated, external one may be posted.</summary>
internal enum ArticleState
{
    Draft,
    Validated,

    /// <summary>Kept for its history; gone from its source, or put away by a person.</summary>
    Archived,
}

internal enum ArticleAudience
{
    [JsonStringEnumMemberName("external")]
    External,

    [JsonStringEnumMemberName("internal")]
    Internal,
}

internal enum BodyFormat
{
    [JsonStringEnumMemberName("markdown")]
    Markdown,

    [JsonStringEnumMemberName("html")]
    Html,
}

/// <summary>
/// One article as a source gives it, understood and checked, not yet kept. What a file, a feed's entry and a push over the API have in
/// common.
/// </summary>
internal sealed record IncomingArticle
{
    /// <summary>Its name in its source: a path, a guid, the caller's id.</summary>
    public required string ExternalId { get; init; }

    public required string Title { get; init; }

    /// <summary>One or two sentences; empty when there is nothing to take it from.</summary>
    public required string Summary { get; init; }

    /// <summary>The source wrote the summary; otherwise it was taken from the words, and says nothing they do not.</summary>
    [JsonIgnore]
    public bool HasOwnSummary { get; init; }

    public required string Slug { get; init; }

    public required BodyFormat Format { get; init; }

    /// <summary>As it came for Markdown; cleaned at the door for HTML.</summary>
    public required string Body { get; init; }

    public required string PlainText { get; init; }

    /// <summary>Where readers find it; null: it cannot be linked to.</summary>
    public string? Url { get; init; }

    public string? ImageUrl { get; init; }

    public string? ImageAlt { get; init; }

    public string Language { get; init; } = "en";

    public IReadOnlyList<string> Tags { get; init; } = [];

    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>What the source says about trust; null when it says nothing, and then people decide.</summary>
    public ArticleState? State { get; init; }

    /// <summary>The state is only the source's word for "published": a new article begins as its source is set.</summary>
    [JsonIgnore]
    public bool StateIsPublished { get; init; }

    /// <summary>Not out before, by its own word.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? PublishAt { get; init; }

    /// <summary>Not to be seen after, by its own word.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpireAt { get; init; }

    /// <summary>
    /// A mark of its site maker that its words still hold, or lost words to; null: none. It is posted only when somebody has looked.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Marks { get; init; }

    /// <summary>What the source says about readers; null when it says nothing.</summary>
    public ArticleAudience? Audience { get; init; }

    /// <summary>Everything the source said that has no place above, as a JSON object.</summary>
    public string MetadataJson { get; init; } = "{}";
}

/// <summary>An article that cannot be taken in; the message says why, in words for the person who keeps the source.</summary>
/// <param name="message">Why.</param>
/// <param name="line">Where in the file, from 1; null when it is about the whole.</param>
internal sealed class ArticleException(string message, int? line = null) : Exception(message)
{
    public int? Line { get; } = line;
}
