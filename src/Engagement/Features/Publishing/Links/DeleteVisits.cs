using Engagement.Common.Links;
using Engagement.Data;

namespace Engagement.Features.Publishing.Links;

/// <summary>The recurring job: deletes visits older than Settings keep them.</summary>
internal sealed class DeleteVisits(Db db, TimeProvider clock, ILogger<DeleteVisits> log)
{
    // Few enough that nobody waits for the lock.
    private const int AtOnce = 5_000;

    // A spool file that turns up again after this long is no crash but somebody's backup.
    private static readonly TimeSpan BatchesKept = TimeSpan.FromDays(90);

    private static readonly Sql Delete = Sql.For(
        sqlServer: "delete top (@Take) from Visits where OccurredAt < @Before",
        sqlite: "delete from Visits where Seq in (select Seq from Visits where OccurredAt < @Before limit @Take)");

    private static readonly Sql DeleteBatches = Sql.Portable("delete from VisitBatches where DrainedAt < @Before");

    /// <returns>How many visits were deleted.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var settings = await LinkSettings.ReadAsync(db, ct);
        var before = clock.Now().AddDays(-settings.KeepDays);
        int deleted = 0, some;
        do
        {
            some = await db.ExecuteAsync(Delete, new { Before = before, Take = AtOnce }, ct);
            deleted += some;
        }
        while (some == AtOnce);

        // After the deletion, and each night anew: one that ended early is made up for by the next.
        await VisitChanges.ForgottenAsync(db, before, ct);
        await db.ExecuteAsync(DeleteBatches, new { Before = clock.Now() - BatchesKept }, ct);
        if (deleted > 0)
        {
            log.LogInformation("Deleted {Count} visits from before {Before}", deleted, before);
        }

        return deleted;
    }
}
