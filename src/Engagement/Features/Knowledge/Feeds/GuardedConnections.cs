using System.Net;
using System.Net.Sockets;

namespace Engagement.Features.Knowledge.Feeds;

/// <summary>An address that is not to be called, in words for whoever typed it in.</summary>
internal sealed class RefusedAddressException(string message) : Exception(message);

/// <summary>
/// Connections for addresses that people typed in. What a name leads to is looked at on the very address that is connected to; redirects
/// are left to the caller.
/// </summary>
internal static class GuardedConnections
{
    /// <param name="resolve">Names to addresses.</param>
    /// <param name="allowPrivate">Private and loopback addresses are meant.</param>
    /// <param name="hint">What to do where they are meant and this is false.</param>
    public static SocketsHttpHandler Handler(Func<string, CancellationToken, Task<IPAddress[]>> resolve, bool allowPrivate, string hint) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false, // a proxy would do the connecting, out of sight of the check
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        MaxResponseHeadersLength = 64,
        ActivityHeadersPropagator = null, // what we trace is no stranger's business
        ConnectCallback = (context, ct) => ConnectAsync(context.DnsEndPoint, resolve, allowPrivate, hint, ct),
    };

    private static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint target, Func<string, CancellationToken, Task<IPAddress[]>> resolve, bool allowPrivate, string hint, CancellationToken ct)
    {
        var addresses = await resolve(target.Host, ct);

        // All of them: a name that leads to both sides of the wall is not trusted at all.
        if (addresses.Length == 0 || Array.Find(addresses, a => !PublicAddress.MayConnect(a, allowPrivate)) is not null)
        {
            throw new RefusedAddressException(addresses.Length == 0
                ? $"{target.Host} has no address."
                : $"{target.Host} leads to an address inside a private network. {hint}");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
