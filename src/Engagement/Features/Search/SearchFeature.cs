using Engagement.Jobs;
using Engagement.Web.Security;

namespace Engagement.Features.Search;

internal sealed class SearchFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Search", Area.Own),
    ];

    public IEnumerable<Recurring> Jobs =>
    [
        Recurring.Of<RefillSearch>("refill-search", "25 * * * * *", job => job.RunAsync(CancellationToken.None)),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<RefillSearch>();
    }
}
