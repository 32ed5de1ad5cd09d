using Engagement.Data;
using Engagement.Outbox;

namespace Engagement.Features.Listening;

/// <summary>Sends an item that was set aside through the chain again, once its cause is mended.</summary>
internal sealed class ReplayItem(Db db, OutboxTable outbox, TimeProvider clock)
{
    private static readonly Sql Renew = Sql.Portable(
        "update InboundItems set State = 'New', Attempts = 0, Outcome = null, FailedStep = null where Id = @Id and State = 'Failed'");

    public Task<Answer<Guid>> RunAsync(Guid id, CancellationToken ct) => db.InTransactionAsync<Answer<Guid>>(async tx =>
    {
        if (await tx.ExecuteAsync(Renew, new { Id = id }, ct) == 0)
        {
            return new Answer<Guid>.Conflict("It is not set aside any more.");
        }

        await outbox.PutAsync(tx, StoreInbound.Work, id, clock.Now(), ct);
        return id;
    }, ct);
}
