using System.Collections.Immutable;
using Engagement.Channels;
using Engagement.Web;
using Engagement.Web.Proxy;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Accounts;

/// <summary>Connects an account: which network, then its own steps and fields. The page knows no network by name.</summary>
internal sealed class ConnectModel(
    ChannelCatalog channels, OfferedNetworks offer, ConnectAccount connect, PendingConnect pending, PortalAddress portal) : PageModel
{
    public IReadOnlyList<IConnect> Networks => [.. channels.All.OfType<IConnect>().Where(offer.Includes)];

    public IConnect? Channel { get; private set; }

    [BindProperty]
    public Dictionary<string, string?> Fields { get; set; } = [];

    /// <summary>The network's page to go on at, once begun.</summary>
    public Uri? GoOnAt { get; private set; }

    /// <summary>Where the network sends people back to; it must be registered there exactly so.</summary>
    public Uri RedirectUri => new($"{portal.StartFor(Request)}/accounts/connected");

    public IActionResult OnGet(string? network)
    {
        if (!User.May(Area.Accounts))
        {
            return Forbid();
        }

        return Find(network) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(string network, CancellationToken ct)
    {
        if (!Find(network) || Channel is null)
        {
            return NotFound();
        }

        var fields = Fields.Where(f => f.Value is not null).ToImmutableDictionary(f => f.Key, f => f.Value!);
        var answer = await connect.BeginAsync(new(network, fields, RedirectUri, User.DisplayName()), ct);
        switch (answer)
        {
            case Result<ConnectAccount.Begun>.Done { Value: ConnectAccount.Begun.Finished { Connected: var connected } }:
                this.Say(connected.Words);
                return Redirect(connected.New.Count == 0 ? "/accounts" : Beginning.AddressOf(connected.New));
            case Result<ConnectAccount.Begun>.Done { Value: ConnectAccount.Begun.GoOn { GoTo: var goTo } }:
                // A link, not a redirect: our pages allow forms to lead to ourselves only.
                pending.Keep(HttpContext, network, User.UserId()!.Value, goTo);
                GoOnAt = goTo.Authorize;
                return Page();
            default:
                return this.Refuse(answer);
        }
    }

    private bool Find(string? network)
    {
        Channel = network is not null && channels.Find(network) is IConnect channel && offer.Includes(channel) ? channel : null;
        return network is null || Channel is not null;
    }
}
