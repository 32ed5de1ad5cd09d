using Engagement.Web.Sheets;
using Microsoft.AspNetCore.Mvc;

namespace Engagement.Features.Insights.Loop;

/// <summary>The rows behind one figure of the loop.</summary>
internal sealed class RowsModel(ReadFunnel loop, ReadFunnelRows rows, TimeProvider clock) : PeriodModel(clock)
{
    private const int MostInFile = 50_000;

    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Id { get; set; }

    /// <summary>Visits of previews and bots too.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Everybody { get; set; }

    public FunnelFigure Figure { get; private set; } = null!;

    public FunnelScope Scope { get; private set; } = null!;

    public string Name { get; private set; } = "";

    public Sheet Sheet { get; private set; } = null!;

    public string? Next { get; private set; }

    public override IReadOnlyList<KeyValuePair<string, string?>> Also =>
        [.. new KeyValuePair<string, string?>[]
            { new("kind", Kind), new("id", Id?.ToString()), new("everybody", Everybody ? "true" : null) }.Where(q => q.Value is not null)];

    public async Task<IActionResult> OnGetAsync(string figure, string? after, CancellationToken ct)
    {
        if (!await LoadAsync(figure, ct))
        {
            return NotFound();
        }

        (Sheet, Next) = await rows.RunAsync(Figure, Scope, Period, after, Everybody, ReadFunnelRows.PageSize, ct);
        return Page();
    }

    public async Task<IActionResult> OnGetFileAsync(string figure, string format, CancellationToken ct)
    {
        if (!await LoadAsync(figure, ct))
        {
            return NotFound();
        }

        var all = (await rows.RunAsync(Figure, Scope, Period, null, Everybody, MostInFile, ct)).Sheet;
        return ReportFile.Of([all], $"{Figure.Key}-{Period.First:yyyy-MM-dd}-{Period.Last:yyyy-MM-dd}",
            format) ?? (IActionResult)NotFound();
    }

    private async Task<bool> LoadAsync(string figure, CancellationToken ct)
    {
        if (FunnelFigure.Find(figure) is not { } found || FunnelScope.Read(Kind, Id) is not { } scope
            || await loop.NameAsync(scope, ct) is not { } name)
        {
            return false;
        }

        (Figure, Scope, Name) = (found, scope, name);
        ReadPeriod();
        return true;
    }
}
