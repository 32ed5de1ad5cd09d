using System.Net;
using System.Net.Sockets;

namespace Engagement.Web.Security;

/// <summary>Where a request comes from, as limits count it.</summary>
internal static class ClientAddress
{
    /// <summary>IPv4 as such, also when it came mapped into IPv6.</summary>
    public static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    /// <summary>
    /// One subscriber: an IPv4 address, or the /64 of an IPv6 address, because a provider gives each line at least that many to choose from
    /// (RIPE-690, RFC 6177) and a limit by single addresses would limit nobody.
    /// </summary>
    public static IPAddress? Subscriber(IPAddress? address)
    {
        if (Plain(address) is not { AddressFamily: AddressFamily.InterNetworkV6 } v6)
        {
            return Plain(address);
        }

        Span<byte> bytes = stackalloc byte[16];
        v6.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}
