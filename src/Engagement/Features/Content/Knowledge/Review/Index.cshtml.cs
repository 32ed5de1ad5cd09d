using Engagement.Web;
using Engagement.Web.Api;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Content.Knowledge.Review;

/// <summary>What owners should look at.</summary>
internal sealed class IndexModel(ListReviews list, SetReview set, TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Why { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Whose { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public Page<ArticleReview> Articles { get; private set; } = new([], null);

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task<IActionResult> OnGetAsync(string? after, CancellationToken ct)
    {
        Cursor.Check(after, null, out var cursor, out var take);
        Articles = await list.RunAsync(new(Why, Whose, User.UserId(), Q), cursor, take, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, bool validate, int months, CancellationToken ct)
    {
        var answer = await set.LookedAsync(new(id, validate, months, User.DisplayName()), ct);
        if (answer is not Result<Guid>.Done)
        {
            await OnGetAsync(null, ct);
            return this.Refuse(answer);
        }

        this.Say("Reviewed.");
        return RedirectToPage(new { Why, Whose, Q });
    }
}
