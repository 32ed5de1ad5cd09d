using System.Net;
using Engagement.Channels;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Accounts.Removal;
using Engagement.Web.Security;

namespace Engagement.Features.Accounts;

internal sealed class AccountsFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Accounts", Area.Accounts),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(new OfferedNetworks(ForTrials: true));
        services.AddSingleton<AccountSecrets>();
        services.AddSingleton<AccountAccess>();
        services.AddScoped<SubscribeToPush>();
        services.AddSingleton<FindInactiveAccounts>();
        services.AddScoped<ConnectAccount>();
        services.AddScoped<ChangeAccount>();
        services.AddScoped<TestAccount>();
        services.AddScoped<SaveAccount>();
        services.AddScoped<RevokeAccess>();
        services.AddScoped<ReadRemoval>();
        services.AddScoped<RemoveAccount>();
        services.AddSingleton<PendingConnect>();
        services.AddSingleton(s => new Prices(configuration, s.GetRequiredService<ChannelCatalog>()));
        services.AddSingleton<Spending>();
        services.AddSingleton<RateBudgets>();
        services.AddSingleton<AccountRests>();
        services.AddHttpClient();
        services.ConfigureHttpClientDefaults(http => http
            .ConfigureHttpClient(client => client.Limited().DefaultRequestHeaders.UserAgent.ParseAdd("Engagement/1.0"))
            .ConfigurePrimaryHttpMessageHandler(HttpLimits.Handler));

        // Their servers are typed by people. X and LinkedIn have one address each, in our code, and are reached through a proxy where there
        // is one.
        services.AddSingleton(new InternalServers(configuration));
        foreach (var network in (string[])["mastodon", "bluesky", "sandbox"])
        {
            services.AddHttpClient(network).ConfigurePrimaryHttpMessageHandler(s =>
            {
                var inside = s.GetRequiredService<InternalServers>();
                return GuardedConnections.Handler(Dns.GetHostAddressesAsync, network == "sandbox" ? inside.AllowsSandbox
                    : inside.Allows, InternalServers.Hint);
            });
        }

        services.AddSingleton(s => ChannelCatalog.Shipped(
            name => s.GetRequiredService<IHttpClientFactory>().CreateClient(name),
            s.GetRequiredService<TimeProvider>()));
    }

    public void MapApi(RouteGroupBuilder api)
    {
        AccountsApi.Map(api);
        RemovalApi.Map(api);
    }
}
