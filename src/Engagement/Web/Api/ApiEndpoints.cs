using Engagement.Features.Channels;
using Engagement.Features.Insights;
using Engagement.Features.Knowledge;
using Engagement.Features.Knowledge.Sources;
using Engagement.Features.Listening.Accounting;
using Engagement.Features.Notices;
using Engagement.Features.Opportunities;
using Engagement.Features.Posts;
using Engagement.Features.Posts.Images;
using Engagement.Features.Publishing;
using Engagement.Features.Publishing.Stop;
using Engagement.Features.Series;
using Engagement.Features.Templates;
using Engagement.Features.Tickets;
using Engagement.Features.Webhooks;

namespace Engagement.Web.Api;

/// <summary>The features that are in the API; each maps its own.</summary>
internal static class ApiEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        AccountsApi.Map(api);
        Features.Channels.Removal.RemovalApi.Map(api);
        Features.Listening.Older.OlderApi.Map(api);
        DeliveriesApi.Map(api);
        DeliveryCommandsApi.Map(api);
        KnowledgeApi.Map(api);
        SourcesApi.Map(api);
        ImagesEndpoints.Map(api);
        InsightsApi.Map(api);
        ListeningApi.Map(api);
        NoticesApi.Map(api);
        OpportunitiesApi.Map(api);
        PostsApi.Map(api);
        SeriesApi.Map(api);
        StopApi.Map(api);
        TemplatesApi.Map(api);
        TicketsApi.Map(api);
        TicketActionsApi.Map(api);
        TicketClocksApi.Map(api);
        WebhooksApi.Map(api);
    }
}
