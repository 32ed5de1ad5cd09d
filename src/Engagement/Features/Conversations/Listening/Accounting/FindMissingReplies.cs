using Engagement.Data;
using Engagement.Features.Publishing.Metrics;

namespace Engagement.Features.Conversations.Listening.Accounting;

/// <summary>Writes down that something may not have been heard, so that it is looked for until it is found or accounted for.</summary>
internal sealed class FindMissingReplies(Db db, TimeProvider clock)
{
    // A network's count often runs ahead of what it tells of. What is only late is there by then.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // Shorter silences are caught up with by the cursor alone, and happen whenever something is deployed.
    private static readonly TimeSpan LeastOutage = TimeSpan.FromMinutes(30);

    /// <summary>After a post's numbers were read: opens a gap when they hold more than we can account for.</summary>
    public async Task AfterCountAsync(Guid deliveryId, CancellationToken ct)
    {
        var count = (await db.QueryAsync<ReplyCount>(ReplyCount.OfDeliveries, new { Deliveries = Json.Ids([deliveryId]) }, ct))
            .SingleOrDefault();
        if (count is { Unexplained: > 0 })
        {
            var now = clock.Now();
            await db.ExecuteAsync(MissingRepliesSql.OpenCount,
                new { Id = Ids.New(now), DeliveryId = deliveryId, count.Reported,
                    count.Unexplained, NextTryAt = now + Patience, Now = now }, ct);
        }
    }

    /// <summary>
    /// After a read that worked: opens a gap when the one before it is long past. The cursor catches up with what the network still tells
    /// of; threads are read again for what it does not, because networks forget notifications and do not always say so.
    /// </summary>
    /// <param name="accountId">Whose read.</param>
    /// <param name="lastOkAt">The read before that worked; null: none ever.</param>
    /// <param name="pollEvery">How often it is read.</param>
    /// <param name="ct">Cancels.</param>
    public async Task AfterReadAsync(Guid accountId, DateTimeOffset? lastOkAt, TimeSpan pollEvery, CancellationToken ct)
    {
        var now = clock.Now();
        if (lastOkAt is { } last && now - last > TimeSpan.FromTicks(Math.Max(LeastOutage.Ticks, 10 * pollEvery.Ticks)))
        {
            await db.ExecuteAsync(
                MissingRepliesSql.OpenOutage, new { Id = Ids.New(now), AccountId = accountId, FromAt = last, ToAt = now, Now = now }, ct);
        }
    }
}
