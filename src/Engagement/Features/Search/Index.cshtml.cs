using Engagement.Features.Content.Knowledge;
using Engagement.Features.Conversations.Clients;
using Engagement.Features.Conversations.Tickets;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Search;

/// <summary>One box for everything: what was said, who said it, and what we know.</summary>
internal sealed class IndexModel(ListTickets tickets, ListClients clients, ListArticles articles) : PageModel
{
    private const int Each = 8;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public IReadOnlyList<TicketView> Tickets { get; private set; } = [];

    /// <summary>Of each ticket the message that has the words.</summary>
    public IReadOnlyDictionary<Guid, Guid> Hits { get; private set; } = new Dictionary<Guid, Guid>();

    public IReadOnlyList<ClientListRow> Clients { get; private set; } = [];

    public IReadOnlyList<ArticleRow> Articles { get; private set; } = [];

    public string LinkTo(TicketView ticket) =>
        Hits.TryGetValue(ticket.Id, out var message) ? $"/tickets/{ticket.Number}?message={message}#message-{message}"
            : $"/tickets/{ticket.Number}";

    public bool IsEmpty => Tickets.Count + Clients.Count + Articles.Count == 0;

    public async Task OnGetAsync(CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(Q))
        {
            return;
        }

        Tickets = (await tickets.RunAsync(new TicketFilter { Words = Q, Reader = User.UserId() }, null, Each, ct)).Items;
        Hits = await tickets.HitsAsync(Q, Tickets, ct);
        Clients = (await clients.RunAsync(new ClientFilter(Q), null, Each, ct)).Items;
        Articles = (await articles.RunAsync(new ArticleFilter { Words = Q }, null, Each, ct)).Items;
    }
}
