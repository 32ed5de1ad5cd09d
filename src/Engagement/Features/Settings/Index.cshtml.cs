using Engagement.Data;
using Engagement.Features.Content.Templates;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Settings;

internal sealed class IndexModel(Db db, SaveOrganisation save) : PageModel
{
    [BindProperty]
    public string? Organisation { get; set; }

    [BindProperty]
    public string? Website { get; set; }

    [BindProperty]
    public string? Hashtag { get; set; }

    [BindProperty]
    public string? Signature { get; set; }

    [BindProperty]
    public string? Hours { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var brand = await Brand.ReadAsync(db, ct);
        (Organisation, Website, Hashtag, Signature, Hours) = (brand.Name, brand.Website, brand.Hashtag, brand.Signature, brand.Hours);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var answer = await save.RunAsync(
            new(Organisation, User.DisplayName()) { Website = Website, Hashtag = Hashtag, Signature = Signature, Hours = Hours }, ct);
        if (answer is not Result<string>.Done)
        {
            return this.Refuse(answer);
        }

        this.Say("Saved. New posts use it; scheduled ones keep their words.");
        return RedirectToPage();
    }
}
