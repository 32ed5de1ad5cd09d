namespace Engagement.Features.Opportunities;

internal static class OpportunitiesSetup
{
    public static IServiceCollection AddOpportunities(this IServiceCollection services)
    {
        services.AddScoped<OpportunityLog>();
        services.AddScoped<MarkOpportunity>();
        services.AddScoped<ChangeOpportunity>();
        services.AddScoped<MoveOpportunity>();
        services.AddScoped<ListOpportunities>();
        services.AddScoped<ReadEvidence>();
        return services;
    }
}
