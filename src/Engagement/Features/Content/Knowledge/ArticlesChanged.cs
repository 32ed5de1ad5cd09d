namespace Engagement.Features.Content.Knowledge;

/// <summary>Articles were edited, retired, archived, or given another audience, by whatever way; their rows say so already.</summary>
/// <param name="By">Who did it, in the history of what waits.</param>
internal sealed record ArticlesChanged(IReadOnlyCollection<Guid> ArticleIds, string By);
