using System.ComponentModel.DataAnnotations;
using Engagement.Data;
using Engagement.Features.Content.Knowledge.Feeds;
using Engagement.Features.Content.Knowledge.Sources;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Content.Knowledge;

[RequestSizeLimit(ImportUpload.MostBytes)]
internal sealed class ImportModel(ImportUpload upload, AddFeed add, PollFeed poll, Db db, TimeProvider clock) : PageModel
{
    [BindProperty]
    [Display(Name = "Files")]
    public List<IFormFile> Files { get; set; } = [];

    [BindProperty]
    [Display(Name = "Published at")]
    public string? BaseUrl { get; set; }

    [BindProperty]
    [Display(Name = "New articles begin as")]
    public string? InitialState { get; set; }

    /// <summary>How pushed articles begin.</summary>
    [BindProperty]
    public string? PushState { get; set; }

    [BindProperty]
    public FeedInput Feed { get; set; } = new();

    public ImportSummary? Summary { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => await LoadAsync(ct);

    /// <summary>How what other programs push begins, from now on.</summary>
    public async Task<IActionResult> OnPostPushesAsync(CancellationToken ct)
    {
        var source = await SourceSql.FindOrAddAsync(db, clock, Source.Api, "API", "api", null, ct);
        await InitialStates.SetAsync(db, source, PushState, ct);
        this.Say("Saved. Applies to new articles.");
        return RedirectToPage();
    }

    // What is set already, for the forms.
    private async Task LoadAsync(CancellationToken ct)
    {
        InitialState ??= (await db.OneAsync<Source>(SourceSql.Find, new { Kind = Source.Folder, Location = ImportUpload.Location }, ct))
            ?.InitialState;
        PushState ??= (await db.OneAsync<Source>(SourceSql.Find, new { Kind = Source.Api, Location = "api" }, ct))?.InitialState;
    }

    public async Task<IActionResult> OnPostUploadAsync(CancellationToken ct)
    {
        ModelState.Clear(); // the other form's fields are not there, and need not be
        var answer = await upload.RunAsync(new ImportUpload.Command(
            [.. Files.Select(f => new UploadedFile(f.FileName, f.Length, f.OpenReadStream))], BaseUrl, InitialState), ct);
        await LoadAsync(ct);
        if (answer is not Result<ImportSummary>.Done { Value: var summary })
        {
            return this.Refuse(answer);
        }

        Summary = summary;
        return Page();
    }

    public async Task<IActionResult> OnPostFeedAsync(CancellationToken ct)
    {
        ModelState.Clear();
        var answer = await add.RunAsync(
            new AddFeed.Command(Feed.Url, Feed.Name, Feed.IsInternal, Feed.InitialState) { MayBeInternal = User.May(Area.Settings) }, ct);
        if (answer is not Result<Source>.Done { Value: var source })
        {
            return this.Refuse(answer, nameof(Feed));
        }

        var summary = await poll.RunAsync(source.Id, ct);
        this.Say(summary is null
            ? "The feed is kept, but could not be read just now."
            : summary.Note == PollFeed.Empty ? PollFeed.Empty
            : $"The feed is followed: {summary.Created} new articles. {summary.Note}".TrimEnd());
        return Redirect($"/knowledge/sources/{source.Id}");
    }
}

internal sealed class FeedInput
{
    [Display(Name = "Feed's address")]
    public string? Url { get; set; }

    [Display(Name = "Name")]
    public string? Name { get; set; }

    [Display(Name = "It lies inside our network")]
    public bool IsInternal { get; set; }

    [Display(Name = "New articles begin as")]
    public string? InitialState { get; set; }
}
