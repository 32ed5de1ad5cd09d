using Engagement.Features.Publishing.Posts.Images;
using Engagement.Jobs;
using Engagement.Web.Security;

namespace Engagement.Features.Publishing.Posts;

internal sealed class PostsFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Publishing/Posts", Area.Posts),
    ];

    public IEnumerable<Recurring> Jobs =>
    [
        Recurring.Of<DeleteImages>("forget-images", "0 40 3 * * *", job => job.RunAsync(CancellationToken.None)),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(ZoneData.OfSystem());
        services.AddScoped<CreatePost>();
        services.AddScoped<ReadNewPost>();
        services.AddScoped<SaveImage>();
        services.AddScoped<DeleteImages>();
    }

    public void MapApi(RouteGroupBuilder api)
    {
        PostsApi.Map(api);
        ImagesEndpoints.Map(api);
    }

    public void Map(WebApplication app)
    {
        app.MapImages();
    }
}
