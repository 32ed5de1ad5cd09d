using Engagement.Web.Security;

namespace Engagement.Features.Conversations.Opportunities;

internal sealed class OpportunitiesFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Conversations/Opportunities", Area.Opportunities),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<OpportunityLog>();
        services.AddScoped<MarkOpportunity>();
        services.AddScoped<ChangeOpportunity>();
        services.AddScoped<MoveOpportunity>();
        services.AddScoped<ListOpportunities>();
        services.AddScoped<ReadEvidence>();
    }

    public void MapApi(RouteGroupBuilder api)
    {
        OpportunitiesApi.Map(api);
    }
}
