using Engagement.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Content.Templates;

internal sealed class IndexModel(Db db) : PageModel
{
    public IReadOnlyList<TemplateRow> Templates { get; private set; } = [];

    /// <summary>Templates that somebody is working on.</summary>
    public IReadOnlySet<Guid> Drafts { get; private set; } = new HashSet<Guid>();

    /// <summary>Words in the name, the description or the template itself; all must be there.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    /// <summary>Empty: all but the retired ones.</summary>
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Q) || !string.IsNullOrEmpty(Kind) || !string.IsNullOrEmpty(State);

    // People write some dozens of them: all are read, and what is asked for is picked here.
    public async Task OnGetAsync(CancellationToken ct)
    {
        Drafts = (await db.QueryAsync<Guid>(DraftSql.Templates, ct: ct)).ToHashSet();
        var words = (Q ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Templates = [.. (await db.QueryAsync<TemplateRow>(TemplateSql.All, ct: ct))
            .Where(t => string.IsNullOrEmpty(State) ? t.State != "Retired" : State == "any" || t.State == State)
            .Where(t => string.IsNullOrEmpty(Kind) || t.Kind == Kind)
            .Where(t => words.All(word => $"{t.Name} {t.Description} {t.Body}".Contains(word, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(t => TemplateKinds.Order(t.Kind)).ThenBy(t => t.State)];
    }
}
