using System.Text.Json;
using Engagement.Data;
using Engagement.Outbox;
using Engagement.Web.Api;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary>
/// Says to programs elsewhere that something happened. Written in the transaction that makes it true, so neither can be there without the
/// other; what becomes of it then (which endpoints, signatures, retries, the log) is not the caller's business.
/// </summary>
internal sealed class EmitEvent(OutboxTable outbox, TimeProvider clock)
{
    public const string Work = "webhook-spread";

    // As the REST API says it: names in camel case, states as words.
    private static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.Web) { Converters = { new ClosedSetConverter() } };

    private static readonly Sql Wanted = Sql.Portable("select EventTypes from WebhookEndpoints where RemovedAt is null");

    /// <summary>
    /// Does anybody want events of this type? Ask before reading what only an event needs. Asked for every line of every ticket's log, so
    /// it is read once in a transaction.
    /// </summary>
    public static async Task<bool> IsWantedAsync(Tx tx, string type, CancellationToken ct) =>
        (await tx.OnceAsync<string>(Wanted, null, ct)).Any(types => types.Contains(" * ", StringComparison.Ordinal)
            || types.Contains($" {type} ", StringComparison.Ordinal));

    /// <param name="tx">The caller's.</param>
    /// <param name="type">One of <see cref="WebhookEvents"/>.</param>
    /// <param name="subjectId">What it is about.</param>
    /// <param name="data">Said as JSON, frozen now: a replay says the same. No secrets.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>False when no endpoint wants it; nothing is kept then.</returns>
    public async Task<bool> RunAsync(Tx tx, string type, Guid subjectId, object data, CancellationToken ct)
    {
        if (!await IsWantedAsync(tx, type, ct))
        {
            return false;
        }

        var now = clock.Now();
        var id = Ids.New(now);
        await tx.ExecuteAsync(WebhookSql.InsertEvent,
            new { Id = id, Type = type, SubjectId = subjectId, DataJson = JsonSerializer.Serialize(data, Shape), Now = now }, ct);
        await outbox.PutAsync(tx, Work, id, now, ct);
        return true;
    }
}
