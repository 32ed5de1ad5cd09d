using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Content.Knowledge.Writing;

/// <summary>An article of our own, to be written.</summary>
internal sealed class IndexModel(WriteArticle write) : PageModel
{
    [BindProperty]
    public ArticleInput Article { get; set; } = new() { Language = "en" };

    [BindProperty]
    public int Version { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid? id, CancellationToken ct)
    {
        if (id is not { } known)
        {
            return Page();
        }

        if (await write.ReadAsync(known, ct) is not { } own)
        {
            return NotFound();
        }

        (Article, Version) = own;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid? id, CancellationToken ct)
    {
        var answer = await write.RunAsync(new(id, Version, Article, null, User.DisplayName()), ct);
        if (answer is not Result<Guid>.Done { Value: var kept })
        {
            return this.Refuse(answer, answer is Result<Guid>.Invalid ? nameof(Article) : "");
        }

        this.Say(id is null ? "Kept as a draft." : "Saved as a new version.");
        return Redirect($"/knowledge/{kept}");
    }
}
