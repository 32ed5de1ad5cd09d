using System.Net;
using System.Net.Sockets;

namespace Engagement.Features.Knowledge.Feeds;

/// <summary>Which addresses lie on the open internet, and which in somebody's house: ours, or the machine's own.</summary>
internal static class PublicAddress
{
    // Everything IANA's special-purpose registries call not globally reachable, and what carries another address inside
    // (iana.org/assignments/iana-ipv4-special-registry, iana-ipv6-special-registry).
    private static readonly IPNetwork[] NotPublic =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16",
        ]).Select(IPNetwork.Parse),
    ];

    // Global unicast; all else in IPv6 is local, multicast, or an IPv4 address in disguise.
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    // Where clouds keep the credentials of the machine. No knowledge base lives there, inside or outside.
    private static readonly IPNetwork[] Never = [IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("fd00:ec2::/32")];

    /// <param name="address">What a name resolved to.</param>
    /// <param name="allowPrivate">The source is marked as internal.</param>
    public static bool MayConnect(IPAddress address, bool allowPrivate)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Array.Exists(Never, n => n.Contains(plain)) && (allowPrivate || IsPublic(plain));
    }

    private static bool IsPublic(IPAddress address) =>
        (address.AddressFamily == AddressFamily.InterNetwork || Global6.Contains(address)) && !Array.Exists(NotPublic, n => n.Contains(address));
}
