using Engagement.Data;
using Engagement.Features.Insights.Rollups;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;

namespace Engagement.Features.Insights.Digest;

/// <summary>How often the digest comes and what it would say now; the state of the sums, and the button that makes them again.</summary>
internal sealed class IndexModel(RebuildRollups rebuild, SaveDigest save, WriteDigest write, Db db, TimeProvider clock) : PeriodModel(clock)
{
    public DigestSettings Settings { get; private set; } = null!;

    /// <summary>As it would be sent about the period shown.</summary>
    public DigestWords Digest { get; private set; } = null!;

    /// <summary>Days whose sums are being made.</summary>
    public int Waiting { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        ReadPeriod();
        Settings = await DigestSettings.ReadAsync(db, ct);
        Digest = await write.RunAsync(Period, ct);
        Waiting = await db.ScalarAsync<int>(VisitRollupSql.CountChanges, ct: ct);
        return Page();
    }

    /// <summary>The mail as it would come about this period.</summary>
    public async Task<IActionResult> OnGetMailAsync(CancellationToken ct)
    {
        ReadPeriod();

        // A mail brings its styles along, and nothing else.
        Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'";
        return Content(DigestHtml.Of(await write.RunAsync(Period, ct), "", User.DisplayName()), "text/html; charset=utf-8");
    }

    public async Task<IActionResult> OnPostSaveAsync(DigestRhythm rhythm, CancellationToken ct)
    {
        var answer = await save.RunAsync(rhythm, User.TimeZone(), User.DisplayName(), ct);
        if (answer is not Result<DigestSettings>.Done)
        {
            await OnGetAsync(ct);
            return this.Refuse(answer);
        }

        this.Say(rhythm == DigestRhythm.Off
            ? "No digest is sent."
            : $"The digest comes {(rhythm == DigestRhythm.Weekly ? "on Mondays" : "on the first of each month")} from 7 o’clock "
                + $"on, {User.TimeZone().Id}.");
        return Redirect("/insights/digest");
    }

    public async Task<IActionResult> OnPostRebuildAsync(CancellationToken ct)
    {
        var days = await rebuild.RunAsync(ct);
        this.Say($"The sums are made again from the events: {days:N0} {(days == 1 ? "day" : "days")} of visits, and every ticket. "
            + $"It begins within seconds; pages stay readable.");
        return Redirect("/insights/digest");
    }
}
