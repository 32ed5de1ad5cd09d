using Engagement.Host;
using Microsoft.AspNetCore.HttpOverrides;

namespace Engagement.Web.Proxy;

/// <summary>
/// What a proxy before us changes: who asks, by which address, and under which path. Before anything else looks at a request.
/// </summary>
internal static class ProxySetup
{
    // Two years is what lists of browsers ask for; one is enough to be kept, and an end to hope for where https is given up.
    private const string OneYear = "max-age=31536000";

    /// <exception cref="Host.StartException">A setting is wrong.</exception>
    public static IServiceCollection AddProxy(this IServiceCollection services, IConfiguration configuration)
    {
        var trusted = TrustedProxies.From(configuration);
        services.AddSingleton(PortalAddress.From(configuration));
        services.AddSingleton(trusted);
        services.AddSingleton<KnownHosts>();
        services.AddSingleton<OneAddress>();

        // After the framework's own set-up, which ASPNETCORE_FORWARDEDHEADERS_ENABLED makes believe everybody.
        services.PostConfigure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = trusted.Networks.Count == 0
                ? ForwardedHeaders.None // no network at all means "any" to the framework
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in trusted.Networks)
            {
                options.KnownIPNetworks.Add(network);
            }

            // As many as there are proxies that are believed; the first stranger in the row is who asks.
            options.ForwardLimit = null;
        });
        return services;
    }

    public static void UseProxy(this WebApplication app)
    {
        var portal = app.Services.GetRequiredService<PortalAddress>();
        app.UseForwardedHeaders();
        var one = app.Services.GetRequiredService<OneAddress>();
        app.Use(next => http =>
        {
            one.Saw(http);
            return next(http);
        });
        if (!portal.IsSet)
        {
            return;
        }

        app.UseKnownHosts();
        if (portal.IsHttps)
        {
            app.Use(next => http =>
            {
                if (http.Request.IsHttps)
                {
                    http.Response.Headers.StrictTransportSecurity = OneYear;
                }

                return next(http);
            });
        }

        if (portal.Path.HasValue)
        {
            UnderSubPath.Use(app, portal.Path);
            if (OwnPaths.TroubleOf(portal.Path.Value!) is { } trouble)
            {
                app.Services.GetRequiredService<Troubles>().Set("sub-path", trouble);
                app.Logger.LogWarning("{Title}. {Words}", trouble.Title, trouble.Words);
            }
        }
    }
}
