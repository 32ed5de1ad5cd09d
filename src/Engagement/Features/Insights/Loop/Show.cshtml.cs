using Engagement.Features.Insights.Sheets;
using Engagement.Web.Sheets;
using Microsoft.AspNetCore.Mvc;

namespace Engagement.Features.Insights.Loop;

/// <summary>What came of one article, template, series, account or post.</summary>
internal sealed class ShowModel(ReadFunnel loop, VisitReports visits, TimeProvider clock) : PeriodModel(clock)
{
    public FunnelScope Scope { get; private set; } = null!;

    public string Name { get; private set; } = "";

    public FunnelFigures Figures { get; private set; } = null!;

    public Sheet Visits { get; private set; } = null!;

    /// <summary>The thing's own page.</summary>
    public string Own => Scope.Kind switch
    {
        ScopeKind.Article => $"/knowledge/{Scope.Id}",
        ScopeKind.Template => $"/templates/{Scope.Id}",
        ScopeKind.Series => $"/series/{Scope.Id}",
        ScopeKind.Account => $"/accounts/{Scope.Id}",
        _ => $"/posts/{Scope.Id}",
    };

    public async Task<IActionResult> OnGetAsync(string kind, Guid id, CancellationToken ct)
    {
        if (FunnelScope.Read(kind, id) is not { IsAll: false } scope || await loop.NameAsync(scope, ct) is not { } name)
        {
            return NotFound();
        }

        ReadPeriod();
        (Scope, Name) = (scope, name);
        Figures = await loop.RunAsync(scope, Period, ct);
        Visits = await visits.OverTimeAsync(scope, Period, ct);
        return Page();
    }
}
