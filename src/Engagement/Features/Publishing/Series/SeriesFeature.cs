using Engagement.Features.Accounts.Removal;
using Engagement.Jobs;
using Engagement.Web.Security;

namespace Engagement.Features.Publishing.Series;

internal sealed class SeriesFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Publishing/Series", Area.Posts),
    ];

    public IEnumerable<Recurring> Jobs =>
    [
        Recurring.Of<MakePosts>("make-series-posts", "20 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<RecheckZones>("recheck-zones", "50 */10 * * * *", job => job.RunAsync(CancellationToken.None)),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<IUseAccounts, UsersOfAccount>();
        services.AddScoped<SaveSeries>();
        services.AddScoped<SetSeriesState>();
        services.AddScoped<ArrangeQueue>();
        services.AddScoped<MakePosts>();
        services.AddScoped<ListOccurrences>();
        services.AddScoped<RecheckZones>();
        services.AddScoped<DecideZoneChanges>();
    }

    public void MapApi(RouteGroupBuilder api)
    {
        SeriesApi.Map(api);
    }
}
