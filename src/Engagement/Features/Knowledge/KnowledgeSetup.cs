using Engagement.Features.Knowledge.Feeds;
using Engagement.Features.Knowledge.Finding;
using Engagement.Features.Knowledge.Review;
using Engagement.Features.Knowledge.Sources;
using Engagement.Features.Knowledge.Writing;

namespace Engagement.Features.Knowledge;

internal static class KnowledgeSetup
{
    public static IServiceCollection AddKnowledge(this IServiceCollection services)
    {
        services.AddScoped<KeepArticle>();
        services.AddScoped<ReachDates>();
        services.AddScoped<ImportFolder>();
        services.AddScoped<ImportUpload>();
        services.AddScoped<PushArticle>();
        services.AddScoped<ListArticles>();
        services.AddScoped<ReadArticle>();
        services.AddScoped<SetArticle>();
        services.AddScoped<AddFeed>();
        services.AddScoped<SetSource>();
        services.AddSingleton<SafeFetch>();
        services.AddScoped<PollFeed>();
        services.AddScoped<PollDueFeeds>();
        services.AddScoped<IndexArticles>();
        services.AddScoped<Search.RefillSearch>();
        services.AddScoped<FindArticles>();
        services.AddScoped<FlagArticle>();
        services.AddScoped<SetReview>();
        services.AddScoped<ListReviews>();
        services.AddScoped<RankArticles>();
        services.AddScoped<TellReviews>();
        services.AddScoped<WriteArticle>();
        return services;
    }
}
