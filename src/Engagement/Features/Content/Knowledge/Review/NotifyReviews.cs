using Engagement.Data;
using Engagement.Events;

namespace Engagement.Features.Content.Knowledge.Review;

/// <summary>The recurring job that tells owners of articles they wanted to look at again.</summary>
internal sealed class NotifyReviews(Db db, DomainEvents events, TimeProvider clock)
{
    // The next look takes the others: nobody reads a hundred notices.
    private const int Most = 50;

    public async Task RunAsync(CancellationToken ct)
    {
        var due = await db.QueryAsync<ArticleReview>(ReviewSql.List.Where(ReviewSql.IsDue), new { Now = clock.Now(), Take = Most }, ct);
        foreach (var article in due)
        {
            await events.RaiseAsync(new NoticeDue(new Notice(
                NoticeKinds.ReviewDue, $"“{article.Title}” is due for its review",
                "Is it still right? Say so on its page, or mend it at its source.",
                $"/knowledge/{article.Id}", KeyOf(article.Id), article.OwnerId)), ct);
        }
    }

    public static string KeyOf(Guid articleId) => $"article-review:{articleId}";
}
