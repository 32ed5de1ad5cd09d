using Engagement.Features.People.SignIn.Sessions;

namespace Engagement.Features.People.SignIn;

internal sealed class SignInFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/People/SignIn", null),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(SessionLimits.From(configuration));
        services.AddSingleton<SessionBook>();
        services.AddSingleton<TriesAtOnce>();
        services.AddScoped<CheckPassword>();
        services.AddScoped<ChangePassword>();
    }
}
