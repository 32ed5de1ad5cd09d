using Engagement.Features.Mail;

namespace Engagement.Features.Notices;

internal static class NoticesSetup
{
    public static IServiceCollection AddNotices(this IServiceCollection services)
    {
        services.AddSingleton<RaiseNotice>();
        services.AddSingleton<ResolveNotice>();
        services.AddScoped<ListNotices>();
        services.AddScoped<ReadNotices>();
        services.AddScoped<SaveWishes>();
        services.AddScoped<SendDigests>();
        services.AddScoped<WatchDesk>();
        services.AddKeyedScoped<IMakeMail, NoticeMail>(NoticeMail.Kind);
        services.AddKeyedScoped<IMakeMail, DigestMail>(DigestMail.Kind);
        return services;
    }
}
