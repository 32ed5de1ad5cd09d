namespace Engagement.Features.Sla;

internal static class SlaSetup
{
    public static IServiceCollection AddSla(this IServiceCollection services)
    {
        services.AddSingleton<ReadClocks>();
        services.AddScoped<ChangeSla>();
        services.AddScoped<ApplySla>();
        services.AddScoped<KeepClocks>();
        services.AddScoped<WatchClocks>();
        return services;
    }
}
