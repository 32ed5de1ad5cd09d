using Engagement.Web.Security;

namespace Engagement.Features.People.Profile;

internal sealed class ProfileFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/People/Profile", Area.Own),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<SaveProfile>();
    }
}
