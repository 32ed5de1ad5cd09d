namespace Engagement.Features.People.Setup;

internal sealed class SetupFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/People/Setup", null),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<SetupToken>();
    }
}
