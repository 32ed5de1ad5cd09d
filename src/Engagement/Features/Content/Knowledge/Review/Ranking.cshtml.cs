using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Content.Knowledge.Review;

/// <summary>What articles earned, and the questions they raised.</summary>
internal sealed class RankingModel(RankArticles rank) : PageModel
{
    public static readonly (string Key, string Name)[] Orders = [("visits", "Visits"),
        ("solved", "Solved tickets"), ("tickets", "Questions raised"), ("flags", "Unclear to clients")];

    public static readonly int[] Spans = [30, 90, 365];

    [BindProperty(SupportsGet = true)]
    public string By { get; set; } = "visits";

    [BindProperty(SupportsGet = true)]
    public int Days { get; set; } = 90;

    /// <summary>Where the page before ended.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public RankCursor? Next { get; private set; }

    public IReadOnlyList<RankedArticle> Articles { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        By = Orders.Any(o => o.Key == By) ? By : "visits";
        Days = Spans.Contains(Days) ? Days : 90;
        ModelState.Clear();
        (Articles, Next) = await rank.RunAsync(By, Days, RankCursor.Read(After), RankArticles.PageSize, ct);
    }
}
