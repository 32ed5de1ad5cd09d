using Engagement.Jobs;
using Engagement.Web.Security;

namespace Engagement.Features.Conversations.Sla;

internal sealed class SlaFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Conversations/Sla", Area.Settings),
    ];

    public IEnumerable<Recurring> Jobs =>
    [
        Recurring.Of<TrackClocks>("keep-clocks", "*/5 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<WatchClocks>("watch-clocks", "*/20 * * * * *", job => job.RunAsync(CancellationToken.None)),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ReadClocks>();
        services.AddScoped<ChangeSla>();
        services.AddScoped<ApplySla>();
        services.AddScoped<TrackClocks>();
        services.AddScoped<WatchClocks>();
    }
}
