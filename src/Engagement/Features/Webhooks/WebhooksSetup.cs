using Engagement.Jobs;

namespace Engagement.Features.Webhooks;

internal static class WebhooksSetup
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<EmitEvent>();
        services.AddSingleton<WebhookCalls>();
        services.AddSingleton<WebhookGate>();
        services.AddSingleton<WebhookSecrets>();
        services.AddScoped<SaveEndpoint>();
        services.AddScoped<ReplayEvents>();
        services.AddScoped<ListDeliveries>();
        services.AddOutboxWork<SpreadEvent>(EmitEvent.Work, JobQueue.Default);
        return services.AddOutboxWork<SendWebhook>(SendWebhook.Work, JobQueue.Webhooks);
    }
}
