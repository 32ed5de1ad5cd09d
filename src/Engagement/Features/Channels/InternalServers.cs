using System.Net;

namespace Engagement.Features.Channels;

/// <summary>
/// Which addresses inside our own network the servers of accounts may have: <c>Network:Internal</c>, which whoever runs the machine sets,
/// and none without it. A typed address of a Mastodon server is not to be a way into the house.
/// </summary>
internal sealed class InternalServers
{
    public const string Hint = "Network__Internal allows it, e.g. 10.1.2.3 or 10.1.0.0/16.";

    // The Sandbox network is served by this very process.
    private static readonly IPNetwork[] Loopback = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    private readonly IPNetwork[] _allowed;

    /// <exception cref="InvalidOperationException">The setting cannot be read; the message names it.</exception>
    public InternalServers(IConfiguration configuration) =>
        _allowed = [.. (configuration["Network:Internal"] ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries).Select(Of)];

    public bool Allows(IPAddress address) => Array.Exists(_allowed, n => n.Contains(address));

    public bool AllowsSandbox(IPAddress address) => Array.Exists(Loopback, n => n.Contains(address)) || Allows(address);

    private static IPNetwork Of(string written) =>
        IPNetwork.TryParse(written, out var network) ? network
        : IPAddress.TryParse(written, out var one) ? new IPNetwork(one, one.GetAddressBytes().Length * 8)
        : throw new InvalidOperationException(
            $"Network:Internal has '{written}', which is no address and no network. "
            + "It takes e.g. 10.1.2.3 or 10.1.0.0/16, with commas between them.");
}
