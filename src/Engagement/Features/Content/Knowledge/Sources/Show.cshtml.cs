using Engagement.Data;
using Engagement.Features.Content.Knowledge.Feeds;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Content.Knowledge.Sources;

internal sealed class ShowModel(Db db, SetSource set, PollFeed poll) : PageModel
{
    public Source Source { get; private set; } = null!;

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public bool IsInternal { get; set; }

    [BindProperty]
    public bool Enabled { get; set; }

    [BindProperty]
    public string? InitialState { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await FindAsync(id, ct))
        {
            return NotFound();
        }

        (Name, IsInternal, Enabled, InitialState) = (Source.Name, Source.IsInternal, Source.Enabled, Source.InitialState);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await FindAsync(id, ct))
        {
            return NotFound();
        }

        var answer = await set.RunAsync(
            new SetSource.Command(id, Name, IsInternal, Enabled, InitialState) { MayBeInternal = User.May(Area.Settings) }, ct);
        if (answer is not Result<Source>.Done)
        {
            return this.Refuse(answer);
        }

        this.Say("Saved.");
        return RedirectToPage(new { id });
    }

    public async Task<IActionResult> OnPostReadAsync(Guid id, CancellationToken ct)
    {
        if (!await FindAsync(id, ct) || Source.Kind != Source.Feed)
        {
            return NotFound();
        }

        var summary = await poll.RunAsync(id, ct);
        this.Say(summary is null
            ? "The feed could not be read just now."
            : summary.Note == PollFeed.Empty ? PollFeed.Empty
            : $"Read: {summary.Created} new, {summary.Changed} changed, {summary.Unchanged} as before. {summary.Note}".TrimEnd());
        return RedirectToPage(new { id });
    }

    private async Task<bool> FindAsync(Guid id, CancellationToken ct)
    {
        if (await db.OneAsync<Source>(SourceSql.Read, new { Id = id }, ct) is not { } source)
        {
            return false;
        }

        Source = source;
        return true;
    }
}
