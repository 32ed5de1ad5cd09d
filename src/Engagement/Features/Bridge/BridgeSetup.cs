using Engagement.Features.Mail;

namespace Engagement.Features.Bridge;

internal static class BridgeSetup
{
    public static IServiceCollection AddBridge(this IServiceCollection services)
    {
        services.AddScoped<SaveBridge>();
        services.AddScoped<TakeMail>();
        services.AddScoped<TakeBounce>();
        services.AddScoped<RecordMail>();
        services.AddScoped<PollMailbox>();
        return services.AddKeyedScoped<IMakeMail, BridgeMail>(BridgeMail.Kind);
    }
}
