using Engagement.Data;

namespace Engagement.Features.Publishing.Changes;

/// <summary>Whether a post's words still rest on its article as it is.</summary>
internal static class ArticleChange
{
    /// <summary>The error kind of a delivery whose article changed after its words were written.</summary>
    public const string Changed = "ArticleChanged";

    /// <summary>Of one whose article may not be posted any more.</summary>
    public const string NotPostable = "ArticleNotPostable";

    private static readonly Sql ReadStanding = Sql.Portable("select Title, State, Audience, Version from Articles where Id = @Id");

    /// <returns>Why it may not go out; null: it may.</returns>
    public static async Task<Move?> ObstacleAsync(DbSession db, Delivery delivery, CancellationToken ct) =>
        delivery.Kind == "post" && delivery.ArticleId is { } id && await db.OneAsync<Standing>(ReadStanding, new { Id = id }, ct) is { } article
            ? article.Obstacle(delivery.State, delivery.ArticleVersion, Ledger.System)
            : null;

    /// <summary>An article as a delivery's fate depends on it.</summary>
    internal sealed record Standing
    {
        public string Title { get; init; } = "";

        public string State { get; init; } = "";

        public string Audience { get; init; } = "";

        public int Version { get; init; }

        public bool IsPostable => State == "Validated" && Audience == "external";

        public Move? Obstacle(DeliveryState from, int? wordsOf, string actor)
        {
            if (!IsPostable)
            {
                return Held(from, $"The article is {State.ToLowerInvariant()} and {Audience}: only validated, external articles may be posted. Nothing was sent.", NotPostable, actor);
            }

            return wordsOf is { } version && version != Version
                ? Held(from, "The article changed after these words were written. Nothing goes out before somebody has compared them: renew the words, keep them, or cancel.", Changed, actor)
                : null;
        }

        private static Move Held(DeliveryState from, string reason, string kind, string actor) =>
            new(from, DeliveryState.Held, reason, actor, Next: null) { ErrorKind = kind, Error = reason };
    }
}
