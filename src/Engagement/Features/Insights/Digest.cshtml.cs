using Engagement.Data;
using Engagement.Features.Insights.Rollups;
using Engagement.Web;
using Microsoft.AspNetCore.Mvc;

namespace Engagement.Features.Insights;

/// <summary>The state of the sums, and the button that makes them again.</summary>
internal sealed class DigestModel(RebuildRollups rebuild, Db db, TimeProvider clock) : PeriodModel(clock)
{
    /// <summary>Days whose sums are being made.</summary>
    public int Waiting { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        ReadPeriod();
        Waiting = await db.ScalarAsync<int>(VisitRollupSql.CountChanges, ct: ct);
        return Page();
    }

    public async Task<IActionResult> OnPostRebuildAsync(CancellationToken ct)
    {
        var days = await rebuild.RunAsync(ct);
        this.Say($"The sums are made again from the events: {days:N0} {(days == 1 ? "day" : "days")} of visits, and every ticket. It begins within seconds; pages stay readable.");
        return Redirect("/insights/digest");
    }
}
