using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Accounts;
using Engagement.Features.Integrations.Notifications;
using Engagement.Outbox;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary>
/// Tells one endpoint of one event: one call, its line in the log, and when to call again. At least once: a process that ends between the
/// answer and its line calls again, with the same <c>webhook-id</c>.
/// </summary>
internal sealed class SendWebhook(
    Db db, OutboxTable outbox, WebhookCalls calls, WebhookGate gate, WebhookSecrets secrets,
    RaiseNotice raise, ResolveNotice resolve, TimeProvider clock) : IOutboxWork
{
    public const string Work = "webhook-send";

    /// <summary>A receiver that has not taken anything for so long is called no more until a person says so.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(5);

    // A database that is away longer than this has the call made again, with the same id.
    private static readonly TimeSpan Insists = TimeSpan.FromMinutes(1);

    // Until somebody else's call has ended.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    public async Task RunAsync(Guid refId, CancellationToken ct)
    {
        var delivery = await db.OneAsync<WebhookDeliveryRow>(WebhookSql.ReadDelivery, new { Id = refId }, ct);
        var endpoint = delivery is null
            ? null
            : await db.OneAsync<EndpointRow>(WebhookSql.ReadEndpoint, new { Id = delivery.EndpointId }, ct);
        if (delivery is not { State: "Waiting" } || endpoint is not { State: EndpointState.Active })
        {
            // Delivered, or its endpoint is paused: then it waits in its own row until it is resumed.
            await outbox.DropAsync(db, Work, refId, ct);
            return;
        }

        var now = clock.Now();
        if (endpoint.RestUntil is { } rest && rest > now)
        {
            // Another event's call has just failed.
            await outbox.PutAsync(db, Work, refId, rest, ct);
            return;
        }

        using var place = gate.Enter(endpoint.Id, endpoint.FailingSince is not null);
        if (place is null)
        {
            await outbox.PutAsync(db, Work, refId, now + Moment, ct);
            return;
        }

        var end = await calls.PostAsync(
            endpoint, secrets.Unprotect(endpoint.SecretsCipher).At(now), delivery.MessageId, now, delivery.Body(), ct);

        // From here on what happened must be written down even if the node is stopping.
        await db.WriteDownAsync(tx => WriteAsync(tx, endpoint, delivery, end, now, CancellationToken.None), Insists);
    }

    private async Task<bool> WriteAsync(
        Tx tx, EndpointRow endpoint, WebhookDeliveryRow delivery, CallEnd end, DateTimeOffset startedAt, CancellationToken ct)
    {
        var now = clock.Now();
        var wait = end.IsTaken || end.IsGone ? null : RetryLadder.After(delivery.Tries + 1, end.RetryAfter);
        var written = await tx.ExecuteAsync(WebhookSql.EndTry, new
        {
            delivery.Id,
            Seen = delivery.Attempts,
            State = end.IsTaken ? "Delivered" : wait is null ? "Failed" : "Waiting",
            end.Status,
            Error = end.IsTaken ? null : Fit.Shorten(end.Words, Fit.Error),
            NextAt = now + wait,
            DeliveredAt = end.IsTaken ? now : (DateTimeOffset?)null,
        }, ct);
        if (written == 0)
        {
            return false; // it was called by another node meanwhile, which has written how that ended
        }

        await tx.ExecuteAsync(WebhookSql.InsertAttempt, new
        {
            delivery.Id,
            Number = delivery.Attempts + 1,
            StartedAt = startedAt,
            Milliseconds = (int)end.Took.TotalMilliseconds,
            end.Status,
            Said = Fit.Shorten(end.Said, 1000),
        }, ct);
        if (wait is { } until)
        {
            await outbox.PutAsync(tx, Work, delivery.Id, now + until, ct);
        }
        else
        {
            await outbox.DropAsync(tx, Work, delivery.Id, ct);
        }

        await JudgeAsync(tx, endpoint, end, now, ct);
        return true;
    }

    private async Task JudgeAsync(Tx tx, EndpointRow endpoint, CallEnd end, DateTimeOffset now, CancellationToken ct)
    {
        var key = $"webhook:{endpoint.Id}";
        if (end.IsTaken)
        {
            if (await tx.ExecuteAsync(WebhookSql.AnsweredWell, new { endpoint.Id, Now = now, MinuteAgo = now.AddMinutes(-1) }, ct) > 0
                && endpoint.FailingSince is not null)
            {
                await resolve.RunAsync(tx, key, ct);
            }

            return;
        }

        await tx.ExecuteAsync(WebhookSql.Failed,
            new { endpoint.Id, Now = now, RestUntil = now + BackOff.After(endpoint.Failures + 1),
                Error = Fit.Shorten(end.Words, Fit.Error) }, ct);
        if ((end.IsGone || (endpoint.FailingSince is { } since && now - since >= Patience))
            && await tx.ExecuteAsync(WebhookSql.Disable, new { endpoint.Id }, ct) == 1)
        {
            var why = end.IsGone ? "It answers 410: it wants no more calls."
                : $"Nothing was taken for {Patience.TotalDays:0} days. {end.Words}";
            await raise.RunAsync(tx, new Notice(
                NoticeKinds.WebhookFailing,
                $"{endpoint.Name} gets no more events",
                $"{why} Events are kept; once it answers again, switch it on and replay the time it missed.",
                $"/settings/webhooks/{endpoint.Id}",
                key), ct);
        }
    }
}
