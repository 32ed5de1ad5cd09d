using System.Net;
using Engagement.Channels;
using Engagement.Features.Channels.Limits;
using Engagement.Features.Channels.Removal;

namespace Engagement.Features.Channels;

internal static class ChannelsSetup
{
    public static IServiceCollection AddChannels(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(new OfferedNetworks(ForTrials: true));
        services.AddSingleton<AccountSecrets>();
        services.AddSingleton<AccountAccess>();
        services.AddScoped<ConnectAccount>();
        services.AddScoped<ChangeAccount>();
        services.AddScoped<TestAccount>();
        services.AddScoped<SaveAccount>();
        services.AddScoped<RevokeAccess>();
        services.AddScoped<ReadRemoval>();
        services.AddScoped<RemoveAccount>();
        services.AddSingleton<PendingConnect>();
        services.AddSingleton(s => new Prices(configuration.GetSection("Prices"), s.GetRequiredService<ChannelCatalog>()));
        services.AddSingleton<Spending>();
        services.AddSingleton<RateBudgets>();
        services.AddHttpClient();
        services.ConfigureHttpClientDefaults(http => http
            .ConfigureHttpClient(client =>
            {
                client.DefaultRequestHeaders.UserAgent.ParseAdd("Engagement/1.0");

                // The caller's time-out decides; this one is only there so that nothing waits for ever.
                client.Timeout = TimeSpan.FromMinutes(2);
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                // A send must not be repeated behind our back, neither by a redirect nor by a retry on a stale connection.
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.All,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                ConnectTimeout = TimeSpan.FromSeconds(10),

                // What we trace is nobody else's business: no traceparent, tracestate, baggage or Request-Id to networks.
                ActivityHeadersPropagator = null,
            }));
        services.AddSingleton(s => ChannelCatalog.Shipped(
            name => s.GetRequiredService<IHttpClientFactory>().CreateClient(name),
            s.GetRequiredService<TimeProvider>()));
        return services;
    }
}
