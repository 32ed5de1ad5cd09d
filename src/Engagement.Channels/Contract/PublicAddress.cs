using System.Net;
using System.Net.Sockets;

namespace Engagement.Channels;

/// <summary>Which addresses lie on the open internet, and which in somebody's house: ours, or the machine's own.</summary>
public static class PublicAddress
{
    // Everything IANA's special-purpose registries call not globally reachable, and what carries another address inside
    // (iana.org/assignments/iana-ipv4-special-registry, iana-ipv6-special-registry).
    private static readonly IPNetwork[] NotPublic = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    // Global unicast; all else in IPv6 is local, multicast, or an IPv4 address in disguise.
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    // Where clouds keep the credentials of the machine, and link-local. Nothing that a desk reads lives there, inside or outside.
    private static readonly IPNetwork[] Never = Networks(
        "169.254.0.0/16", "100.100.100.200/32", "192.0.0.192/32", "168.63.129.16/32", "224.0.0.0/4", "255.255.255.255/32",
        "fe80::/10", "ff00::/8", "fd00:ec2::/32", "fd20:ce::254/128");

    // Where an IPv4 address stands in one of IPv6: NAT64, 6to4 and the "compatible" form (RFC 6052, 8215, 3056, 4291); and how far in.
    private static readonly (IPNetwork In, int At)[] Carriers =
    [
        (IPNetwork.Parse("64:ff9b::/96"), 12), (IPNetwork.Parse("64:ff9b:1::/48"), 12), (IPNetwork.Parse("2002::/16"), 2),
            (IPNetwork.Parse("::/96"), 12),
    ];

    /// <param name="address">What a name resolved to.</param>
    /// <param name="allowPrivate">An administrator says that it may lie inside.</param>
    public static bool MayConnect(IPAddress address, bool allowPrivate) => MayConnect(address, _ => allowPrivate);

    /// <param name="address">What a name resolved to.</param>
    /// <param name="mayBeInside">Which of those inside an administrator allows.</param>
    public static bool MayConnect(IPAddress address, Func<IPAddress, bool> mayBeInside)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !IsIn(Never, plain) && (Carried(plain) is not { } carried || !IsIn(Never, carried))
            && (IsPublic(plain) || mayBeInside(plain));
    }

    /// <summary>Is it one of those that are never called, whatever an administrator allows?</summary>
    public static bool IsNever(IPAddress address) => !MayConnect(address, allowPrivate: true);

    /// <summary>The address of a host that is written out (in whatever form), or that always means this machine; null for a name.</summary>
    public static IPAddress? WrittenIn(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var host = url.IdnHost.TrimEnd('.');
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback // RFC 6761, 6.3
            : IPAddress.TryParse(host, out var address) ? address : null;
    }

    private static bool IsPublic(IPAddress address) =>
        (address.AddressFamily == AddressFamily.InterNetwork || Global6.Contains(address)) && !IsIn(NotPublic, address);

    private static IPAddress? Carried(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.Equals(IPAddress.IPv6Loopback)
            || address.Equals(IPAddress.IPv6Any))
        {
            return null;
        }

        var carrier = Array.Find(Carriers, c => c.In.Contains(address));
        return carrier.At == 0 ? null : new IPAddress(address.GetAddressBytes().AsSpan(carrier.At, 4));
    }

    private static bool IsIn(IPNetwork[] networks, IPAddress address) => Array.Exists(networks, n => n.Contains(address));

    private static IPNetwork[] Networks(params string[] networks) => [.. networks.Select(IPNetwork.Parse)];
}
