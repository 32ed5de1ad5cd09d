using Engagement.Data;

namespace Engagement.Features.Publishing.Deliveries.Approval;

/// <summary>A draft is ready: it is scheduled, or where posts need approval, it waits for it.</summary>
internal sealed class SubmitDrafts(Db db, Ledger ledger, TimeProvider clock)
{
    internal sealed record Command(IReadOnlyList<SeenDelivery> Deliveries, string By);

    /// <returns>How many were handed in.</returns>
    public Task<Result<int>> RunAsync(Command command, CancellationToken ct) => db.DecideAsync<int>(async tx =>
    {
        if (command.Deliveries.Count == 0)
        {
            return Result<int>.Wrong(nameof(command.Deliveries), "Choose what to hand in.");
        }

        foreach (var seen in command.Deliveries)
        {
            if (await tx.OneAsync<Delivery>(LedgerSql.Read, new { seen.Id }, ct) is not { } delivery)
            {
                return new Result<int>.Missing("There is no such delivery.");
            }

            if (delivery.State == DeliveryState.Draft && delivery.DueAt < clock.GetUtcNow().AddMinutes(-2) && !delivery.WaitsForPrevious)
            {
                return new Result<int>.Conflict("Its time is past. Give it another first.");
            }

            if (delivery.State != DeliveryState.Draft || !await ledger.MoveAsync(tx, seen.Id, seen.Version, new Move(
                DeliveryState.Draft, DeliveryState.Scheduled, "Handed in.", command.By, delivery.WaitsForPrevious
                    ? null : delivery.DueAt), ct))
            {
                return new Result<int>.Conflict("It was changed meanwhile. Look at it again as it is now.");
            }
        }

        return command.Deliveries.Count;
    }, ct);
}
