using Engagement.Features.Content.Knowledge;

namespace Engagement.Features.Publishing.Links;

/// <summary>What an article's page says of its readers.</summary>
internal sealed class VisitsOfArticle(CountVisits count) : IArticleFact
{
    public string Label => "Visits";

    public async Task<string> OfAsync(Guid articleId, CancellationToken ct) =>
        (await count.OfArticleAsync(articleId, ct))?.ToString() ?? "not counted: it was never posted with a short link";
}
