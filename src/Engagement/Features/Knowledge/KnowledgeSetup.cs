using Engagement.Features.Knowledge.Feeds;
using Engagement.Features.Knowledge.Sources;

namespace Engagement.Features.Knowledge;

internal static class KnowledgeSetup
{
    public static IServiceCollection AddKnowledge(this IServiceCollection services)
    {
        services.AddScoped<KeepArticle>();
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
        return services;
    }
}
