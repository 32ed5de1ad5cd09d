using Engagement.Features.Conversations.Listening.Accounting;
using Engagement.Features.Conversations.Listening.Chain;
using Engagement.Features.Conversations.Listening.Following;
using Engagement.Features.Conversations.Listening.Older;
using Engagement.Features.Conversations.Listening.Streams;
using Engagement.Features.Conversations.Rules;
using Engagement.Jobs;
using Engagement.Web.Security;

namespace Engagement.Features.Conversations.Listening;

internal sealed class ListeningFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Conversations/Listening", Area.Tickets),
        new("/Conversations/Listening/Accounting", Area.Accounts),
        new("/Conversations/Listening/Older", Area.Accounts),
    ];

    public IEnumerable<Recurring> Jobs =>
    [
        Recurring.Of<ListenToAccounts>("listen", "*/5 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<ReadPostMetrics>("read-post-metrics", "40 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<TrackMessages>("follow-messages", "30 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<BackfillReplies>("fill-gaps", "20 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<MakeDailyReports>("make-statements", "0 5,35 * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<NotifyInactivity>("raise-silence", "50 * * * * *", job => job.RunAsync(CancellationToken.None)),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<TrackChange>();
        services.AddScoped<TrackMessages>();
        services.AddSingleton<StoreInbound>();
        services.AddScoped<ListenToAccounts>();
        services.AddScoped<ReplayItem>();
        services.AddScoped<CountOlder>();
        services.AddScoped<ReadOlder>();
        services.AddScoped<ReceivePush>();
        services.AddScoped<ReadPostMetrics>();
        services.AddSingleton<FindMissingReplies>();
        services.AddScoped<BackfillReplies>();
        services.AddScoped<ReadThreadAgain>();
        services.AddSingleton<StoreOwnAnswers>();
        services.AddScoped<SettleMissingReplies>();
        services.AddScoped<CountDay>();
        services.AddScoped<MakeDailyReports>();
        services.AddScoped<ApproveDailyReport>();
        services.AddScoped<NotifyInactivity>();
        services.AddScoped<ListPosts>();
        services.AddScoped<ListMissingReplies>();

        // The chain, in this order.
        services.AddSingleton<IInboundStep, ReadBackAnswer>();
        services.AddSingleton<IInboundStep, DropEcho>();
        services.AddSingleton<IInboundStep, DropDeleted>();
        services.AddSingleton<IInboundStep, DropBots>();
        services.AddSingleton<IInboundStep, FindClient>();
        services.AddSingleton<IInboundStep, DropBlocked>();
        services.AddSingleton<IInboundStep, FindWhatItAnswers>();
        services.AddSingleton<IInboundStep, FindTicket>();
        services.AddSingleton<IInboundStep, FindLanguage>();
        services.AddSingleton<IInboundStep, RecordMessage>();
        services.AddSingleton<IInboundStep, RunMessageRules>();
        services.AddSingleton<IInboundStep, NotifyAssignee>();
        services.AddOutboxWork<ReadBackThreads>(ReadBackThreads.Work, JobQueue.Default);
        services.AddOutboxWork<IngestWork>(StoreInbound.Work, JobQueue.Listening);
    }

    public void AddToWorkers(IServiceCollection services) => services.AddHostedService<RunStreams>();

    public void MapApi(RouteGroupBuilder api)
    {
        ListeningApi.Map(api);
        OlderApi.Map(api);
    }

    public void Map(WebApplication app)
    {
        app.MapHooks();
    }
}
