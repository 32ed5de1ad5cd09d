using Engagement.Features.Insights.Loop;
using Engagement.Features.Insights.Sheets;
using Engagement.Web.Sheets;
using Microsoft.AspNetCore.Mvc;

namespace Engagement.Features.Insights;

/// <summary>Does it work? Six figures with their change, the loop, and visits.</summary>
internal sealed class IndexModel(ReadLoop loop, ReadSheets read, TimeProvider clock) : PeriodModel(clock)
{
    public LoopFigures Now { get; private set; } = null!;

    /// <summary>As many days right before.</summary>
    public LoopFigures Before { get; private set; } = null!;

    public IReadOnlyList<Sheet> Sheets { get; private set; } = [];

    public IReadOnlyList<KeyFigure> Six { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        ReadPeriod();
        CountedUpTo = await read.CountedUpToAsync(ct);
        Now = await loop.RunAsync(LoopScope.All, Period, ct);
        Before = await loop.RunAsync(LoopScope.All, Period.Before, ct);
        Six = KeyFigure.Six(Now, Before);
        Sheets = await read.RunAsync(ReadSheets.Overview, Period, null, ct);
        return Page();
    }
}
