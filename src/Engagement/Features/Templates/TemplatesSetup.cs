namespace Engagement.Features.Templates;

internal static class TemplatesSetup
{
    public static IServiceCollection AddTemplates(this IServiceCollection services)
    {
        services.AddSingleton<TemplateEngine>();
        services.AddSingleton<WriteWords>();
        services.AddScoped<RenderTemplate>();
        services.AddScoped<SaveTemplate>();
        services.AddScoped<PreviewTemplate>();
        services.AddScoped<RetireTemplate>();
        services.AddScoped<FindWorstArticles>();
        services.AddSingleton<ShippedTemplates>();
        return services;
    }
}
