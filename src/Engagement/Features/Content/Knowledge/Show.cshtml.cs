using Engagement.Features.Content.Knowledge.Review;
using Engagement.Web;
using Engagement.Web.Security;
using Engagement.Web.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Content.Knowledge;

internal sealed class ShowModel(
    ReadArticle read, ReadReview reviews, SetArticle set, IEnumerable<IArticleFact> facts, SetReview review) : PageModel
{
    public ArticleToRead Article { get; private set; } = null!;

    public ReviewView Review { get; private set; } = null!;

    /// <summary>What other features say of it.</summary>
    public IReadOnlyList<(string Label, string Words)> Facts { get; private set; } = [];

    /// <summary>Against the version before; null: not asked for.</summary>
    public IReadOnlyList<TextChange>? Changes { get; private set; }

    public string WhyNot => Article.Row switch
    {
        { State: not ArticleState.Validated } => "Only a validated article may be posted.",
        { Audience: ArticleAudience.Internal } => "An internal article is not posted.",
        _ => "It has no public address, so a post could not link to it.",
    };

    public async Task<IActionResult> OnGetAsync(Guid id, int? version, bool changes, CancellationToken ct)
    {
        if (await read.RunAsync(id, version, ct) is not Result<ArticleToRead>.Done { Value: var article })
        {
            return NotFound();
        }

        Article = article;
        Review = await reviews.RunAsync(id, User.May(Area.Knowledge), ct);
        foreach (var fact in facts)
        {
            Facts = [.. Facts, (fact.Label, await fact.OfAsync(id, ct))];
        }

        if (changes && article.Version.Number > 1 && await read.VersionAsync(id, article.Version.Number - 1, ct) is { } before)
        {
            Changes = TextChanges.Between(before.Title + "\n" + before.Body, article.Version.Title + "\n" + article.Version.Body);
        }

        return Page();
    }

    /// <summary>Whose it is, and when they look at it again.</summary>
    public async Task<IActionResult> OnPostReviewAsync(Guid id, Guid? ownerId, DateOnly? reviewOn, CancellationToken ct) =>
        await ReviewedAsync(id, await review.RunAsync(new(id, ownerId, reviewOn), ct), "Saved.", ct);

    /// <summary>Somebody looked at it.</summary>
    public async Task<IActionResult> OnPostLookedAsync(Guid id, bool validate, int months, CancellationToken ct) =>
        await ReviewedAsync(
            id, await review.LookedAsync(new(id, validate, months, User.DisplayName()), ct), validate ? "Validated." : "Looked at.", ct);

    private async Task<IActionResult> ReviewedAsync(Guid id, Result<Guid> answer, string said, CancellationToken ct)
    {
        if (answer is Result<Guid>.Done)
        {
            this.Say(said);
            return RedirectToPage(new { id });
        }

        return await OnGetAsync(id, null, false, ct) is PageResult ? this.Refuse(answer) : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, string? state, string? audience, CancellationToken ct)
    {
        var answer = await set.RunAsync(new SetArticle.Command(id, state, audience, User.DisplayName()), ct);
        if (answer is Result<ArticleRow>.Done { Value: var row })
        {
            this.Say(audience is null ? Sentence.Of($"{row.Title}: {row.State.ToString().ToLowerInvariant()}.")
                : Sentence.Of($"{row.Title}: {row.Audience.Word()}."));
            return RedirectToPage(new { id });
        }

        return await OnGetAsync(id, null, false, ct) is PageResult ? this.Refuse(answer) : NotFound();
    }
}
