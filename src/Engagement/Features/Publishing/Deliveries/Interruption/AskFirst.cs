using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Web.Text;

namespace Engagement.Features.Publishing.Deliveries.Interruption;

/// <summary>
/// What may have been sent by a program whose memory is gone is not sent: it becomes a doubt first, and is looked for at the network like
/// any other (<see cref="ReconcileDelivery"/>). Only the network's own word that it has nothing opens the way to a send.
/// </summary>
internal sealed class AskFirst(Db db, Ledger ledger, TimeProvider clock)
{
    /// <summary>The error kind of a delivery that is asked about before it is sent.</summary>
    public const string Kind = nameof(AskFirst);

    /// <returns>False: its account cannot be asked just now, so it cannot be sent either, and whoever sends says why.</returns>
    public async Task<bool> RunAsync(Delivery delivery, CancellationToken ct)
    {
        if (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = delivery.AccountId }, ct)
            is not { State: AccountState.Active } account)
        {
            return false;
        }

        const string Reason = "It may be out already: it was due while nothing ran here, or this database was put back from a copy.";
        await db.InTransactionAsync(tx => ledger.MoveAsync(tx, delivery.Id, delivery.Version, new Move(
            DeliveryState.Scheduled, DeliveryState.Uncertain,
            Sentence.Of($"{Reason} Asking {account.Name}'s network before it is sent."), Ledger.System, Next: clock.Now())
        {
            ErrorKind = Kind,
        }, ct), ct);
        return true;
    }
}
