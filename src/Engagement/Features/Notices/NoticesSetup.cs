namespace Engagement.Features.Notices;

internal static class NoticesSetup
{
    public static IServiceCollection AddNotices(this IServiceCollection services)
    {
        services.AddSingleton<RaiseNotice>();
        services.AddSingleton<ResolveNotice>();
        services.AddScoped<ListNotices>();
        services.AddScoped<ReadNotices>();
        return services;
    }
}
