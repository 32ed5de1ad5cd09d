using System.Net;
using Engagement.Configured;

namespace Engagement.Features.Accounts;

/// <summary>
/// Which addresses inside our own network the servers of accounts may have: <c>Network:Internal</c>, which whoever runs the machine sets,
/// and none without it. A typed address of a Mastodon server is not to be a way into the house.
/// </summary>
internal sealed class InternalServers
{
    public const string Hint = "Network__Internal allows it, e.g. 10.1.2.3 or 10.1.0.0/16.";

    // The Sandbox network is served by this very process.
    private static readonly IPNetwork[] Loopback = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    private readonly IReadOnlyList<IPNetwork> _allowed;

    /// <exception cref="Host.StartException">The setting cannot be read; the message names it.</exception>
    public InternalServers(IConfiguration configuration) => _allowed = KnownSettings.Internal.Of(configuration);

    public bool Allows(IPAddress address) => _allowed.Any(n => n.Contains(address));

    public bool AllowsSandbox(IPAddress address) => Array.Exists(Loopback, n => n.Contains(address)) || Allows(address);
}
