using Engagement.Data;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Integrations.Webhooks;

internal sealed class IndexModel(Db db, SaveEndpoint save) : PageModel
{
    public IReadOnlyList<EndpointRow> Endpoints { get; private set; } = [];

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Address { get; set; }

    [BindProperty]
    public List<string> Types { get; set; } = [];

    [BindProperty]
    public bool AllowPrivate { get; set; }

    /// <summary>Shown this once.</summary>
    public SaveEndpoint.Added? Added { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => Endpoints = await db.QueryAsync<EndpointRow>(WebhookSql.Endpoints, ct: ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var answer = await save.AddAsync(new(Name, Address, Types, AllowPrivate, User.DisplayName()), ct);
        await OnGetAsync(ct);
        if (answer is not Result<SaveEndpoint.Added>.Done { Value: var added })
        {
            return this.Refuse(answer);
        }

        Added = added;
        ModelState.Clear();
        (Name, Address, Types, AllowPrivate) = (null, null, [], false);
        return Page();
    }
}
