using Engagement.Features.Settings.Retention;
using Engagement.Jobs;
using Engagement.Web.Security;

namespace Engagement.Features.Settings;

internal sealed class SettingsFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Settings", Area.Settings),
    ];

    public IEnumerable<Recurring> Jobs =>
    [
        Recurring.Of<ApplyRetention>("apply-retention", "0 20 3 * * *", job => job.RunAsync(CancellationToken.None)),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<ApplyRetention>();
        services.AddScoped<SaveRetention>();
        services.AddScoped<SaveOrganisation>();
    }
}
