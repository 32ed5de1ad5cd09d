using Engagement.Features.Insights.Sheets;
using Engagement.Web.Sheets;
using Microsoft.AspNetCore.Mvc;

namespace Engagement.Features.Insights;

/// <summary>What networks bill, and for what.</summary>
internal sealed class CostModel(ReadReports read, TimeProvider clock) : PeriodModel(clock)
{
    public IReadOnlyList<Sheet> Sheets { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        ReadPeriod();
        CountedUpTo = await read.CountedUpToAsync(ct);
        Sheets = await read.RunAsync(ReadReports.Cost, Period, null, ct);
        return Page();
    }
}
