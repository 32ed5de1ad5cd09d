using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Conversations.Tickets.Queues;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Settings;

internal sealed class QueuesModel(Db db, SaveQueue save, TimeProvider clock) : PageModel
{
    [BindProperty]
    public string? Name { get; set; }

    public IReadOnlyList<QueueRow> Queues { get; private set; } = [];

    /// <summary>Whether a client's next question under the same post opens a ticket.</summary>
    public bool OwnTickets { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Queues = await db.QueryAsync<QueueRow>(QueueSql.All, ct: ct);
        OwnTickets = await OwnQuestions.ReadAsync(db, ct);
    }

    public async Task<IActionResult> OnPostQuestionsAsync(bool ownTickets, CancellationToken ct)
    {
        await db.InTransactionAsync(tx => OwnQuestions.SaveAsync(tx, ownTickets, clock.Now(), User.DisplayName(), ct), ct);
        this.Say("Saved.");
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var answer = await save.RunAsync(new(null, Name ?? "", [], []), ct);
        if (answer is Result<Guid>.Done { Value: var id })
        {
            this.Say("Added. Who works on it, and which accounts' tickets go to it?");
            return Redirect($"/settings/queues/{id}");
        }

        await OnGetAsync(ct);
        return this.Refuse(answer);
    }
}
