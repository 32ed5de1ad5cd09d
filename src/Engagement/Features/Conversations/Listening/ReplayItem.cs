using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Listening.Chain;
using Engagement.Outbox;

namespace Engagement.Features.Conversations.Listening;

/// <summary>Sends an item that was set aside through the chain again, once its cause is mended.</summary>
internal sealed class ReplayItem(Db db, OutboxTable outbox, DomainEvents events, TimeProvider clock)
{
    private static readonly Sql Renew = Sql.Portable(
        "update InboundItems set State = 'New', Attempts = 0, Outcome = null, FailedStep = null where Id = @Id and State = 'Failed'");

    private static readonly Sql Let = Sql.Portable("""
        update InboundItems set State = 'New', Attempts = 0, Outcome = null, LetIn = 1 where Id = @Id and State = 'Ignored'
            and Outcome = @Reason
        """);

    public static string KeyOf(Guid item) => $"inbound:{item:N}";

    public Task<Result<Guid>> RunAsync(Guid id, CancellationToken ct) => AgainAsync(Renew, new { Id = id, Reason = "" }, id, ct);

    /// <summary>What was left out because its author is automated goes into a ticket all the same.</summary>
    public Task<Result<Guid>> LetInAsync(Guid id, CancellationToken ct) => AgainAsync(Let, new { Id = id, DropBots.Reason }, id, ct);

    private Task<Result<Guid>> AgainAsync(Sql renew, object args, Guid id, CancellationToken ct) =>
        db.InTransactionAsync<Result<Guid>>(async tx =>
        {
            if (await tx.ExecuteAsync(renew, args, ct) == 0)
            {
                return new Result<Guid>.Conflict("It is not set aside any more.");
            }

            await events.RaiseAsync(tx, new NoticeMended(KeyOf(id)), ct);
            await outbox.PutAsync(tx, StoreInbound.Work, id, clock.Now(), ct);
            return id;
        }, ct);
}
