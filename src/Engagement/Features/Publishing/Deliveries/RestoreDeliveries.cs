using Engagement.Data;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>
/// Takes a cancelling back. What was a draft, waited for approval or was scheduled is so again; what had failed, was held or missed
/// becomes a draft, so that nothing is sent that a person has not looked at.
/// </summary>
internal sealed class RestoreDeliveries(Ledger ledger)
{
    internal sealed record Command(IReadOnlyList<ChangeMade> Deliveries, string By);

    /// <returns>How many were restored; all that are named or, with anything but Done, none.</returns>
    public async Task<Result<int>> InAsync(Tx tx, Command command, CancellationToken ct)
    {
        foreach (var cancelled in command.Deliveries)
        {
            if (await tx.OneAsync<Delivery>(LedgerSql.Read, new { cancelled.Id }, ct) is not { State: DeliveryState.Cancelled } delivery
                || delivery.Version != cancelled.Version)
            {
                return new Result<int>.Conflict("One of them was changed meanwhile. Nothing was taken back.");
            }

            await RestoreAsync(tx, delivery, cancelled.StateBefore, command.By, ct);
        }

        return command.Deliveries.Count;
    }

    private async Task RestoreAsync(Tx tx, Delivery delivery, DeliveryState before, string by, CancellationToken ct)
    {
        var to = before is DeliveryState.Scheduled or DeliveryState.AwaitingApproval ? before : DeliveryState.Draft;
        var next = to == DeliveryState.Scheduled && !delivery.WaitsForPrevious ? delivery.DueAt : (DateTimeOffset?)null;
        if (!await ledger.MoveAsync(tx, delivery.Id, delivery.Version,
            new Move(DeliveryState.Cancelled, to, "The cancelling was taken back.", by, next), ct))
        {
            throw new InvalidOperationException($"Delivery {delivery.Id} was read in this transaction and is not as it was read.");
        }

        // Cancelling a part cancelled what follows it.
        if (await tx.OneAsync<Delivery>(LedgerSql.ReadNextPart, new { delivery.Id }, ct) is { State: DeliveryState.Cancelled } part)
        {
            await RestoreAsync(tx, (await tx.OneAsync<Delivery>(LedgerSql.Read, new { part.Id }, ct))!, before, by, ct);
        }
    }
}
