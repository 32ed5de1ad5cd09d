using Engagement.Data;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Templates;

internal sealed class IndexModel(Db db) : PageModel
{
    public IReadOnlyList<TemplateRow> Templates { get; private set; } = [];

    /// <summary>Templates that somebody is working on.</summary>
    public IReadOnlySet<Guid> Drafts { get; private set; } = new HashSet<Guid>();

    public async Task OnGetAsync(CancellationToken ct)
    {
        Drafts = (await db.QueryAsync<Guid>(DraftSql.Templates, ct: ct)).ToHashSet();
        Templates = [.. (await db.QueryAsync<TemplateRow>(TemplateSql.All, ct: ct)).OrderBy(t => TemplateKinds.Order(t.Kind)).ThenBy(t => t.State)];
    }
}
