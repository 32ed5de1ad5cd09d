using Engagement.Web.Security;

namespace Engagement.Features.Profile;

internal sealed class ProfileFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Profile", Area.Own),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<SaveProfile>();
    }
}
