using Engagement.Features.Templates.Files;
using Engagement.Features.Templates.Proofs;
using Engagement.Features.Templates.Variants;
using Engagement.Features.Templates.Worst;
using Engagement.Jobs;

namespace Engagement.Features.Templates;

internal static class TemplatesSetup
{
    public static IServiceCollection AddTemplates(this IServiceCollection services)
    {
        services.AddSingleton<TemplateEngine>();
        services.AddSingleton<WriteWords>();
        services.AddScoped<RenderTemplate>();
        services.AddScoped<SaveTemplate>();
        services.AddScoped<SaveDraft>();
        services.AddScoped<RestoreVersion>();
        services.AddScoped<TakeShipped>();
        services.AddScoped<RunProofs>();
        services.AddScoped<KeepProof>();
        services.AddScoped<ExportTemplates>();
        services.AddScoped<ImportTemplates>();
        services.AddScoped<ChooseWords>();
        services.AddScoped<StartExperiment>();
        services.AddScoped<EndExperiment>();
        services.AddScoped<CompareVariants>();
        services.AddScoped<PreviewTemplate>();
        services.AddScoped<RetireTemplate>();
        services.AddScoped<FindWorstArticles>();
        services.AddScoped<StartWorstRun>();
        services.AddSingleton<TemplateGuide>();
        services.AddSingleton<ShippedTemplates>();
        return services.AddOutboxWork<WorstWork>(WorstWork.Work, JobQueue.Default);
    }
}
