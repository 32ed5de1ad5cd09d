using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Accounts.Removal;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>Cancels some of what waits for a removed account.</summary>
internal sealed class OnAccountCleared(Ledger ledger) : IHandle<AccountCleared>
{
    private const int AtOnce = 100;

    private static readonly Sql Waiting = Sql.Portable(
        """
        select Id, State, Version from Deliveries
        where AccountId = @AccountId and State in ('Draft', 'AwaitingApproval', 'Scheduled', 'Held') order by Id {page}
        """);

    public async Task HandleAsync(Tx tx, AccountCleared what, CancellationToken ct)
    {
        foreach (var waiting in await tx.QueryAsync<Delivery>(Waiting, new { what.AccountId, Take = AtOnce }, ct))
        {
            // Cancelling a part cancels what follows it: that one has moved when its turn comes here.
            var move = new Move(waiting.State, DeliveryState.Cancelled, $"{what.Name} was removed.", what.By, Next: null);
            what.Cancelled += await ledger.MoveAsync(tx, waiting.Id, waiting.Version, move, ct) ? 1 : 0;
        }
    }
}
