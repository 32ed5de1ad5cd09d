using Engagement.Data;
using Engagement.Features.Publishing.Links;

namespace Engagement.Features.Conversations.Opportunities;

/// <summary>
/// Where a chance came from, followed back by ids: the message, its ticket, the delivery it answered with the visits of its link, the post,
/// the article.
/// </summary>
internal sealed class ReadEvidence(Db db, CountVisits visits)
{
    public async Task<Evidence?> RunAsync(Guid id, CancellationToken ct) =>
        await db.OneAsync<Evidence>(OpportunitySql.Evidence, new { Id = id }, ct) is { } trail
            ? trail with { Visits = trail.DeliveryId is { } delivery
                ? (await visits.OfDeliveriesAsync([delivery], ct)).GetValueOrDefault(delivery)?.Counts
                : null }
            : null;
}

/// <summary>The trail; what is null was not there: a client may write to us without having read a post.</summary>
internal sealed record Evidence
{
    public long TicketNumber { get; init; }

    public string Subject { get; init; } = "";

    public DateTimeOffset TicketAt { get; init; }

    public string? AuthorName { get; init; }

    /// <summary>The words it was found in.</summary>
    public string? Body { get; init; }

    public DateTimeOffset? SaidAt { get; init; }

    public Guid? DeliveryId { get; init; }

    public string? Network { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public string? AccountName { get; init; }

    public Guid? PostId { get; init; }

    public string? PostTitle { get; init; }

    /// <summary>Of the delivery's short link.</summary>
    public string? Code { get; init; }

    public Guid? ArticleId { get; init; }

    public string? ArticleTitle { get; init; }

    public VisitCounts? Visits { get; init; }
}
