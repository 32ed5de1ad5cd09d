namespace Engagement.Features.Live;

internal static class LiveSetup
{
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSingleton<LiveHints>();
        services.AddSingleton<Presence>();
        services.AddSingleton<WatchChanges>();
        return services;
    }

    /// <summary>For nodes that serve pages.</summary>
    public static IServiceCollection AddLiveWatch(this IServiceCollection services) =>
        services.AddHostedService(s => s.GetRequiredService<WatchChanges>());
}
