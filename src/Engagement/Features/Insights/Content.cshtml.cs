using Engagement.Features.Insights.Sheets;
using Engagement.Web.Sheets;
using Microsoft.AspNetCore.Mvc;

namespace Engagement.Features.Insights;

/// <summary>Which words work, and when.</summary>
internal sealed class ContentModel(ReadReports read, TimeProvider clock) : PeriodModel(clock)
{
    [BindProperty(SupportsGet = true)]
    public Guid? Account { get; set; }

    public IReadOnlyList<Named> Accounts { get; private set; } = [];

    public IReadOnlyList<Sheet> Sheets { get; private set; } = [];

    public override IReadOnlyList<KeyValuePair<string, string?>> Also => Account is null ? [] : [new("account", Account.ToString())];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        ReadPeriod();
        CountedUpTo = await read.CountedUpToAsync(ct);
        Accounts = await read.AccountsAsync(ct);
        Sheets = await read.RunAsync(ReadReports.Content, Period, Account, ct);
        return Page();
    }
}
