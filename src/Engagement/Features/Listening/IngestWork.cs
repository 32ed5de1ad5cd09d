using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Channels;
using Engagement.Features.Listening.Chain;
using Engagement.Outbox;

namespace Engagement.Features.Listening;

/// <summary>
/// Takes one stored item through the chain, in one transaction with its own mark, so running it twice makes one message.
/// An item that keeps failing is set aside with the step and the cause, in view, and can be replayed.
/// </summary>
internal sealed class IngestWork(Db db, OutboxTable outbox, IEnumerable<IInboundStep> steps, TimeProvider clock, ILogger<IngestWork> log) : IOutboxWork
{
    private const int MostAttempts = 3;

    private static readonly Sql CountAttempt = Sql.Portable("update InboundItems set Attempts = Attempts + 1 where Id = @Id");

    public async Task RunAsync(Guid refId, CancellationToken ct)
    {
        var row = await db.OneAsync<InboundRow>(ListeningSql.ReadItem, new { Id = refId }, ct);
        if (row is not { State: "New" })
        {
            await outbox.DropAsync(db, StoreInbound.Work, refId, ct);
            return;
        }

        var step = "Read the item";
        try
        {
            await db.InTransactionAsync(async tx =>
            {
                var account = (await tx.OneAsync<AccountRow>(AccountSql.Read, new { Id = row.AccountId }, ct))!;
                var context = new InboundContext(row.Id, Json.Read<InboundItem>(row.ItemJson), account, clock.Now());
                foreach (var next in steps)
                {
                    step = next.Name;
                    await next.RunAsync(tx, context, ct);
                    if (context.Ignored is not null)
                    {
                        break;
                    }
                }

                await SettleAsync(tx, refId, context.Ignored is null ? "Done" : "Ignored", context.Ignored, null, ct);
                await outbox.DropAsync(tx, StoreInbound.Work, refId, ct);
            }, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException && row.Attempts + 1 >= MostAttempts)
        {
            log.LogError(e, "Inbound item {ItemId} set aside at the step {Step}", refId, step);
            await db.InTransactionAsync(async tx =>
            {
                await SettleAsync(tx, refId, "Failed", $"{e.GetType().Name}: {e.Message}", step, ct);
                await outbox.DropAsync(tx, StoreInbound.Work, refId, ct);
            }, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The outbox row comes back; the count decides when it is enough.
            await db.ExecuteAsync(CountAttempt, new { Id = refId }, ct);
            throw;
        }
    }

    private Task SettleAsync(Tx tx, Guid id, string state, string? outcome, string? failedStep, CancellationToken ct) =>
        tx.ExecuteAsync(ListeningSql.Settle, new
        {
            Id = id,
            State = state,
            Outcome = outcome is { Length: > 1000 } ? outcome[..1000] : outcome,
            FailedStep = failedStep,
            Now = clock.Now(),
        }, ct);
}
