using Engagement.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Templates;

/// <summary>A template's versions, and the difference between any two.</summary>
internal sealed class VersionsModel(Db db) : PageModel
{
    public TemplateRow Template { get; private set; } = null!;

    public IReadOnlyList<TemplateVersionRow> Versions { get; private set; } = [];

    /// <summary>Null where there is nothing to compare with.</summary>
    public TemplateVersionRow? Before { get; private set; }

    public TemplateVersionRow After { get; private set; } = null!;

    public IReadOnlyList<DiffRun> Runs { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, int? from, int? to, CancellationToken ct)
    {
        if (await db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = id }, ct) is not { } template)
        {
            return NotFound();
        }

        Template = template;
        Versions = await db.QueryAsync<TemplateVersionRow>(TemplateSql.Versions, new { Id = id }, ct);
        After = Versions.FirstOrDefault(v => v.Number == to) ?? Versions[0];
        Before = Versions.FirstOrDefault(v => v.Number == from) ?? Versions.FirstOrDefault(v => v.Number < After.Number);
        Runs = Before is null ? [] : TextDiff.Between(Before.Body, After.Body);
        return Page();
    }
}
