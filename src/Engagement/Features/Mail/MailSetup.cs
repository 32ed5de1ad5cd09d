using Engagement.Jobs;

namespace Engagement.Features.Mail;

internal static class MailSetup
{
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services.AddSingleton<MailPasswords>();
        services.AddSingleton<SmtpLine>();
        services.AddSingleton<PutMail>();
        services.AddScoped<MailWords>();
        services.AddScoped<SaveMailSettings>();
        services.AddScoped<SendTestMail>();
        services.AddScoped<MailComesBack>();
        return services.AddOutboxWork<SendMail>(SendMail.Work, JobQueue.Mails);
    }
}
