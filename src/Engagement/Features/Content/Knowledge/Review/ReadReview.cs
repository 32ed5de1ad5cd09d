using Engagement.Data;
using Engagement.Features.People.Team;

namespace Engagement.Features.Content.Knowledge.Review;

/// <summary>An article's review as its page shows it.</summary>
/// <param name="Flags">What somebody found unclear, and nobody settled.</param>
/// <param name="People">Who can own it; none for a reader who cannot change that.</param>
internal sealed record ReviewView(
    Guid ArticleId, ArticleReview Review, bool IsDue, IReadOnlyList<ArticleFlag> Flags, IReadOnlyList<UserRow> People);

internal sealed class ReadReview(Db db, TimeProvider clock)
{
    /// <param name="articleId">One that is there.</param>
    /// <param name="chooses">The reader may say who owns it.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<ReviewView> RunAsync(Guid articleId, bool chooses, CancellationToken ct)
    {
        var reads = new Reads();
        var reviews = reads.Add<ArticleReview>(ReviewSql.Read, new { Id = articleId });
        var flags = reads.Add<ArticleFlag>(ReviewSql.OpenFlags, new { ArticleId = articleId });
        var people = chooses ? reads.Add<UserRow>(UserSql.All) : null;
        await db.ReadAsync(reads, ct);
        var review = reviews.One!;
        return new(articleId, review, review.ReviewAt <= clock.GetUtcNow(), flags.Rows,
            [.. (people?.Rows ?? []).Where(u => u.DisabledAt is null || u.Id == review.OwnerId)]);
    }
}
