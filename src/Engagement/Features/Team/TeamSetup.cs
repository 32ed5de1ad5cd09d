using Engagement.Features.Profile;

namespace Engagement.Features.Team;

internal static class TeamSetup
{
    public static IServiceCollection AddTeam(this IServiceCollection services)
    {
        services.AddScoped<AddUser>();
        services.AddScoped<AddApiKey>();
        services.AddScoped<SaveProfile>();
        return services;
    }
}
