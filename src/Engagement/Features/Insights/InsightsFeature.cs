using Engagement.Features.Insights.Digest;
using Engagement.Features.Insights.Loop;
using Engagement.Features.Insights.Rollups;
using Engagement.Features.Insights.Sheets;
using Engagement.Features.Integrations.Mail;
using Engagement.Jobs;
using Engagement.Web.Security;

namespace Engagement.Features.Insights;

internal sealed class InsightsFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Insights", Area.Insights),
    ];

    public IEnumerable<Recurring> Jobs =>
    [
        Recurring.Of<RollUp>("roll-up", "*/15 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<SendDigest>("insights-digest", "0 */10 * * * *", job => job.RunAsync(CancellationToken.None)),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<RollUpVisits>();
        services.AddScoped<RollUpDesk>();
        services.AddSingleton<SettledNumber>();
        services.AddScoped<RollUp>();
        services.AddScoped<RebuildRollups>();
        services.AddScoped<ReadVisits>();
        services.AddScoped<ReadFunnel>();
        services.AddScoped<ReadFunnelRows>();
        services.AddScoped<VisitReports>();
        services.AddScoped<BestTimes>();
        services.AddScoped<DeskReports>();
        services.AddScoped<CostReport>();
        services.AddScoped<ReadReports>();
        services.AddScoped<WriteDigest>();
        services.AddScoped<SaveDigest>();
        services.AddScoped<SendDigest>();
        services.AddKeyedScoped<IMakeMail, InsightsDigestMail>(InsightsDigestMail.Kind);
    }

    public void MapApi(RouteGroupBuilder api)
    {
        InsightsApi.Map(api);
    }

    public void Map(WebApplication app)
    {
        InsightsApi.MapFiles(app);
    }
}
