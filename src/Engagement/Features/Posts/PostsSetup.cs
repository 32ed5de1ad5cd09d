using Engagement.Features.Posts.Images;

namespace Engagement.Features.Posts;

internal static class PostsSetup
{
    public static IServiceCollection AddPosts(this IServiceCollection services)
    {
        services.AddSingleton(ZoneData.OfSystem());
        services.AddScoped<CreatePost>();
        services.AddScoped<KeepImage>();
        services.AddScoped<ForgetImages>();
        return services;
    }
}
