using Engagement.Features.Insights.Sheets;
using Engagement.Web.Sheets;
using Microsoft.AspNetCore.Mvc;

namespace Engagement.Features.Insights;

/// <summary>How quickly clients are answered, when they write, and who has how much to do.</summary>
internal sealed class DeskModel(ReadReports read, TimeProvider clock) : PeriodModel(clock)
{
    public IReadOnlyList<Sheet> Sheets { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        ReadPeriod();
        CountedUpTo = await read.CountedUpToAsync(ct);
        Sheets = await read.RunAsync(ReadReports.Desk, Period, null, ct);
        return Page();
    }
}
