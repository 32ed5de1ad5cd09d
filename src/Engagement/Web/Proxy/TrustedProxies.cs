using System.Net;
using System.Net.Sockets;
using Engagement.Host;

namespace Engagement.Web.Proxy;

/// <summary>
/// <c>Proxy:Trusted</c>: which proxies are believed when they say for whom they ask; <c>none</c> is nobody. Not set, it is what asks from
/// this machine itself.
/// </summary>
/// <param name="Networks">All that are believed.</param>
/// <param name="IsSet">Whether anybody said which.</param>
internal sealed record TrustedProxies(IReadOnlyList<IPNetwork> Networks, bool IsSet)
{
    public const string Setting = "Proxy__Trusted";

    private const string Nobody = "none";

    private static readonly IPNetwork[] Loopback = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    /// <exception cref="StartException">Something in it is no address, no network, or everybody.</exception>
    public static TrustedProxies From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Proxy:Trusted");
        var given = section.GetChildren().Select(c => c.Value).Prepend(section.Value)
            .SelectMany(v => (v ?? "").Split(
                [',', ';', ' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .ToList();
        if (given.Contains(Nobody, StringComparer.OrdinalIgnoreCase))
        {
            return given.Count == 1 ? new TrustedProxies([], IsSet: true)
                : throw new StartException($"{Setting} says {Nobody} and more. Give the proxies, or {Nobody} alone.");
        }

        return new TrustedProxies(given.Count > 0 ? [.. given.Select(Network)] : Loopback, given.Count > 0);
    }

    public bool Contains(IPAddress address) => Networks.Any(n => n.Contains(address));

    private static IPNetwork Network(string text)
    {
        // A name could be anybody's tomorrow, and 10.1 is an address to the parser.
        var address = text.Split('/')[0];
        if (!IPAddress.TryParse(address, out var ip)
            || (ip.AddressFamily == AddressFamily.InterNetwork && address.Count(c => c == '.') != 3))
        {
            throw Wrong(text, "is neither an address nor a network. Write 10.0.0.5, 10.0.0.0/8 or 2001:db8::/32, "
                + "with commas between several; names are not looked up.");
        }

        if (!text.Contains('/', StringComparison.Ordinal))
        {
            return ip.IsIPv4MappedToIPv6 ? new IPNetwork(ip.MapToIPv4(), 32) : new IPNetwork(ip, ip.GetAddressBytes().Length * 8);
        }

        return !IPNetwork.TryParse(text, out var network)
            ? throw Wrong(text, "is no network: its length does not fit. Write it as 10.0.0.0/8.")
            : network.PrefixLength == 0 ? throw Wrong(text, "is everybody: anyone could say to be anyone. Give the proxies' own addresses.")
            : network;
    }

    private static StartException Wrong(string text, string why) => new($"{Setting} '{text}' {why}");
}
