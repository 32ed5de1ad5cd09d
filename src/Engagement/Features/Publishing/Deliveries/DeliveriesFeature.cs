using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Deliveries.Changes;
using Engagement.Features.Publishing.Deliveries.Foresight;
using Engagement.Features.Publishing.Deliveries.Guards;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Engagement.Features.Publishing.Deliveries.Obstacles;
using Engagement.Features.Publishing.Deliveries.Stop;
using Engagement.Jobs;
using Engagement.Web.Security;

namespace Engagement.Features.Publishing.Deliveries;

internal sealed class DeliveriesFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Publishing/Deliveries", Area.Posts),
        new("/Publishing/Deliveries/Approval", Area.Approval),
    ];

    public IEnumerable<Recurring> Jobs =>
    [
        Recurring.Of<ReleaseReturned>("release-returned", "35 * * * * *", job => job.RunAsync(CancellationToken.None)),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
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
        services.AddScoped<ReadPreflight>();
        services.AddScoped<Foresee>();
        services.AddScoped<StopSending>();
        services.AddScoped<ResumeSending>();
        services.AddScoped<SaveGuards>();
        services.AddScoped<SetQuietHours>();
        services.AddScoped<RenewWords>();
        services.AddScoped<DecideChanged>();
        services.AddScoped<AcceptOutdated>();
        services.AddOutboxWork<DeliverWork>(Ledger.Work, JobQueue.Publishing);
    }

    public void MapApi(RouteGroupBuilder api)
    {
        DeliveriesApi.Map(api);
        DeliveryCommandsApi.Map(api);
        StopApi.Map(api);
    }
}
