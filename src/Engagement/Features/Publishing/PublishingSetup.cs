using Engagement.Features.Publishing.Approval;
using Engagement.Features.Publishing.Changes;
using Engagement.Features.Publishing.Guards;
using Engagement.Features.Publishing.Interruption;
using Engagement.Features.Publishing.Obstacles;
using Engagement.Features.Publishing.Stop;
using Engagement.Features.Publishing.Foresight;
using Engagement.Jobs;

namespace Engagement.Features.Publishing;

internal static class PublishingSetup
{
    public static IServiceCollection AddPublishing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(PublishingOptions.From(configuration));
        services.AddSingleton<LearnMeasure>();
        services.AddSingleton<Ledger>();
        services.AddSingleton<RecoverEmbedded>();
        services.AddSingleton<SinceSend>();
        services.AddSingleton<FindObstacles>();
        services.AddSingleton<LookBack>();
        services.AddScoped<AskFirst>();
        services.AddScoped<ResumePublishing>();
        services.AddScoped<OutgoingPosts>();
        services.AddScoped<SendDelivery>();
        services.AddScoped<ReconcileDelivery>();
        services.AddScoped<ChangeDelivery>();
        services.AddScoped<TakeBack>();
        services.AddScoped<MoveDeliveries>();
        services.AddScoped<CancelDeliveries>();
        services.AddScoped<RestoreDeliveries>();
        services.AddScoped<WithdrawApproval>();
        services.AddScoped<ApproveDeliveries>();
        services.AddScoped<ReturnDeliveries>();
        services.AddScoped<SubmitDrafts>();
        services.AddScoped<SaveApproval>();
        services.AddSingleton<ReleaseHeld>();
        services.AddScoped<ReleaseReturned>();
        services.AddScoped<ReadForeseen>();
        services.AddScoped<Foresee>();
        services.AddScoped<StopSending>();
        services.AddScoped<ResumeSending>();
        services.AddScoped<SaveGuards>();
        services.AddScoped<SetQuietHours>();
        services.AddScoped<RenewWords>();
        services.AddScoped<DecideChanged>();
        services.AddScoped<AcceptOutdated>();
        return services.AddOutboxWork<DeliverWork>(Ledger.Work, JobQueue.Publishing);
    }
}
