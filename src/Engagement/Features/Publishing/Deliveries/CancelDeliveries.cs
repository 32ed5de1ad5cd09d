using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Approval;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>Cancels posts, all that are named or none. <see cref="RestoreDeliveries"/> takes it back.</summary>
internal sealed class CancelDeliveries(Db db, Ledger ledger)
{
    internal sealed record Command(IReadOnlyList<SeenDelivery> Deliveries, string By);

    public Task<Result<IReadOnlyList<ChangeMade>>> RunAsync(Command command, CancellationToken ct) =>
        db.DecideAsync(tx => InAsync(tx, command, ct), ct);

    /// <summary>As part of something larger.</summary>
    public async Task<Result<IReadOnlyList<ChangeMade>>> InAsync(Tx tx, Command command, CancellationToken ct)
    {
        if (command.Deliveries.Count is 0 or > ChangeMade.Most)
        {
            return Result<IReadOnlyList<ChangeMade>>.Wrong(nameof(command.Deliveries), command.Deliveries.Count == 0
                ? "Choose what to cancel."
                : $"At most {ChangeMade.Most} at once.");
        }

        var cancelled = new List<ChangeMade>();
        foreach (var seen in command.Deliveries)
        {
            if (await tx.OneAsync<Delivery>(LedgerSql.Read, new { seen.Id }, ct) is not { } delivery)
            {
                return new Result<IReadOnlyList<ChangeMade>>.Missing("There is no such delivery.");
            }

            if (!LegalMoves.Allows(delivery.State, DeliveryState.Cancelled))
            {
                return new Result<IReadOnlyList<ChangeMade>>.Conflict(
                    $"{delivery.Named} is past cancelling ({DeliveryWords.Of(delivery.State)}). Nothing was cancelled.");
            }

            if (delivery.Version != seen.Version
                || !await ledger.MoveAsync(tx, delivery.Id, delivery.Version,
                    new Move(delivery.State, DeliveryState.Cancelled, "Cancelled.", command.By, Next: null), ct))
            {
                return new Result<IReadOnlyList<ChangeMade>>.Conflict(
                    $"{delivery.Named} was changed meanwhile. Nothing was cancelled; look at it again as it is now.");
            }

            cancelled.Add(new ChangeMade(delivery.Id, delivery.Version + 1, delivery.DueAt, delivery.State));
        }

        return cancelled;
    }
}
