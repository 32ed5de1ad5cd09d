namespace Engagement.Features.Publishing.Deliveries;

/// <summary>Words made anew from an article.</summary>
internal sealed record NewWords(string Body, string? LinkUrl, string? CardJson, int ArticleVersion);
