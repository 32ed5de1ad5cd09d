using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Listening;
using Engagement.Web.Api;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Tickets;

internal sealed class IndexModel(ListTickets list, Db db, ChannelCatalog channels) : PageModel
{
    private const int PageSize = 50;

    public static IReadOnlyList<(string View, string Name)> Views { get; } =
        [("open", "Open"), ("mine", "Mine"), ("unassigned", "Unassigned"), ("all", "All")];

    [BindProperty(SupportsGet = true)]
    public string View { get; set; } = "open";

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Network { get; set; }

    [BindProperty(SupportsGet = true)]
    public TicketStatus? Status { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Article { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Client { get; set; }

    public Page<TicketView> Tickets { get; private set; } = new([], null);

    public IEnumerable<ChannelFacts> Networks => channels.All.Select(c => c.Facts);

    public int SetAside { get; private set; }

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Q) || !string.IsNullOrEmpty(Network) || Status is not null || Article is not null || Client is not null;

    public async Task<IActionResult> OnGetAsync(string? after, CancellationToken ct)
    {
        if (!Cursor.TryParse(after, out var cursor))
        {
            return Redirect("/tickets");
        }

        Tickets = await list.RunAsync(new TicketFilter
        {
            // A search looks everywhere; a view without one shows what is still to be done.
            Unsolved = View != "all" && Status is null && !IsFiltered,
            Status = Status,
            AssigneeId = View == "mine" ? User.UserId() : null,
            Unassigned = View == "unassigned",
            Network = Network,
            ArticleId = Article,
            ClientId = Client,
            Words = Q,
        }, cursor, PageSize, ct);
        SetAside = await db.ScalarAsync<int>(ListeningSql.FailedCount, ct: ct);
        return Page();
    }
}
