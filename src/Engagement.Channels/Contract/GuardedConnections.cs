using System.Net;
using System.Net.Sockets;

namespace Engagement.Channels;

/// <summary>An address that is not to be called, in words for whoever typed it in.</summary>
public sealed class RefusedAddressException(string message) : Exception(message);

/// <summary>
/// Connections for addresses that people typed in: feeds, pictures, webhooks, the servers of networks. What a name leads to is looked at on
/// the very address that is connected to, so a name that leads elsewhere a moment later gains nothing; redirects are left to the caller.
/// </summary>
public static class GuardedConnections
{
    /// <param name="resolve">Names to addresses.</param>
    /// <param name="allowPrivate">Private and loopback addresses are meant.</param>
    /// <param name="hint">What to do where they are meant and this is false.</param>
    public static SocketsHttpHandler Handler(Func<string, CancellationToken, Task<IPAddress[]>> resolve, bool allowPrivate, string hint) =>
        Handler(resolve, _ => allowPrivate, hint);

    /// <param name="resolve">Names to addresses.</param>
    /// <param name="mayBeInside">Which private and loopback addresses an administrator allows.</param>
    /// <param name="hint">What to do where another one is meant.</param>
    public static SocketsHttpHandler Handler(Func<string, CancellationToken, Task<IPAddress[]>> resolve, Func<IPAddress, bool> mayBeInside,
        string hint) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false, // a proxy would do the connecting, out of sight of the check
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = HttpLimits.Connecting,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        MaxResponseHeadersLength = HttpLimits.MostHeaders,
        ActivityHeadersPropagator = null, // what we trace is no stranger's business
        ConnectCallback = async (context, ct) => await ConnectAsync(context.DnsEndPoint, resolve, mayBeInside, hint, ct),
    };

    /// <summary>Why an address is not called, as far as it is written out: that needs no asking. Null: nothing is known.</summary>
    /// <param name="url">As it was typed in.</param>
    /// <param name="allowPrivate">Private and loopback addresses are meant.</param>
    /// <param name="hint">What to do where they are meant and this is false.</param>
    public static string? RefusalOf(Uri url, bool allowPrivate, string hint)
    {
        ArgumentNullException.ThrowIfNull(url);
        return PublicAddress.WrittenIn(url) is { } written && !PublicAddress.MayConnect(written, allowPrivate)
            ? Refusal(url.IdnHost, [written], hint)
            : null;
    }

    /// <summary>A line to a server that speaks something else than HTTP.</summary>
    /// <param name="target">As it was typed in.</param>
    /// <param name="resolve">Names to addresses.</param>
    /// <param name="mayBeInside">Which private and loopback addresses an administrator allows.</param>
    /// <param name="hint">What to do where another one is meant.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RefusedAddressException">It leads to where it may not.</exception>
    public static async Task<Stream> ConnectAsync(
        DnsEndPoint target, Func<string, CancellationToken, Task<IPAddress[]>> resolve, Func<IPAddress, bool> mayBeInside, string hint,
            CancellationToken ct)
    {
        // An address that is written out needs no asking, and some (0.0.0.0) the resolver would not even look at.
        var addresses = IPAddress.TryParse(target.Host, out var written) ? [written] : await resolve(target.Host, ct);

        // All of them: a name that leads to both sides of the wall is not trusted at all.
        if (addresses.Length == 0 || Array.Find(addresses, a => !PublicAddress.MayConnect(a, mayBeInside)) is not null)
        {
            throw new RefusedAddressException(addresses.Length == 0
                ? $"{target.Host} has no address."
                : Refusal(target.Host, addresses, hint));
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

    // No setting helps where an address is never called, so none is named.
    private static string Refusal(string host, IPAddress[] addresses, string hint) =>
        $"{host} leads to an address inside a private network. "
        + (Array.Exists(addresses, PublicAddress.IsNever) ? "It is never called, whatever is allowed." : hint);
}
