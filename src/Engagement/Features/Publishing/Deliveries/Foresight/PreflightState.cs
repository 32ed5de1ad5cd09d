using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Deliveries.Changes;
using Engagement.Features.Publishing.Deliveries.Guards;
using Engagement.Features.Publishing.Deliveries.Obstacles;
using Engagement.Features.Publishing.Deliveries.Stop;

namespace Engagement.Features.Publishing.Deliveries.Foresight;

/// <summary>
/// What deliveries' fates depend on, read once and then carried forward by the foresight: nothing is asked of the database while it looks
/// ahead. What a person
/// may do until then is not foreseen; it is as they left it.
/// </summary>
internal sealed class PreflightState : IDeliveryFacts
{
    public required PublishingOptions Options { get; init; }

    public required GuardSettings Guards { get; init; }

    public required ApprovalSettings Approval { get; init; }

    public required PreflightPosts Posts { get; init; }

    public required IReadOnlyDictionary<Guid, BesideWaiting> Beside { get; init; }

    public required IReadOnlyDictionary<Guid, QuietHours> QuietHours { get; init; }

    public required IReadOnlyDictionary<Guid, ArticleChange.Standing> Articles { get; init; }

    public required ILookup<(Guid? Post, Guid Account), Delivery> LaterParts { get; init; }

    public required IReadOnlyList<Stopped> Stops { get; init; }

    public bool Planned => false;

    public Task<GuardSettings> GuardsAsync(CancellationToken ct) => Task.FromResult(Guards);

    public Task<QuietHours?> QuietHoursAsync(Guid accountId, CancellationToken ct) =>
        Task.FromResult(QuietHours.GetValueOrDefault(accountId));

    public Task<NearPost?> SameWordsAsync(GuardedPost post, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        Task.FromResult(Posts.SameWords(post, from, to));

    public Task<NearPost?> SameArticleAsync(GuardedPost post, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        Task.FromResult(Posts.SameArticle(post, from, to));

    public Task<IReadOnlyList<DateTimeOffset>> HourAsync(GuardedPost post, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        Task.FromResult(Posts.Hour(post, from, to));

    public Task<LatePolicy> LatePolicyAsync(Delivery delivery, CancellationToken ct)
    {
        var beside = Beside[delivery.Id];
        return Task.FromResult(LatePolicy.From(beside.GraceMinutes, beside.WhenLate, Options));
    }

    public Task<bool> AwaitsApprovalAsync(Delivery delivery, CancellationToken ct) =>
        Task.FromResult(Approval.Required && delivery is { Kind: "post", ApprovedAt: null });

    public Task<IReadOnlyList<Delivery>> LaterPartsAsync(Delivery delivery, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<Delivery>>(
            [.. LaterParts[(delivery.PostId, delivery.AccountId)].Where(l => l.Part > delivery.Part).OrderBy(l => l.Part)]);

    // Everything first, as the send reads it.
    public Task<Stopped?> StopAsync(Guid accountId, CancellationToken ct) =>
        Task.FromResult(Stops.Where(s => s.AccountId is null || s.AccountId == accountId)
            .OrderBy(s => s.AccountId is not null).FirstOrDefault());

    public Task<ArticleChange.Standing?> ArticleAsync(Guid articleId, CancellationToken ct) =>
        Task.FromResult(Articles.GetValueOrDefault(articleId));
}
