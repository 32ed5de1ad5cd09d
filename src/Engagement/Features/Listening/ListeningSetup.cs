using Engagement.Features.Listening.Accounting;
using Engagement.Features.Listening.Chain;
using Engagement.Features.Listening.Following;
using Engagement.Features.Listening.Older;
using Engagement.Features.Rules;
using Engagement.Jobs;

namespace Engagement.Features.Listening;

internal static class ListeningSetup
{
    public static IServiceCollection AddListening(this IServiceCollection services)
    {
        services.AddSingleton<FollowChange>();
        services.AddScoped<FollowMessages>();
        services.AddSingleton<StoreInbound>();
        services.AddScoped<ListenToAccounts>();
        services.AddScoped<ReplayItem>();
        services.AddScoped<CountOlder>();
        services.AddScoped<ReadOlder>();
        services.AddScoped<SubscribeToPush>();
        services.AddScoped<ReceivePush>();
        services.AddSingleton<FindSilentAccounts>();
        services.AddScoped<ReadPostMetrics>();
        services.AddSingleton<OpenGaps>();
        services.AddScoped<FillGaps>();
        services.AddScoped<ReadThreadAgain>();
        services.AddSingleton<StoreOwnAnswers>();
        services.AddScoped<SettleGap>();
        services.AddScoped<CountDay>();
        services.AddScoped<MakeStatements>();
        services.AddScoped<SignStatement>();
        services.AddScoped<RaiseSilence>();
        services.AddScoped<ListPosts>();
        services.AddScoped<ListGaps>();

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
        services.AddSingleton<IInboundStep, TellAssignee>();
        services.AddOutboxWork<ReadBackThreads>(ReadBackThreads.Work, JobQueue.Default);
        return services.AddOutboxWork<IngestWork>(StoreInbound.Work, JobQueue.Listening);
    }
}
