using Engagement.Features.Integrations.Mail;
using Engagement.Jobs;
using Engagement.Web.Security;

namespace Engagement.Features.Integrations.Notifications;

internal sealed class NotificationsFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Integrations/Notifications", Area.Own),
    ];

    public IEnumerable<Recurring> Jobs =>
    [
        Recurring.Of<WatchDesk>("watch-desk", "50 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<SendDigests>("send-digests", "5 * * * * *", job => job.RunAsync(CancellationToken.None)),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<RaiseNotice>();
        services.AddSingleton<ResolveNotice>();
        services.AddScoped<ListNotices>();
        services.AddScoped<ReadNotices>();
        services.AddScoped<SaveNotificationPreferences>();
        services.AddScoped<SendDigests>();
        services.AddScoped<WatchDesk>();
        services.AddKeyedScoped<IMakeMail, NoticeMail>(NoticeMail.Kind);
        services.AddKeyedScoped<IMakeMail, DigestMail>(DigestMail.Kind);
    }

    public void MapApi(RouteGroupBuilder api)
    {
        NoticesApi.Map(api);
    }
}
