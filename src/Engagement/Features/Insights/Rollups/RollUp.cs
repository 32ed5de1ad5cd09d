using Engagement.Data;
using Hangfire;

namespace Engagement.Features.Insights.Rollups;

/// <summary>The recurring job: brings every sum up to date. Safe to run beside itself, on one node or on several.</summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class RollUp(Db db, RollUpVisits visits, RollUpDesk desk, ILogger<RollUp> log)
{
    // More is a rebuild or a first start, and worth a word.
    private const int Many = 60;

    public async Task RunAsync(CancellationToken ct)
    {
        var days = await db.ScalarAsync<int>(VisitRollupSql.CountChanges, ct: ct);
        if (days > Many)
        {
            log.LogInformation("Summing up {Days} days of visits", days);
        }

        await visits.RunAsync(ct);
        await desk.RunAsync(ct);
    }
}
