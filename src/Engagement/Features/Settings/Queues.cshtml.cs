using Engagement.Data;
using Engagement.Features.Tickets.Queues;
using Engagement.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Settings;

internal sealed class QueuesModel(Db db, SaveQueue save) : PageModel
{
    [BindProperty]
    public string? Name { get; set; }

    public IReadOnlyList<QueueRow> Queues { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) => Queues = await db.QueryAsync<QueueRow>(QueueSql.All, ct: ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var answer = await save.RunAsync(new(null, Name ?? "", [], []), ct);
        if (answer is Answer<Guid>.Done { Value: var id })
        {
            this.Say("Added. Who works on it, and which accounts' tickets go to it?");
            return Redirect($"/settings/queues/{id}");
        }

        await OnGetAsync(ct);
        return this.Refuse(answer);
    }
}
