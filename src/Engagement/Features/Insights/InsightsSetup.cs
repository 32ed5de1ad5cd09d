using Engagement.Features.Insights.Rollups;

namespace Engagement.Features.Insights;

internal static class InsightsSetup
{
    public static IServiceCollection AddInsights(this IServiceCollection services)
    {
        services.AddScoped<RollUpVisits>();
        services.AddScoped<RollUpDesk>();
        services.AddScoped<RollUp>();
        services.AddScoped<RebuildRollups>();
        return services;
    }
}
