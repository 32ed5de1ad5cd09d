using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Obstacles;

namespace Engagement.Features.Publishing.Deliveries.Changes;

/// <summary>Whether a post's words still rest on its article as it is.</summary>
internal static class ArticleChange
{
    /// <summary>The error kind of a delivery whose article changed after its words were written.</summary>
    public const string Changed = "ArticleChanged";

    /// <summary>Of one whose article may not be posted any more.</summary>
    public const string NotPostable = "ArticleNotPostable";

    private static readonly Sql ReadStanding = Sql.Portable("select Title, State, Audience, Version from Articles where Id = @Id");

    public static Task<Standing?> ReadAsync(DbSession db, Guid articleId, CancellationToken ct) =>
        db.OneAsync<Standing>(ReadStanding, new { Id = articleId }, ct);

    /// <summary>An article as a delivery's fate depends on it.</summary>
    internal sealed record Standing
    {
        public Guid Id { get; init; }

        public string Title { get; init; } = "";

        public string State { get; init; } = "";

        public string Audience { get; init; } = "";

        public int Version { get; init; }

        public bool IsPostable => State == "Validated" && Audience == "external";

        /// <returns>Why words of that version may not go out; null: they may.</returns>
        public Obstacle? Obstacle(int? wordsOf)
        {
            if (!IsPostable)
            {
                return Obstacles.Obstacle.Held(NotPostable,
                    $"The article is {State.ToLowerInvariant()} and {Audience}: only validated, external articles may be posted.");
            }

            return wordsOf is { } version && version != Version
                ? Obstacles.Obstacle.Held(Changed, "The article changed after these words were written.") with
                {
                    Then = "Nothing goes out before somebody has compared them: renew the words, keep them, or cancel.",
                }
                : null;
        }
    }
}
