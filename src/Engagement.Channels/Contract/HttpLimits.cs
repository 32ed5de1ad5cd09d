using System.Net;

namespace Engagement.Channels;

/// <summary>
/// What an answer may cost us, whoever sends it: every client of ours is made with these. A server that is hostile, or only broken, may
/// send without end, unfold a few bytes into gigabytes, or drip for ever.
/// </summary>
public static class HttpLimits
{
    /// <summary>Of a body that is kept in memory, counted after it is unpacked. The longest page of any network is some hundred
    /// kilobytes.</summary>
    public const int MostBuffered = 16 * 1024 * 1024;

    /// <summary>Of all headers of an answer, in kilobytes.</summary>
    public const int MostHeaders = 64;

    /// <summary>Of one event of a stream, with all its lines. A status with everything in it is some ten kilobytes.</summary>
    public const int MostEvent = 1024 * 1024;

    /// <summary>For a call with its whole body, however slowly it comes. The caller's own limit is shorter; this one is only there so that
    /// nothing waits for ever.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    internal static readonly TimeSpan Connecting = TimeSpan.FromSeconds(10);

    /// <summary>Sets them on a client.</summary>
    public static T Limited<T>(this T client)
        where T : HttpClient
    {
        client.MaxResponseContentBufferSize = MostBuffered;
        client.Timeout = Longest;
        return client;
    }

    /// <summary>
    /// A handler with them. A send must not be repeated behind our back, neither by a redirect nor by a retry on a stale connection; and
    /// what we trace is nobody else's business: no traceparent, tracestate, baggage or Request-Id to networks.
    /// </summary>
    public static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = Connecting,
        MaxResponseHeadersLength = MostHeaders,
        ActivityHeadersPropagator = null,
    };
}
