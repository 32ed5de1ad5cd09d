using Engagement.Channels;
using Engagement.Web.Api;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Clients;

internal sealed class IndexModel(ListClients list, ChannelCatalog channels) : PageModel
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Network { get; set; }

    /// <summary>vip or blocked; everybody otherwise.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Only { get; set; }

    public Page<ClientListRow> Clients { get; private set; } = new([], null);

    public IEnumerable<ChannelFacts> Networks => channels.All.Select(c => c.Facts);

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Q) || !string.IsNullOrEmpty(Network) || !string.IsNullOrEmpty(Only);

    /// <summary>The rest of this list.</summary>
    public string Older =>
        QueryString.Create(new Dictionary<string, string?> { ["q"] = Q, ["network"] = Network, ["only"] = Only, ["after"] = Clients.Next })
            .ToString();

    public async Task<IActionResult> OnGetAsync(string? after, CancellationToken ct)
    {
        if (!Cursor.TryParse(after, out var cursor))
        {
            return Redirect("/clients");
        }

        Clients = await list.RunAsync(new ClientFilter(Q, Only == "vip", Only == "blocked", Network), cursor, PageSize, ct);
        return Page();
    }
}
