using Engagement.Features.Publishing.Approval;
using Engagement.Jobs;

namespace Engagement.Features.Publishing;

internal static class PublishingSetup
{
    public static IServiceCollection AddPublishing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.GetSection("Publishing").Get<PublishingOptions>() ?? new PublishingOptions());
        services.AddSingleton<Ledger>();
        services.AddSingleton<RecoverEmbedded>();
        services.AddScoped<OutgoingPosts>();
        services.AddScoped<SendDelivery>();
        services.AddScoped<ReconcileDelivery>();
        services.AddScoped<ChangeDelivery>();
        services.AddScoped<TakeBack>();
        services.AddScoped<ApproveDeliveries>();
        services.AddScoped<ReturnDeliveries>();
        services.AddScoped<SubmitDrafts>();
        services.AddScoped<SaveApproval>();
        services.AddSingleton<ReleaseHeld>();
        return services.AddOutboxWork<DeliverWork>(Ledger.Work);
    }
}
