using Engagement.Features.Insights.Loop;
using Engagement.Features.Insights.Sheets;
using Engagement.Web.Sheets;
using Microsoft.AspNetCore.Mvc;

namespace Engagement.Features.Insights;

/// <summary>Does it work? Six figures with their change, the loop, and visits.</summary>
internal sealed class IndexModel(ReadFunnel loop, ReadReports read, TimeProvider clock) : PeriodModel(clock)
{
    public FunnelFigures Now { get; private set; } = null!;

    /// <summary>As many days right before.</summary>
    public FunnelFigures Before { get; private set; } = null!;

    public IReadOnlyList<Sheet> Sheets { get; private set; } = [];

    public IReadOnlyList<KeyFigure> Six { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        ReadPeriod();
        CountedUpTo = await read.CountedUpToAsync(ct);
        Now = await loop.RunAsync(FunnelScope.All, Period, ct);
        Before = await loop.RunAsync(FunnelScope.All, Period.Before, ct);
        Six = KeyFigure.Six(Now, Before);
        Sheets = await read.RunAsync(ReadReports.Overview, Period, null, ct);
        return Page();
    }
}
