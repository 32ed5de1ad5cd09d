namespace Engagement.Features.Content.Knowledge;

/// <summary>
/// A line on an article's page that another feature answers for: knowledge knows neither links nor tickets, and they know articles.
/// </summary>
internal interface IArticleFact
{
    /// <summary>The line's label: one or two words.</summary>
    string Label { get; }

    /// <summary>The line's words.</summary>
    Task<string> OfAsync(Guid articleId, CancellationToken ct);
}
