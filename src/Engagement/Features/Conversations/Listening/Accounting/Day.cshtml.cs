using Engagement.Data;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Listening.Accounting;

internal sealed class DayModel(Db db, ApproveDailyReport sign) : PageModel
{
    public Statement Statement { get; private set; } = null!;

    [BindProperty]
    public string? Remark { get; set; }

    public async Task<IActionResult> OnGetAsync(string day, CancellationToken ct) => await LoadAsync(day, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string day, DateTimeOffset madeAt, CancellationToken ct)
    {
        var answer = await sign.RunAsync(new(day, madeAt, Remark, User.DisplayName(), User.UserId()), ct);
        if (!await LoadAsync(day, ct))
        {
            return NotFound();
        }

        if (answer is not Result<string>.Done)
        {
            return this.Refuse(answer);
        }

        this.Say("Signed.");
        return Redirect($"/listening/days/{day}");
    }

    public async Task<IActionResult> OnPostAgainAsync(string day, CancellationToken ct)
    {
        var answer = await sign.CountAgainAsync(day, ct);
        if (!await LoadAsync(day, ct))
        {
            return NotFound();
        }

        if (answer is not Result<string>.Done)
        {
            return this.Refuse(answer);
        }

        this.Say("Counted again.");
        return Redirect($"/listening/days/{day}");
    }

    private async Task<bool> LoadAsync(string day, CancellationToken ct)
    {
        if (await db.OneAsync<Statement>(DailyReportSql.OfDay, new { Day = day }, ct) is not { } found)
        {
            return false;
        }

        Statement = found;
        return true;
    }
}
