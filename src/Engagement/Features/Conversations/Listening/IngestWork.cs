using Engagement.Channels;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Listening.Chain;
using Engagement.Outbox;

namespace Engagement.Features.Conversations.Listening;

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
        var (step, attempts) = ("Read the item", 0);
        try
        {
            await db.InTransactionAsync(async tx =>
            {
                var rows = await tx.QueryAsync<InboundRow>(ListeningSql.ReadNew, new { Ids = Json.Ids([refId]) }, ct);
                attempts = rows is [var row] ? row.Attempts : 0;
                await TakeInAsync(tx, rows, name => step = name, ct);
                await outbox.DropAsync(tx, StoreInbound.Work, refId, ct);
            }, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException && !DbFaults.Passes(e) && attempts + 1 >= MostAttempts)
        {
            log.LogError(e, "Inbound item {ItemId} set aside at the step {Step}", refId, step);
            await db.InTransactionAsync(async tx =>
            {
                Settle(tx, refId, "Failed", $"{e.GetType().Name}: {e.Message}", step);
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
                var rows = await tx.QueryAsync<InboundRow>(ListeningSql.ReadNew, new { Ids = Json.Ids(ids) }, ct);
                await TakeInAsync(tx, rows, _ => { }, ct);
                await tx.ExecuteAsync(DropMany, new { Kind = StoreInbound.Work, Ids = Json.Ids(ids) }, ct);
            }, ct);
        }
    }

    private async Task TakeInAsync(Tx tx, IReadOnlyList<InboundRow> rows, Action<string> at, CancellationToken ct)
    {
        // As it was said, so that what opens a conversation opens its ticket.
        var said = rows.Select(row => (Row: row, Item: Json.Read<InboundItem>(row.ItemJson)))
            .OrderBy(r => r.Row.ReceivedAt).ThenBy(r => r.Item.CreatedAt).ToLookup(r => ItemIds.Problem(r.Item));
        foreach (var (problem, row) in said.Where(s => s.Key is not null).SelectMany(s => s, (s, r) => (s.Key, r.Row)))
        {
            Settle(tx, row.Id, "Failed", problem, ItemIds.Step);
        }

        if (said[null].ToList() is not { Count: > 0 } whole)
        {
            return;
        }

        var accounts = await tx.QueryAsync<AccountRow>(AccountSql.ReadAround, new
        {
            Ids = Json.Ids(whole.Select(r => r.Row.AccountId).Distinct()),
            RemoteIds = Json.Texts(whole.Select(r => r.Item.Author.RemoteId)),
        }, ct);
        var items = whole.Select(r => (r.Row, r.Item, Account: accounts.Single(a => a.Id == r.Row.AccountId))).ToList();
        InboundKnown? known = null;
        var taken = new List<InboundContext>();
        foreach (var (row, item, account) in items)
        {
            if (known is null or { IsForgotten: true })
            {
                known = await ReadInboundKnown.RunAsync(tx, [.. items.Select(i => (i.Item, i.Account))], accounts, clock.Now(), ct);
            }

            var context = new InboundContext(row.Id, item, account, known, clock.Now()) { IsLetIn = row.LetIn };
            await ThroughAsync(tx, context, at, ct);
            taken.Add(context);
        }

        foreach (var step in steps)
        {
            at(step.Name);
            await step.EndAsync(tx, taken, ct);
        }

        at("Write it down");
        await tx.WriteWaitingAsync(ct);
    }

    private async Task ThroughAsync(Tx tx, InboundContext context, Action<string> at, CancellationToken ct)
    {
        foreach (var next in steps)
        {
            at(next.Name);
            await next.RunAsync(tx, context, ct);
            if (context.Ignored is not null)
            {
                break;
            }
        }

        Settle(tx, context.ItemId, context.Ignored is null ? "Done" : "Ignored", context.Ignored, null);
    }

    private void Settle(Tx tx, Guid id, string state, string? outcome, string? failedStep) =>
        tx.Waiting<WaitingItems>().Add(new(id, state, Fit.Shorten(outcome, 1000), failedStep, clock.Now()));
}
