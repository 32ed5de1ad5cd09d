using Engagement.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Tickets;

internal sealed class ThreadModel(Db db, ReadThread read) : PageModel
{
    public TicketView Ticket { get; private set; } = null!;

    public ReadThread.Thread? Thread { get; private set; }

    /// <summary>Why it cannot be shown.</summary>
    public string? Trouble { get; private set; }

    public async Task<IActionResult> OnGetAsync(long number, CancellationToken ct)
    {
        if (await db.OneAsync<TicketView>(TicketSql.ViewByNumber, new { Number = number }, ct) is not { } ticket)
        {
            return NotFound();
        }

        Ticket = ticket;
        switch (await read.RunAsync(ticket, ct))
        {
            case Answer<ReadThread.Thread>.Done { Value: var thread }:
                Thread = thread;
                break;
            case Answer<ReadThread.Thread>.Conflict { Why: var why }:
                Trouble = why;
                break;
        }

        return Page();
    }
}
