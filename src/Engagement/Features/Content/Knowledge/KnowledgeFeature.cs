using Engagement.Features.Content.Knowledge.Feeds;
using Engagement.Features.Content.Knowledge.Finding;
using Engagement.Features.Content.Knowledge.Review;
using Engagement.Features.Content.Knowledge.Sources;
using Engagement.Features.Content.Knowledge.Writing;
using Engagement.Jobs;
using Engagement.Web.Security;

namespace Engagement.Features.Content.Knowledge;

internal sealed class KnowledgeFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Content/Knowledge", Area.Knowledge),
    ];

    public IEnumerable<Recurring> Jobs =>
    [
        Recurring.Of<ReachDates>("reach-dates", "0 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<PollDueFeeds>("poll-feeds", "15 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<IndexArticles>("index-articles", "*/20 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<NotifyReviews>("tell-reviews", "0 30 * * * *", job => job.RunAsync(CancellationToken.None)),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<SaveArticle>();
        services.AddScoped<ReadReview>();
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
        services.AddScoped<FindArticles>();
        services.AddScoped<FlagArticle>();
        services.AddScoped<SetReview>();
        services.AddScoped<ListReviews>();
        services.AddScoped<RankArticles>();
        services.AddScoped<NotifyReviews>();
        services.AddScoped<WriteArticle>();
    }

    public void MapApi(RouteGroupBuilder api)
    {
        KnowledgeApi.Map(api);
        SourcesApi.Map(api);
    }
}
