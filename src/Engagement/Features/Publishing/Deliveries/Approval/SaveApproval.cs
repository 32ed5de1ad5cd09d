using Engagement.Common.Settings;
using Engagement.Data;

namespace Engagement.Features.Publishing.Deliveries.Approval;

/// <summary>
/// Switches approval on or off. What is scheduled when it is switched on stays so, and its history says by whose leave: a calendar that
/// somebody planned does not stop on the spot.
/// </summary>
internal sealed class SaveApproval(Db db, TimeProvider clock)
{
    // Those whose send has begun may come back to Scheduled without a person; they were let go by then.
    private static readonly Sql LetGo = Sql.Portable(
        """
        update Deliveries set ApprovedAt = @Now, ApprovedBy = @By, ApprovedById = @ById
        where Kind = 'post' and State in ('Scheduled', 'Publishing', 'Uncertain') and ApprovedAt is null
        """);

    internal sealed record Command(bool Required, bool FourEyes, string By, Guid? ById);

    /// <returns>How many scheduled posts were let go with it.</returns>
    public Task<int> RunAsync(Command command, CancellationToken ct) => db.InTransactionAsync(async tx =>
    {
        var now = clock.Now();
        var before = await ApprovalSettings.ReadAsync(tx, ct);
        await AppSettings.SetAsync(tx, ApprovalSettings.RequiredName, command.Required ? ApprovalSettings.Yes : "no", now, command.By, ct);
        await AppSettings.SetAsync(tx, ApprovalSettings.FourEyesName, command.FourEyes ? ApprovalSettings.Yes : "no", now, command.By, ct);
        return command.Required && !before.Required
            ? await tx.ExecuteAsync(LetGo, new { Now = now, By = $"{command.By}, by switching approval on", command.ById }, ct)
            : 0;
    }, ct);
}
