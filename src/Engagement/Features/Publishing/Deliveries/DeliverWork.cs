using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Engagement.Outbox;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>Looks after one delivery: reads where it stands and does the next thing, once.</summary>
internal sealed class DeliverWork(Db db, Ledger ledger, OutboxTable outbox, SendDelivery send,
    AskFirst ask, ReconcileDelivery reconcile, SinceSend since, TimeProvider clock) : IOutboxWork
{
    public async Task RunAsync(Guid refId, CancellationToken ct)
    {
        var delivery = await db.OneAsync<Delivery>(LedgerSql.Read, new { Id = refId }, ct);
        PublishingSteps.Passed(PublishingSteps.Claimed, refId);
        switch (delivery?.State)
        {
            case DeliveryState.Scheduled when delivery.WaitsForPrevious:
                // The ledger puts it out when the part before it is published.
                await outbox.DropAsync(db, Ledger.Work, refId, ct);
                break;
            case DeliveryState.Scheduled when delivery.DueAt > clock.GetUtcNow():
                await outbox.PutAsync(db, Ledger.Work, refId, delivery.DueAt, ct);
                break;
            case DeliveryState.Scheduled when delivery.AskSince is not null && await ask.RunAsync(delivery, ct):
                break;
            case DeliveryState.Scheduled:
                await send.RunAsync(delivery, ct);
                break;
            case DeliveryState.Publishing when delivery.LeaseUntil > clock.GetUtcNow():
                // In somebody's hands. If they die, this is when we will know.
                await outbox.PutAsync(db, Ledger.Work, refId, delivery.LeaseUntil.Value, ct);
                break;
            case DeliveryState.Publishing:
                await DoubtAsync(delivery, ct);
                break;
            case DeliveryState.Uncertain:
                await reconcile.RunAsync(delivery, ct);
                break;
            default:
                await outbox.DropAsync(db, Ledger.Work, refId, ct);
                break;
        }
    }

    // The sender ended between its intent and its outcome. The words may be out: ask, do not send.
    private Task DoubtAsync(Delivery delivery, CancellationToken ct)
    {
        since.Note(delivery.Id);
        return db.InTransactionAsync(tx => ledger.MoveAsync(tx, delivery.Id, delivery.Version, new Move(
            DeliveryState.Publishing,
            DeliveryState.Uncertain,
            "The program stopped during the send, so we do not know whether the network took it. "
                + "Asking the network before anything is sent again.",
            Ledger.System,
            Next: clock.Now()), ct), ct);
    }
}
