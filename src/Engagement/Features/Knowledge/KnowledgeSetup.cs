namespace Engagement.Features.Knowledge;

internal static class KnowledgeSetup
{
    public static IServiceCollection AddKnowledge(this IServiceCollection services)
    {
        services.AddScoped<KeepArticle>();
        services.AddScoped<ImportFolder>();
        return services;
    }
}
