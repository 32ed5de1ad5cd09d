using Engagement.Data;
using Engagement.Features.Conversations.Sla;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>How a ticket's clocks came about.</summary>
internal sealed class ClocksModel(Db db, ReadClocks read, TimeProvider clock) : PageModel
{
    public TicketView Ticket { get; private set; } = null!;

    public IReadOnlyList<Clock> Clocks { get; private set; } = [];

    public DateTimeOffset Now { get; } = clock.Now();

    public async Task<IActionResult> OnGetAsync(long number, CancellationToken ct)
    {
        if (await db.OneAsync<TicketView>(TicketSql.ViewByNumber, new { Number = number }, ct) is not { } ticket)
        {
            return NotFound();
        }

        Ticket = ticket;
        Clocks = await read.RunAsync(db, ticket, await SlaBooks.ReadAsync(db, ct), ct);
        return Page();
    }
}
