using System.Net;

namespace Engagement.Web.Proxy;

/// <summary>
/// With <c>Portal:Address</c> set, a request for another host is refused: nobody has us write a host of theirs into a link or a cookie.
/// This machine may ask by its own names, probes of health by any, and short links may have a host of their own.
/// </summary>
internal sealed class KnownHosts(PortalAddress portal)
{
    /// <summary>The host that Settings give short links; set again whenever Settings are read.</summary>
    public string? ShortLinks { get; set; }

    /// <summary>True when this request may go on; what is the portal's is then said as the portal's address says it.</summary>
    public bool Accepts(HttpContext http)
    {
        var request = http.Request;
        string host;
        try
        {
            host = request.Host.Host;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return false; // no host has such letters
        }

        if (Same(host.Trim('[', ']'), portal.HostName.Trim('[', ']')))
        {
            // A proxy that forgot to say https, or a port of its own behind it, changes nothing about the address people know.
            request.Scheme = portal.Scheme;
            request.Host = portal.Host;
            return true;
        }

        return request.Path.StartsWithSegments("/health")
            || (ShortLinks is { } shortLinks && Same(host, shortLinks) && request.Path.StartsWithSegments("/l"))
            || (IsLoopback(host) && http.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from));
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static bool IsLoopback(string host) =>
        Same(host, "localhost") || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
}

internal static class KnownHostsSetup
{
    public static void UseKnownHosts(this WebApplication app)
    {
        var hosts = app.Services.GetRequiredService<KnownHosts>();
        app.Use(next => http =>
        {
            if (hosts.Accepts(http))
            {
                return next(http);
            }

            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return http.Response.WriteAsync("The Host header names another host than this portal's.", http.RequestAborted);
        });
    }
}
