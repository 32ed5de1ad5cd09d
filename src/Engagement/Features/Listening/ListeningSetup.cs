using Engagement.Features.Listening.Accounting;
using Engagement.Features.Listening.Chain;
using Engagement.Features.Rules;
using Engagement.Jobs;

namespace Engagement.Features.Listening;

internal static class ListeningSetup
{
    public static IServiceCollection AddListening(this IServiceCollection services)
    {
        services.AddSingleton<StoreInbound>();
        services.AddScoped<ListenToAccounts>();
        services.AddScoped<ReplayItem>();
        services.AddScoped<SubscribeToPush>();
        services.AddScoped<ReceivePush>();
        services.AddSingleton<FindSilentAccounts>();
        services.AddScoped<ReadPostMetrics>();

        // The chain, in this order.
        services.AddSingleton<IInboundStep, DropEcho>();
        services.AddSingleton<IInboundStep, DropDeleted>();
        services.AddSingleton<IInboundStep, FindClient>();
        services.AddSingleton<IInboundStep, DropBlocked>();
        services.AddSingleton<IInboundStep, FindWhatItAnswers>();
        services.AddSingleton<IInboundStep, FindTicket>();
        services.AddSingleton<IInboundStep, RecordMessage>();
        services.AddSingleton<IInboundStep, RunMessageRules>();
        return services.AddOutboxWork<IngestWork>(StoreInbound.Work);
    }
}
