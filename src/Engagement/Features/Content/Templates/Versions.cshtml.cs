using Engagement.Data;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Content.Templates;

/// <summary>A template's versions, and the difference between any two.</summary>
internal sealed class VersionsModel(Db db, RestoreVersion restore) : PageModel
{
    public TemplateRow Template { get; private set; } = null!;

    public IReadOnlyList<TemplateVersionRow> Versions { get; private set; } = [];

    /// <summary>Null where there is nothing to compare with.</summary>
    public TemplateVersionRow? Before { get; private set; }

    public TemplateVersionRow After { get; private set; } = null!;

    public IReadOnlyList<DiffRun> Runs { get; private set; } = [];

    /// <summary>The version that could not be restored without a reason.</summary>
    public int? Restoring { get; private set; }

    public async Task<IActionResult> OnPostRestoreAsync(Guid id, int number, int version, string? reason, CancellationToken ct)
    {
        var answer = await restore.RunAsync(id, number, version, reason, User.DisplayName(), ct);
        if (answer is Result<Guid>.Done)
        {
            this.Say($"Version {number} is published again, as version {version + 1}.");
            return Redirect($"/templates/{id}/versions");
        }

        Restoring = answer is Result<Guid>.Invalid ? number : null;
        return await OnGetAsync(id, null, null, ct) is PageResult ? this.Refuse(answer) : NotFound();
    }

    public async Task<IActionResult> OnGetAsync(Guid id, int? from, int? to, CancellationToken ct)
    {
        if (await db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = id }, ct) is not { } template)
        {
            return NotFound();
        }

        Template = template;
        Versions = await db.QueryAsync<TemplateVersionRow>(TemplateSql.Versions, new { Id = id }, ct);
        if (Versions.Count == 0)
        {
            return Redirect($"/templates/{id}"); // only a draft: there is nothing to compare
        }

        After = Versions.FirstOrDefault(v => v.Number == to) ?? Versions[0];
        Before = Versions.FirstOrDefault(v => v.Number == from) ?? Versions.FirstOrDefault(v => v.Number < After.Number);
        Runs = Before is null ? [] : TextDiff.Between(Before.Words, After.Words);
        return Page();
    }
}
