using System.Globalization;

namespace Engagement.Web.Security;

/// <summary>
/// A Host header is what addresses of this portal are made of (sign-in, feeds, mail): one that no address can be made of is refused before
/// anything tries. None at all is what probes and old programs send, which need no address.
/// </summary>
internal static class StrictHost
{
    public static void UseStrictHost(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (IsHost(http.Request) || (string.IsNullOrEmpty(http.Request.Headers.Host) && http.Request.Path.StartsWithSegments("/health")))
        {
            return next(http);
        }

        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return http.Response.WriteAsync("The Host header names no host.", http.RequestAborted);
    });

    private static bool IsHost(HttpRequest request)
    {
        try
        {
            // Reading it can throw already.
            var host = request.Host;
            return host.HasValue && Uri.TryCreate($"http://{host.ToUriComponent()}/", UriKind.Absolute, out var address)
                && address is { UserInfo: "", PathAndQuery: "/" }
                && (address.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6
                    || new IdnMapping().GetUnicode(address.IdnHost).Length > 0);
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException)
        {
            return false; // a label that is too long, or letters no host has: no host
        }
    }
}
