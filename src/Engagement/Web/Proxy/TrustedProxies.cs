using System.Net;
using Engagement.Configured;

namespace Engagement.Web.Proxy;

/// <summary>
/// <c>Proxy:Trusted</c>: which proxies are believed when they say for whom they ask; <c>none</c> is nobody. Not set, it is what asks from
/// this machine itself.
/// </summary>
/// <param name="Networks">All that are believed.</param>
/// <param name="IsSet">Whether anybody said which.</param>
internal sealed record TrustedProxies(IReadOnlyList<IPNetwork> Networks, bool IsSet)
{
    private const string Nobody = "none";

    /// <summary>What holds where nobody said.</summary>
    public static TrustedProxies ThisMachine { get; } = new([IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")], IsSet: false);

    /// <exception cref="Host.StartException">Something in it is no address, no network, or everybody.</exception>
    public static TrustedProxies From(IConfiguration configuration) => KnownSettings.Proxies.Of(configuration);

    /// <exception cref="WrongValueException">Something in it is no address, no network, or everybody.</exception>
    public static TrustedProxies Of(string line)
    {
        var parts = Configured.Networks.Parts(line);
        if (parts.Contains(Nobody, StringComparer.OrdinalIgnoreCase))
        {
            return parts.Count == 1 ? new TrustedProxies([], IsSet: true)
                : throw new WrongValueException($"says {Nobody} and more. Give the proxies, or {Nobody} alone.");
        }

        var networks = Configured.Networks.Of(line);
        return networks.ToList().FindIndex(n => n.PrefixLength == 0) is >= 0 and var at
            ? throw new WrongValueException("is everybody: anyone could say to be anyone. Give the proxies' own addresses.", parts[at])
            : new TrustedProxies(networks, IsSet: true);
    }

    public bool Contains(IPAddress address) => Networks.Any(n => n.Contains(address));
}
