using Engagement.Data;

namespace Engagement.Features.Publishing.Deliveries.Approval;

/// <summary>An approval was a slip: what has not left yet waits to be read again.</summary>
internal sealed class WithdrawApproval(Ledger ledger)
{
    internal sealed record Command(IReadOnlyList<ChangeMade> Deliveries, string By);

    /// <returns>How many wait again; all that are named or, with anything but Done, none.</returns>
    public async Task<Result<int>> InAsync(Tx tx, Command command, CancellationToken ct)
    {
        foreach (var approved in command.Deliveries)
        {
            if (await tx.OneAsync<Delivery>(LedgerSql.Read, new { approved.Id }, ct) is not { State: DeliveryState.Scheduled } delivery
                || delivery.Version != approved.Version
                || !await ledger.MoveAsync(tx, delivery.Id, delivery.Version, new Move(
                    DeliveryState.Scheduled, DeliveryState.AwaitingApproval, "The approval was taken back.",
                    command.By, Next: null) { WithdrawsApproval = true }, ct))
            {
                return new Result<int>.Conflict("One of them was changed meanwhile, or is on its way. Nothing was taken back.");
            }
        }

        return command.Deliveries.Count;
    }
}
