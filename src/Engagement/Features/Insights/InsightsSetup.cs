using Engagement.Features.Insights.Digest;
using Engagement.Features.Insights.Loop;
using Engagement.Features.Insights.Rollups;
using Engagement.Features.Insights.Sheets;
using Engagement.Features.Mail;

namespace Engagement.Features.Insights;

internal static class InsightsSetup
{
    public static IServiceCollection AddInsights(this IServiceCollection services)
    {
        services.AddScoped<RollUpVisits>();
        services.AddScoped<RollUpDesk>();
        services.AddSingleton<SettledNumber>();
        services.AddScoped<RollUp>();
        services.AddScoped<RebuildRollups>();
        services.AddScoped<ReadVisits>();
        services.AddScoped<ReadLoop>();
        services.AddScoped<ReadLoopRows>();
        services.AddScoped<VisitSheets>();
        services.AddScoped<BestTimes>();
        services.AddScoped<DeskSheets>();
        services.AddScoped<CostSheet>();
        services.AddScoped<ReadSheets>();
        services.AddScoped<WriteDigest>();
        services.AddScoped<SaveDigest>();
        services.AddScoped<SendDigest>();
        services.AddKeyedScoped<IMakeMail, InsightsDigestMail>(InsightsDigestMail.Kind);
        return services;
    }
}
