using Engagement.Data;
using Engagement.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Rules;

/// <summary>All rules, in the order they are tried.</summary>
internal sealed class IndexModel(Db db, OrderRules order, TimeProvider clock) : PageModel
{
    private static readonly TimeSpan Counted = TimeSpan.FromDays(30);

    public IReadOnlyList<RuleRow> Rules { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) =>
        Rules = await db.QueryAsync<RuleRow>(RuleSql.All, new { Since = clock.Now() - Counted }, ct);

    public async Task<IActionResult> OnPostEarlierAsync(Guid id, CancellationToken ct)
    {
        await order.EarlierAsync(id, ct);
        this.Say("It is tried earlier now.");
        return RedirectToPage();
    }

    public static string Say(RuleMoment moment) => moment switch
    {
        RuleMoment.Message => "When a client writes",
        RuleMoment.Change => "When a ticket is changed",
        RuleMoment.Time => "When time has passed",
    };
}
