using Engagement.Jobs;
using Engagement.Web.Security;
using Microsoft.OpenApi;

namespace Engagement.Features.Integrations.Webhooks;

internal sealed class WebhooksFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Integrations/Webhooks", Area.Settings),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<EmitEvent>();
        services.AddSingleton<WebhookCalls>();
        services.AddSingleton<WebhookGate>();
        services.AddSingleton<WebhookSecrets>();
        services.AddScoped<SaveEndpoint>();
        services.AddScoped<ReplayEvents>();
        services.AddScoped<ListDeliveries>();
        services.AddOutboxWork<SpreadEvent>(EmitEvent.Work, JobQueue.Default);
        services.AddOutboxWork<SendWebhook>(SendWebhook.Work, JobQueue.Webhooks);
    }

    public void Complete(OpenApiDocument document) => document.Webhooks = WebhookDocument.Of(document);

    public void MapApi(RouteGroupBuilder api)
    {
        WebhooksApi.Map(api);
    }
}
