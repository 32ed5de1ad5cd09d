using Engagement.Channels;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Channels;
using Engagement.Features.Listening.Chain;
using Engagement.Features.Tickets;
using Engagement.Outbox;

namespace Engagement.Features.Listening;

/// <summary>
/// Takes stored items through the chain, in one transaction with their own marks, so running it twice makes one message.
/// An item that keeps failing is set aside with the step and the cause, in view, and can be replayed. A fault of the database that passes
/// is not the item's, and does not count.
/// </summary>
internal sealed class IngestWork(Db db, OutboxTable outbox, IEnumerable<IInboundStep> steps,
    DomainEvents events, TimeProvider clock, ILogger<IngestWork> log) : IOutboxBatchWork
{
    private const int MostAttempts = 3;

    // In one transaction: a commit's wait for the disk is shared, and on SQLite agents wait for no more than some hundredths of a second.
    private const int Together = 50;

    private static readonly Sql CountAttempt = Sql.Portable("update InboundItems set Attempts = Attempts + 1 where Id = @Id");

    private static readonly Sql DropMany = Sql.Portable("delete from Outbox where Kind = @Kind and RefId in {ids Ids}");

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
                await TicketLog.HoldNumbersAsync(tx, ct);
                var account = (await tx.OneAsync<AccountRow>(AccountSql.Read, new { Id = row.AccountId }, ct))!;
                await ThroughAsync(tx, row, Json.Read<InboundItem>(row.ItemJson), account, name => step = name, ct);
                await outbox.DropAsync(tx, StoreInbound.Work, refId, ct);
            }, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException && !DbFaults.Passes(e) && row.Attempts + 1 >= MostAttempts)
        {
            log.LogError(e, "Inbound item {ItemId} set aside at the step {Step}", refId, step);
            await db.InTransactionAsync(async tx =>
            {
                await SettleAsync(tx, refId, "Failed", $"{e.GetType().Name}: {e.Message}", step, ct);
                await events.RaiseAsync(tx, new NoticeDue(new Notice(
                    NoticeKinds.InboundSetAside, "A message could not be made into a ticket",
                    $"It failed {MostAttempts} times at the step '{step}'. It is kept, and can be replayed once the cause is mended.",
                    "/tickets/attention", ReplayItem.KeyOf(refId))), ct);
                await outbox.DropAsync(tx, StoreInbound.Work, refId, ct);
            }, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException && !DbFaults.Passes(e))
        {
            // The outbox row comes back; the count decides when it is enough.
            await db.ExecuteAsync(CountAttempt, new { Id = refId }, ct);
            throw;
        }
    }

    /// <summary>Some dozens in a transaction. When one fails none of them has been through, and the caller runs each by itself.</summary>
    public async Task RunManyAsync(IReadOnlyList<Guid> refIds, CancellationToken ct)
    {
        foreach (var ids in refIds.Chunk(Together))
        {
            await db.InTransactionAsync(async tx =>
            {
                await TicketLog.HoldNumbersAsync(tx, ct);
                var accounts = new Dictionary<Guid, AccountRow>();
                var rows = await tx.QueryAsync<InboundRow>(ListeningSql.ReadNew, new { Ids = Json.Ids(ids) }, ct);

                // As it was said, so that what opens a conversation opens its ticket.
                foreach (var (row, item) in rows.Select(row => (Row: row, Item: Json.Read<InboundItem>(row.ItemJson)))
                    .OrderBy(r => r.Row.ReceivedAt).ThenBy(r => r.Item.CreatedAt))
                {
                    if (!accounts.TryGetValue(row.AccountId, out var account))
                    {
                        accounts[row.AccountId] = account =
                            (await tx.OneAsync<AccountRow>(AccountSql.Read, new { Id = row.AccountId }, ct))!;
                    }

                    await ThroughAsync(tx, row, item, account, _ => { }, ct);
                }

                await tx.ExecuteAsync(DropMany, new { Kind = StoreInbound.Work, Ids = Json.Ids(ids) }, ct);
            }, ct);
        }
    }

    private async Task ThroughAsync(Tx tx, InboundRow row, InboundItem item, AccountRow account, Action<string> at, CancellationToken ct)
    {
        if (ItemIds.Problem(item) is { } problem)
        {
            await SettleAsync(tx, row.Id, "Failed", problem, ItemIds.Step, ct);
            return;
        }

        var context = new InboundContext(row.Id, item, account, clock.Now()) { IsLetIn = row.LetIn };
        foreach (var next in steps)
        {
            at(next.Name);
            await next.RunAsync(tx, context, ct);
            if (context.Ignored is not null)
            {
                break;
            }
        }

        await SettleAsync(tx, row.Id, context.Ignored is null ? "Done" : "Ignored", context.Ignored, null, ct);
    }

    private Task SettleAsync(Tx tx, Guid id, string state, string? outcome, string? failedStep, CancellationToken ct) =>
        tx.ExecuteAsync(ListeningSql.Settle, new
        {
            Id = id,
            State = state,
            Outcome = Fit.Shorten(outcome, 1000),
            FailedStep = failedStep,
            Now = clock.Now(),
        }, ct);
}
