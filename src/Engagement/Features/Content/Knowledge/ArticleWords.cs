using System.Collections.Frozen;

namespace Engagement.Features.Content.Knowledge;

/// <summary>The words people and sources write for an article's state and audience.</summary>
internal static class ArticleWords
{
    public static readonly FrozenDictionary<string, ArticleState> States = new Dictionary<string, ArticleState>
    {
        ["validated"] = ArticleState.Validated,
        ["published"] = ArticleState.Validated,
        ["draft"] = ArticleState.Draft,
        ["archived"] = ArticleState.Archived,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static readonly FrozenDictionary<string, ArticleAudience> Audiences = new Dictionary<string, ArticleAudience>
    {
        ["external"] = ArticleAudience.External,
        ["public"] = ArticleAudience.External,
        ["internal"] = ArticleAudience.Internal,
        ["private"] = ArticleAudience.Internal,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>As it stands in the database and the API.</summary>
    public static string Word(this ArticleAudience audience) => audience == ArticleAudience.Internal ? "internal" : "external";
}
