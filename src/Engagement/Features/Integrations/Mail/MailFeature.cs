using Engagement.Jobs;
using Engagement.Web.Security;

namespace Engagement.Features.Integrations.Mail;

internal sealed class MailFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Integrations/Mail", Area.Settings),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<MailPasswords>();
        services.AddSingleton<SmtpLine>();
        services.AddSingleton<QueueMail>();
        services.AddScoped<MailWords>();
        services.AddScoped<SaveMailSettings>();
        services.AddScoped<SendTestMail>();
        services.AddScoped<MailComesBack>();
        services.AddOutboxWork<SendMail>(SendMail.Work, JobQueue.Mails);
    }
}
