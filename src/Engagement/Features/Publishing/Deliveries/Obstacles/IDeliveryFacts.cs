using Engagement.Features.Publishing.Deliveries.Changes;
using Engagement.Features.Publishing.Deliveries.Guards;
using Engagement.Features.Publishing.Deliveries.Stop;

namespace Engagement.Features.Publishing.Deliveries.Obstacles;

/// <summary>
/// What a delivery's fate depends on beside its own row and its account's: as it is stored now (<see cref="StoredFacts"/>, for the send),
/// or as it
/// will be when its time comes (the foresight's).
/// </summary>
internal interface IDeliveryFacts : IGuardFacts
{
    Task<LatePolicy> LatePolicyAsync(Delivery delivery, CancellationToken ct);

    /// <summary>Nobody has let it go, and somebody must.</summary>
    Task<bool> AwaitsApprovalAsync(Delivery delivery, CancellationToken ct);

    /// <summary>The parts of its thread that follow it.</summary>
    Task<IReadOnlyList<Delivery>> LaterPartsAsync(Delivery delivery, CancellationToken ct);

    Task<Stopped?> StopAsync(Guid accountId, CancellationToken ct);

    Task<ArticleChange.Standing?> ArticleAsync(Guid articleId, CancellationToken ct);
}
