namespace Engagement.Features.Webhooks;

internal static class WebhooksSetup
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<EmitEvent>();
        return services;
    }
}
