using Engagement.Data;
using Engagement.Web.Security;

namespace Engagement.Features.Publishing.Deliveries.Approval;

/// <summary>A delivery as somebody saw it: what they decide about is that version and no other.</summary>
internal sealed record SeenDelivery(Guid Id, int Version)
{
    /// <param name="text">As forms carry it: <c>id:version</c>.</param>
    public static SeenDelivery? Parse(string? text) =>
        text?.Split(':') is [var id, var version] && Guid.TryParse(id, out var parsed) && int.TryParse(
            version, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? new SeenDelivery(parsed, number)
            : null;

    public override string ToString() => $"{Id}:{Version}";
}

/// <summary>
/// Lets posts go out, all that are named or none. An edit after it needs it again (<see cref="Ledger.ReviseAsync"/>).
/// </summary>
internal sealed class ApproveDeliveries(Db db, Ledger ledger, TimeProvider clock)
{
    // Read at 8:59, approved at 9:01: that is in time.
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(2);

    /// <param name="SendLate">What is past its time goes out now; without it, it is refused.</param>
    internal sealed record Command(IReadOnlyList<SeenDelivery> Deliveries, bool SendLate, string By, Guid? ById, Role Role);

    /// <returns>How many were approved.</returns>
    public Task<Result<int>> RunAsync(Command command, CancellationToken ct) => db.DecideAsync(tx => InAsync(tx, command, ct), ct);

    /// <summary>As part of something larger.</summary>
    public async Task<Result<int>> InAsync(Tx tx, Command command, CancellationToken ct)
    {
        if (command.Deliveries.Count == 0)
        {
            return Result<int>.Wrong(nameof(command.Deliveries), "Choose what to approve.");
        }

        if (command.Role is not (Role.Approver or Role.Administrator))
        {
            return new Result<int>.Conflict("Only approvers and administrators may approve.");
        }

        return await ApproveAsync(tx, command, ct);
    }

    private async Task<Result<int>> ApproveAsync(Tx tx, Command command, CancellationToken ct)
    {
        var now = clock.Now();
        var settings = await ApprovalSettings.ReadAsync(tx, ct);
        foreach (var seen in command.Deliveries)
        {
            if (await tx.OneAsync<Delivery>(LedgerSql.Read, new { seen.Id }, ct) is not { } delivery)
            {
                return new Result<int>.Missing("There is no such delivery.");
            }

            if (delivery.Version != seen.Version || delivery.State != DeliveryState.AwaitingApproval)
            {
                return new Result<int>.Conflict(
                    $"{delivery.Named} was changed meanwhile. Nothing was approved; read it again as it is now.");
            }

            if (settings.FourEyes && (command.ById is null || command.ById == delivery.EditedById))
            {
                return new Result<int>.Conflict(command.ById is null ? "With four eyes a person approves, not a program."
                    : $"{delivery.Named}: these are your own words; somebody else must approve them.");
            }

            var isLate = delivery.DueAt < now - Leeway && !delivery.WaitsForPrevious;
            if (isLate && !command.SendLate)
            {
                return new Result<int>.Conflict($"{delivery.Named} was due {Lateness.InWords(now - delivery.DueAt)} ago. "
                    + $"Approve it to go out now, or give it another time.");
            }

            var dueAt = isLate ? now : delivery.DueAt;
            var moved = await ledger.MoveAsync(tx, delivery.Id, delivery.Version, new Move(
                DeliveryState.AwaitingApproval, DeliveryState.Scheduled, isLate
                    ? "Approved, to go out now." : "Approved.", command.By, delivery.WaitsForPrevious ? null : dueAt)
            {
                DueAt = dueAt,
                Approves = true,
                ActorId = command.ById,
            }, ct);
            if (!moved)
            {
                return new Result<int>.Conflict(
                    $"{delivery.Named} was changed meanwhile. Nothing was approved; read it again as it is now.");
            }
        }

        return command.Deliveries.Count;
    }
}
