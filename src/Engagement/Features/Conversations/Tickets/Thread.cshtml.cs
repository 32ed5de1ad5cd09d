using Engagement.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Tickets;

internal sealed class ThreadModel(Db db, ReadThread read) : PageModel
{
    public TicketView Ticket { get; private set; } = null!;

    public ReadThread.Thread? Thread { get; private set; }

    /// <summary>Why it cannot be shown.</summary>
    public string? Trouble { get; private set; }

    /// <summary>The newest that are shown, in order.</summary>
    public IReadOnlyList<Engagement.Channels.InboundItem> Shown { get; private set; } = [];

    /// <summary>How many are shown when more are asked for; null: there are no more, or no more than a page can hold.</summary>
    public int? More { get; private set; }

    public int Hidden => (Thread?.Items.Count ?? 0) - Shown.Count;

    public async Task<IActionResult> OnGetAsync(long number, int? show, CancellationToken ct)
    {
        if (await db.OneAsync<TicketView>(TicketSql.ViewByNumber, new { Number = number }, ct) is not { } ticket)
        {
            return NotFound();
        }

        Ticket = ticket;
        switch (await read.RunAsync(ticket, ct))
        {
            case Result<ReadThread.Thread>.Done { Value: var thread }:
                var most = Math.Clamp(show ?? ReadMessages.Part, ReadMessages.Part, ReadMessages.MostAtOnce);
                (Thread, Shown) = (thread, [.. thread.Items.TakeLast(most)]);
                More = Hidden > 0 && most < ReadMessages.MostAtOnce ? Math.Min(most * 4, ReadMessages.MostAtOnce) : null;
                break;
            case Result<ReadThread.Thread>.Conflict { Why: var why }:
                Trouble = why;
                break;
        }

        return Page();
    }
}
