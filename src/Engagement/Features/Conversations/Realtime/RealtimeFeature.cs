using Engagement.Jobs;

namespace Engagement.Features.Conversations.Realtime;

internal sealed class RealtimeFeature : IFeature
{
    public IEnumerable<Recurring> Jobs =>
    [
        Recurring.Of<Presence>("forget-presence", "0 50 * * * *", job => job.ForgetAsync(CancellationToken.None)),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<LiveHints>();
        services.AddSingleton<Presence>();
        services.AddSingleton<WatchChanges>();
    }

    public void AddToPages(IServiceCollection services) => services.AddHostedService(s => s.GetRequiredService<WatchChanges>());

    public void Map(WebApplication app)
    {
        LiveEndpoint.Map(app);
    }
}
