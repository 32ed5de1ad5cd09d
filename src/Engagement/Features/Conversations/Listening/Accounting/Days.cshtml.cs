using Engagement.Data;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Listening.Accounting;

internal sealed class DaysModel(Db db, ApproveDailyReport sign) : PageModel
{
    private const int Take = 31;

    public IReadOnlyList<Statement> Statements { get; private set; } = [];

    public string? Next { get; private set; }

    [BindProperty(SupportsGet = true)]
    public bool Unsigned { get; set; }

    [BindProperty]
    public string? Zone { get; set; }

    public Func<string?, string> Link => next => $"/listening/days?unsigned={(Unsigned ? "true" : "false")}&before={next}";

    public async Task OnGetAsync(string? before, CancellationToken ct)
    {
        Zone ??= (await DailyReportZone.ReadAsync(db, ct)).Id;
        Sql[] conditions = [.. new (bool Holds, Sql Sql)[] { (Unsigned, DailyReportSql.Unsigned),
            (!string.IsNullOrEmpty(before), DailyReportSql.Before) }.Where(c => c.Holds).Select(c => c.Sql)];
        var rows = await db.QueryAsync<Statement>(DailyReportSql.List.Where(conditions), new { Before = before, Take = Take + 1 }, ct);
        Statements = [.. rows.Take(Take)];
        Next = rows.Count > Take ? rows[Take - 1].Day : null;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var answer = await sign.SetZoneAsync(Zone, User.DisplayName(), ct);
        if (answer is Result<string>.Done)
        {
            this.Say("Saved. The next statement goes by it.");
            return Redirect("/listening/days");
        }

        await OnGetAsync(null, ct);
        return this.Refuse(answer);
    }
}
