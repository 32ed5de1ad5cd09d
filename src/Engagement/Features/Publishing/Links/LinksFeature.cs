using Engagement.Features.Content.Knowledge;
using Engagement.Jobs;
using Engagement.Web.Security;

namespace Engagement.Features.Publishing.Links;

internal sealed class LinksFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Publishing/Links", Area.Settings),
    ];

    public IEnumerable<Recurring> Jobs =>
    [
        Recurring.Of<NotifyBursts>("tell-bursts", "45 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<DeleteVisits>("forget-visits", "0 10 3 * * *", job => job.RunAsync(CancellationToken.None)),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<IArticleFact, VisitsOfArticle>();
        services.AddSingleton(LinkOptions.From(configuration));
        services.AddSingleton<LinkTargets>();
        services.AddSingleton<DailySalts>();
        services.AddSingleton<AddressRates>();
        services.AddSingleton<ClassifyVisitor>();
        services.AddSingleton<VisitSpool>();
        services.AddSingleton<FollowLink>();
        services.AddScoped<MakeLink>();
        services.AddScoped<CountVisits>();
        services.AddScoped<DrainVisits>();
        services.AddScoped<NotifyBursts>();
        services.AddScoped<DeleteVisits>();
        services.AddScoped<SaveLinkSettings>();
    }

    /// <summary>What counts visits.</summary>
    public void AddToPages(IServiceCollection services) => services.AddHostedService<VisitLoop>();

    public void Map(WebApplication app)
    {
        FollowLink.Map(app);
        QrPicture.Map(app);
    }
}
