namespace Engagement.Features.Posts;

internal static class PostsSetup
{
    public static IServiceCollection AddPosts(this IServiceCollection services)
    {
        services.AddScoped<CreatePost>();
        return services;
    }
}
