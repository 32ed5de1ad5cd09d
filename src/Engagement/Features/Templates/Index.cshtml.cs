using Engagement.Data;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Templates;

internal sealed class IndexModel(Db db) : PageModel
{
    public IReadOnlyList<TemplateRow> Templates { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) =>
        Templates = [.. (await db.QueryAsync<TemplateRow>(TemplateSql.All, ct: ct)).OrderBy(t => TemplateKinds.Order(t.Kind)).ThenBy(t => t.State)];
}
