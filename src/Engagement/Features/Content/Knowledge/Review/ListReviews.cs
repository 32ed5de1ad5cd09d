using Engagement.Data;
using Engagement.Web.Api;

namespace Engagement.Features.Content.Knowledge.Review;

/// <summary>Articles that wait for somebody to look at them, the longest overdue first.</summary>
internal sealed class ListReviews(Db db, TimeProvider clock)
{
    /// <param name="Why">unclear, due, draft, all (also those that wait for nobody); anything else: whatever waits.</param>
    /// <param name="Whose">mine, nobody; anything else: everybody's.</param>
    internal sealed record Filter(string? Why, string? Whose, Guid? Me, string? Words);

    public async Task<Page<ArticleReview>> RunAsync(Filter filter, Cursor? after, int take, CancellationToken ct)
    {
        var conditions = new List<Sql>();
        if (filter.Why != "all")
        {
            conditions.Add(filter.Why switch { "unclear" => ReviewSql.IsUnclear,
                "due" => ReviewSql.IsDue, "draft" => ReviewSql.IsDraft, _ => ReviewSql.Waits });
        }

        if (filter.Whose is "mine" or "nobody")
        {
            conditions.Add(filter.Whose == "mine" ? ReviewSql.IsOwnedBy : ReviewSql.HasNoOwner);
        }

        if (!string.IsNullOrWhiteSpace(filter.Words))
        {
            conditions.Add(ReviewSql.HasWords);
        }

        if (after is not null)
        {
            conditions.Add(ReviewSql.After);
        }

        var rows = await db.QueryAsync<ArticleReview>(ReviewSql.List.Where(conditions), new
        {
            Now = clock.Now(),
            OwnerId = filter.Me,
            Like = LikePattern.Containing(filter.Words),
            after?.Time,
            AfterId = after?.Id,
            Take = take + 1,
        }, ct);
        return Page<ArticleReview>.Of(rows, take, row => row, row => new Cursor(row.DueAt, row.Id));
    }
}
