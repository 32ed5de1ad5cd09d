using System.Net;
using System.Net.Sockets;

namespace Engagement.Configured;

/// <summary>Addresses and networks in one line, with commas, semicolons or blanks between them.</summary>
internal static class Networks
{
    /// <exception cref="WrongValueException">A part is neither an address nor a network.</exception>
    public static IReadOnlyList<IPNetwork> Of(string line) => [.. Parts(line).Select(One)];

    public static IReadOnlyList<string> Parts(string line) => line.Split(
        [',', ';', ' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IPNetwork One(string text)
    {
        // A name could be anybody's tomorrow, and 10.1 is an address to the parser.
        var address = text.Split('/')[0];
        if (!IPAddress.TryParse(address, out var ip)
            || (ip.AddressFamily == AddressFamily.InterNetwork && address.Count(c => c == '.') != 3))
        {
            throw new WrongValueException("is neither an address nor a network. Write 10.0.0.5, 10.0.0.0/8 or 2001:db8::/32, "
                + "with commas between several; names are not looked up.", text);
        }

        if (!text.Contains('/', StringComparison.Ordinal))
        {
            return ip.IsIPv4MappedToIPv6 ? new IPNetwork(ip.MapToIPv4(), 32) : new IPNetwork(ip, ip.GetAddressBytes().Length * 8);
        }

        return IPNetwork.TryParse(text, out var network) ? network
            : throw new WrongValueException("is no network: its length does not fit. Write it as 10.0.0.0/8.", text);
    }
}
