using Engagement.Data;

namespace Engagement.Features.Content.Knowledge.Sources;

/// <summary>How a source's articles begin: as drafts that somebody validates, or validated, so that they may be posted at once.</summary>
internal static class InitialStates
{
    public const string Wanted = "It takes Draft or Validated.";

    private static readonly Sql Set = Sql.Portable("update Sources set InitialState = @InitialState where Id = @Id");

    /// <summary>Whether it is one of the two words, in any case, or nothing.</summary>
    public static bool Is(string? state) => string.IsNullOrWhiteSpace(state) || Of(state) is not null;

    /// <summary>The word as it is kept; null: nothing was said.</summary>
    public static string? Of(string? state) => state?.Trim().ToLowerInvariant() switch
    {
        "draft" => nameof(ArticleState.Draft),
        "validated" => nameof(ArticleState.Validated),
        _ => null,
    };

    /// <summary>From now on; articles that are here stay as they are. Nothing said: nothing changes.</summary>
    public static async Task SetAsync(Db db, Source source, string? state, CancellationToken ct)
    {
        if (Of(state) is { } word && word != source.InitialState)
        {
            await db.ExecuteAsync(Set, new { source.Id, InitialState = word }, ct);
        }
    }
}

/// <summary>The field of a form that asks for it.</summary>
/// <param name="Name">Under which it is sent.</param>
/// <param name="Value">What is set.</param>
internal sealed record InitialStateField(string Name, string? Value)
{
    public string Id => Name.Replace('.', '_');
}
