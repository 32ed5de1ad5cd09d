using Engagement.Data;
using Engagement.Outbox;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary>
/// Sends again what was sent or missed, with the ids of then: receivers that kept them take nothing twice. And a test call.
/// </summary>
internal sealed class ReplayEvents(Db db, OutboxTable outbox, TimeProvider clock)
{
    private const int Batch = 200;

    /// <summary>One replay sends so many at the most; the rest is another replay.</summary>
    public const int Most = 10_000;

    /// <summary>One delivery anew, whatever became of it.</summary>
    public async Task<Result<Guid>> OneAsync(Guid deliveryId, CancellationToken ct) =>
        await db.DecideAsync<Guid>(async tx =>
        {
            if (await tx.OneAsync<WebhookDeliveryRow>(WebhookSql.ReadDelivery, new { Id = deliveryId }, ct) is not { } delivery
                || await tx.OneAsync<EndpointRow>(WebhookSql.ReadEndpoint, new { Id = delivery.EndpointId }, ct) is not { } endpoint)
            {
                return new Result<Guid>.Missing("There is no such delivery.");
            }

            if (endpoint.State != EndpointState.Active)
            {
                return new Result<Guid>.Conflict("The endpoint is off. Switch it on first.");
            }

            await tx.ExecuteAsync(WebhookSql.Wake, new { endpoint.Id }, ct);
            await AgainAsync(tx, deliveryId, ct);
            return deliveryId;
        }, ct);

    /// <summary>
    /// Everything it wants that happened from <paramref name="from"/> on and before <paramref name="to"/>, whether it had it or not.
    /// </summary>
    /// <returns>How many.</returns>
    public async Task<Result<int>> PeriodAsync(Guid endpointId, DateTimeOffset? from, DateTimeOffset? to, CancellationToken ct)
    {
        if (from is null || to is null || from >= to)
        {
            return Result<int>.Wrong("From", "Give a time and a later one.");
        }

        if (await db.OneAsync<EndpointRow>(WebhookSql.ReadEndpoint, new { Id = endpointId }, ct) is not { } endpoint)
        {
            return new Result<int>.Missing("There is no such endpoint.");
        }

        if (endpoint.State != EndpointState.Active)
        {
            return new Result<int>.Conflict("The endpoint is off. Switch it on first.");
        }

        var (sent, after) = (0, new WebhookEventRow { OccurredAt = DateTimeOffset.UnixEpoch });
        while (sent < Most)
        {
            var events = await db.QueryAsync<WebhookEventRow>(
                WebhookSql.EventsBetween, new { From = from, To = to, After = after.OccurredAt, AfterId = after.Id, Take = Batch }, ct);
            if (events.Count == 0)
            {
                break;
            }

            after = events[^1];
            sent += await db.InTransactionAsync(async tx =>
            {
                var count = 0;
                foreach (var happened in events.Where(e => endpoint.Wants(e.Type)))
                {
                    var made = Ids.New(clock);
                    var isNew = await tx.ExecuteAsync(WebhookSql.InsertDelivery,
                        new { Id = made, EndpointId = endpointId, EventId = happened.Id, happened.OccurredAt, Now = clock.Now() }, ct) == 1;
                    await AgainAsync(tx, isNew
                        ? made
                        : await tx.ScalarAsync<Guid>(WebhookSql.DeliveryOf,
                            new { EndpointId = endpointId, EventId = happened.Id }, ct), ct);
                    count++;
                }

                return count;
            }, ct);
        }

        return sent;
    }

    /// <summary>A test call to this endpoint alone, in the log like any other.</summary>
    public async Task<Result<Guid>> PingAsync(Guid endpointId, string by, CancellationToken ct) =>
        await db.DecideAsync<Guid>(async tx =>
        {
            if (await tx.OneAsync<EndpointRow>(WebhookSql.ReadEndpoint, new { Id = endpointId }, ct) is not { } endpoint)
            {
                return new Result<Guid>.Missing("There is no such endpoint.");
            }

            if (endpoint.State != EndpointState.Active)
            {
                return new Result<Guid>.Conflict("The endpoint is off. Switch it on first.");
            }

            var now = clock.Now();
            var (happened, delivery) = (Ids.New(now), Ids.New(now));
            await tx.ExecuteAsync(WebhookSql.InsertEvent, new
            {
                Id = happened,
                Type = WebhookEvents.Ping,
                SubjectId = endpointId,
                DataJson = Json.Write(new { endpoint = endpoint.Name, by }),
                Now = now,
            }, ct);
            await tx.ExecuteAsync(WebhookSql.InsertDelivery,
                new { Id = delivery, EndpointId = endpointId, EventId = happened, OccurredAt = now, Now = now }, ct);
            await tx.ExecuteAsync(WebhookSql.Wake, new { endpoint.Id }, ct);
            await outbox.PutAsync(tx, SendWebhook.Work, delivery, now, ct);
            return delivery;
        }, ct);

    private async Task AgainAsync(Tx tx, Guid deliveryId, CancellationToken ct)
    {
        var now = clock.Now();
        await tx.ExecuteAsync(WebhookSql.Again, new { Id = deliveryId, Now = now }, ct);
        await outbox.PutAsync(tx, SendWebhook.Work, deliveryId, now, ct);
    }
}
