using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Deliveries.Changes;
using Engagement.Features.Publishing.Deliveries.Guards;
using Engagement.Features.Publishing.Deliveries.Stop;

namespace Engagement.Features.Publishing.Deliveries.Obstacles;

/// <summary>
/// As it is stored at this moment, for the send; read only where it is asked for, because most go out on the second and meet nothing.
/// </summary>
internal sealed class StoredFacts(DbSession db, PublishingOptions options) : StoredGuardFacts(db, planned: false), IDeliveryFacts
{
    private readonly DbSession _db = db;

    public Task<LatePolicy> LatePolicyAsync(Delivery delivery, CancellationToken ct) => LatePolicy.OfAsync(_db, delivery, options, ct);

    public async Task<bool> AwaitsApprovalAsync(Delivery delivery, CancellationToken ct) =>
        await _db.ScalarAsync<int>(ApprovalSettings.Awaits, new { delivery.Id }, ct) == 1;

    public Task<IReadOnlyList<Delivery>> LaterPartsAsync(Delivery delivery, CancellationToken ct) =>
        _db.QueryAsync<Delivery>(LedgerSql.LaterParts, new { delivery.PostId, delivery.AccountId, delivery.Part }, ct);

    public Task<Stopped?> StopAsync(Guid accountId, CancellationToken ct) => Stops.OfAsync(_db, accountId, ct);

    public Task<ArticleChange.Standing?> ArticleAsync(Guid articleId, CancellationToken ct) => ArticleChange.ReadAsync(_db, articleId, ct);
}
