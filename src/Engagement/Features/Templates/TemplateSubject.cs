using Engagement.Channels;

namespace Engagement.Features.Templates;

/// <summary>What a template is about: the values it may use, and the network its words are for.</summary>
internal sealed record TemplateSubject(ArticleFields Article, IChannel Channel)
{
    /// <summary>Where the words' link leads.</summary>
    public string? Link { get; init; }

    public string AccountName { get; init; } = "";

    public string AccountHandle { get; init; } = "";

    public string Organisation { get; init; } = "";

    public DateTimeOffset Now { get; init; }

    public ChannelAccount? Account { get; init; }
}

/// <summary>An article as templates see it.</summary>
internal sealed record ArticleFields
{
    /// <summary>Empty for sample data.</summary>
    public Guid Id { get; init; }

    public string Title { get; init; } = "";

    public string Summary { get; init; } = "";

    /// <summary>The whole article as plain words.</summary>
    public string Text { get; init; } = "";

    public string? Url { get; init; }

    public string[] Tags { get; init; } = [];

    public string? Image { get; init; }

    public string? ImageAlt { get; init; }

    public string Language { get; init; } = "en";

    public DateTimeOffset Updated { get; init; }
}
