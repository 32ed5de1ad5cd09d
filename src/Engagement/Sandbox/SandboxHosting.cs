using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Engagement.Sandbox;

/// <summary>
/// The Sandbox network inside a web application: in Development, with <c>serve --sandbox</c>, and alone in tests.
/// It shares nothing with the product but the process.
/// </summary>
internal static class SandboxHosting
{
    /// <param name="services">The application's services.</param>
    /// <param name="dataDirectory">Where <c>sandbox.db</c> lies; made if it is not there.</param>
    public static IServiceCollection AddSandbox(this IServiceCollection services, string dataDirectory)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new SandboxFile(dataDirectory));
        services.AddSingleton<SandboxProfiles>();
        services.AddSingleton<SandboxPosts>();
        services.AddSingleton<SandboxFaults>();
        services.AddSingleton<SandboxCalls>();
        services.AddSingleton<SandboxApiEndpoints>();
        services.AddSingleton<SandboxWebhooks>();
        services.AddHostedService(s => s.GetRequiredService<SandboxWebhooks>());
        services.AddHttpClient(SandboxWebhooks.HttpClientName, http => http.Timeout = TimeSpan.FromSeconds(10));
        services.AddRazorComponents();
        return services;
    }

    /// <summary>Serves the network under <c>/sandbox</c>, to anybody.</summary>
    public static WebApplication MapSandbox(this WebApplication app)
    {
        app.Services.GetRequiredService<SandboxProfiles>().Settle();

        // Its people have no accounts of ours, so neither our sign-in nor our antiforgery applies to them.
        var sandbox = app.MapGroup("/sandbox").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        app.Services.GetRequiredService<SandboxApiEndpoints>().Map(sandbox);
        SandboxSite.Map(sandbox);
        return app;
    }
}
