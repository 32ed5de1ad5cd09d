using Engagement.Data;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Content.Templates.Worst;

/// <summary>The articles a template is worst for. The search goes on by itself; this page finds it again.</summary>
internal sealed class IndexModel(Db db, StartTemplateCheck start) : PageModel
{
    public TemplateRow Template { get; private set; } = null!;

    public bool HasDraft { get; private set; }

    /// <summary>The newest; null: nobody has looked yet.</summary>
    public TemplateCheckRun? Run { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        !await LoadAsync(id, ct) ? NotFound()
        : Request.IsFragment() ? Partial("/Features/Content/Templates/Worst/_Run.cshtml", this) : Page();

    public async Task<IActionResult> OnPostAsync(Guid id, bool draft, CancellationToken ct)
    {
        var answer = await start.RunAsync(new(id, draft, User.DisplayName(), User.UserId()), ct);
        return answer is Result<Guid>.Done ? Redirect($"/templates/{id}/worst")
            : await LoadAsync(id, ct) ? this.Refuse(answer)
            : NotFound();
    }

    public async Task<IActionResult> OnPostStopAsync(Guid id, CancellationToken ct)
    {
        await start.StopAsync(id, ct);
        return Redirect($"/templates/{id}/worst");
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = id }, ct) is not { } template
            || !TemplateKinds.Of(template.Kind).IsAboutArticles)
        {
            return false;
        }

        Template = template;
        HasDraft = await db.OneAsync<TemplateDraft>(DraftSql.Read, new { TemplateId = id }, ct) is not null;
        Run = await db.OneAsync<TemplateCheckRun>(TemplateCheckSql.Latest, new { TemplateId = id, Take = 1 }, ct);
        return true;
    }
}
