using Engagement.Features.Profile;
using Engagement.Features.Settings;

namespace Engagement.Features.Team;

internal static class TeamSetup
{
    public static IServiceCollection AddTeam(this IServiceCollection services)
    {
        services.AddScoped<AddUser>();
        services.AddScoped<ChangeUser>();
        services.AddScoped<ResetPassword>();
        services.AddScoped<AddApiKey>();
        services.AddScoped<RevokeApiKey>();
        services.AddScoped<SaveOrganisation>();
        services.AddScoped<SaveProfile>();
        return services;
    }
}
