using Engagement.Features.Integrations.Mail;
using Engagement.Jobs;
using Engagement.Web.Security;

namespace Engagement.Features.Integrations.MailBridge;

internal sealed class MailBridgeFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Integrations/MailBridge", Area.Settings),
    ];

    public IEnumerable<Recurring> Jobs =>
    [
        Recurring.Of<PollMailbox>("poll-mailbox", "30 * * * * *", job => job.RunAsync(CancellationToken.None)),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<SaveBridge>();
        services.AddScoped<ReceiveMail>();
        services.AddScoped<ReceiveBounce>();
        services.AddScoped<RecordMail>();
        services.AddScoped<PollMailbox>();
        services.AddKeyedScoped<IMakeMail, BridgeMail>(BridgeMail.Kind);
    }

    public void Map(WebApplication app)
    {
        MailHook.Map(app);
    }
}
