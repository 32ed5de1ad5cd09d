using Engagement.Features.Profile;
using Engagement.Features.Settings;
using Engagement.Features.Settings.Retention;
using Engagement.Features.SignIn.Sessions;

namespace Engagement.Features.Team;

internal static class TeamSetup
{
    public static IServiceCollection AddTeam(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<ApplyRetention>();
        services.AddScoped<SaveRetention>();
        services.AddSingleton(SessionLimits.From(configuration));
        services.AddSingleton<SessionBook>();
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
