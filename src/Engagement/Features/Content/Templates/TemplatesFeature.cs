using Engagement.Features.Content.Templates.Files;
using Engagement.Features.Content.Templates.Proofs;
using Engagement.Features.Content.Templates.Variants;
using Engagement.Features.Content.Templates.Worst;
using Engagement.Jobs;
using Engagement.Web.Security;

namespace Engagement.Features.Content.Templates;

internal sealed class TemplatesFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Content/Templates", Area.Templates),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<MoveToFolder>();
        services.AddSingleton<TemplateEngine>();
        services.AddSingleton<WriteWords>();
        services.AddScoped<RenderTemplate>();
        services.AddScoped<SaveTemplate>();
        services.AddScoped<SaveDraft>();
        services.AddScoped<RestoreVersion>();
        services.AddScoped<TakeShipped>();
        services.AddScoped<RunTemplateTests>();
        services.AddScoped<SaveTemplateTest>();
        services.AddScoped<ExportTemplates>();
        services.AddScoped<ImportTemplates>();
        services.AddScoped<ChooseWords>();
        services.AddScoped<StartExperiment>();
        services.AddScoped<EndExperiment>();
        services.AddScoped<CompareVariants>();
        services.AddScoped<PreviewTemplate>();
        services.AddScoped<RetireTemplate>();
        services.AddScoped<CheckTemplate>();
        services.AddScoped<StartTemplateCheck>();
        services.AddSingleton<TemplateGuide>();
        services.AddSingleton<ShippedTemplates>();
        services.AddOutboxWork<TemplateCheckWork>(TemplateCheckWork.Work, JobQueue.Default);
    }

    public void MapApi(RouteGroupBuilder api)
    {
        TemplatesApi.Map(api);
    }
}
