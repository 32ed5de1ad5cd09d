using Engagement.Data;

namespace Engagement.Features.Webhooks;

/// <summary>Events and their log are kept for a time in which somebody may still replay them.</summary>
internal sealed class ForgetWebhooks(Db db, TimeProvider clock)
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private static readonly Sql Attempts = Sql.Portable(
        "delete from WebhookAttempts where DeliveryId in (select d.Id from WebhookDeliveries d join WebhookEvents e on e.Id = d.EventId where e.OccurredAt < @Before)");

    private static readonly Sql Deliveries = Sql.Portable("delete from WebhookDeliveries where EventId in (select Id from WebhookEvents where OccurredAt < @Before)");

    private static readonly Sql Events = Sql.Portable("delete from WebhookEvents where OccurredAt < @Before");

    public Task RunAsync(CancellationToken ct) => db.InTransactionAsync(async tx =>
    {
        var args = new { Before = clock.Now() - Kept };
        await tx.ExecuteAsync(Attempts, args, ct);
        await tx.ExecuteAsync(Deliveries, args, ct);
        await tx.ExecuteAsync(Events, args, ct);
    }, ct);
}
