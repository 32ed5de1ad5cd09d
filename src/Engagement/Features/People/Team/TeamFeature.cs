using Engagement.Web.Security;

namespace Engagement.Features.People.Team;

internal sealed class TeamFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/People/Team", Area.Settings),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<AddUser>();
        services.AddScoped<ChangeUser>();
        services.AddScoped<ResetPassword>();
        services.AddScoped<AddApiKey>();
        services.AddScoped<RevokeApiKey>();
    }
}
