using Engagement.Data;
using Engagement.Outbox;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary>An event becomes a delivery for each endpoint that wants it. Safe to run twice: an endpoint has an event once.</summary>
internal sealed class SpreadEvent(Db db, OutboxTable outbox, TimeProvider clock) : IOutboxWork
{
    public async Task RunAsync(Guid refId, CancellationToken ct)
    {
        if (await db.OneAsync<WebhookEventRow>(WebhookSql.ReadEvent, new { Id = refId }, ct) is not { } happened)
        {
            await outbox.DropAsync(db, EmitEvent.Work, refId, ct);
            return;
        }

        var endpoints = await db.QueryAsync<EndpointRow>(WebhookSql.Endpoints, ct: ct);
        await db.InTransactionAsync(async tx =>
        {
            // A paused one misses nothing: what it wants waits, and goes out when it is resumed.
            foreach (var endpoint in endpoints.Where(e => e.Wants(happened.Type)))
            {
                var now = clock.Now();
                var id = Ids.New(now);
                var made = await tx.ExecuteAsync(WebhookSql.InsertDelivery,
                    new { Id = id, EndpointId = endpoint.Id, EventId = refId, happened.OccurredAt, Now = now }, ct);
                if (made == 1 && endpoint.State == EndpointState.Active)
                {
                    await outbox.PutAsync(tx, SendWebhook.Work, id, now, ct);
                }
            }

            await outbox.DropAsync(tx, EmitEvent.Work, refId, ct);
        }, ct);
    }
}

/// <summary>As rows have it.</summary>
internal static class EndpointState
{
    public const string Active = "Active";
    public const string Paused = "Paused";
    public const string Disabled = "Disabled";
}
