using Engagement.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Templates;

internal sealed class WorstModel(Db db, FindWorstArticles find) : PageModel
{
    public TemplateRow Template { get; private set; } = null!;

    public FindWorstArticles.Findings Findings { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = id }, ct) is not { } template)
        {
            return NotFound();
        }

        Template = template;
        Findings = await find.RunAsync(template.Texts, ct);
        return Page();
    }
}
