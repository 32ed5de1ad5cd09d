using System.ComponentModel.DataAnnotations;
using Engagement.Features.Knowledge.Feeds;
using Engagement.Features.Knowledge.Sources;
using Engagement.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Knowledge;

[RequestSizeLimit(ImportUpload.MostBytes)]
internal sealed class ImportModel(ImportUpload upload, AddFeed add, PollFeed poll) : PageModel
{
    [BindProperty]
    [Display(Name = "Files")]
    public List<IFormFile> Files { get; set; } = [];

    [BindProperty]
    [Display(Name = "Published at")]
    public string? BaseUrl { get; set; }

    [BindProperty]
    public FeedInput Feed { get; set; } = new();

    public ImportSummary? Summary { get; private set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostUploadAsync(CancellationToken ct)
    {
        ModelState.Clear(); // the other form's fields are not there, and need not be
        var answer = await upload.RunAsync(new ImportUpload.Command([.. Files.Select(f => new UploadedFile(f.FileName, f.Length, f.OpenReadStream))], BaseUrl), ct);
        if (answer is not Answer<ImportSummary>.Done { Value: var summary })
        {
            return this.Refuse(answer);
        }

        Summary = summary;
        return Page();
    }

    public async Task<IActionResult> OnPostFeedAsync(CancellationToken ct)
    {
        ModelState.Clear();
        var answer = await add.RunAsync(new AddFeed.Command(Feed.Url, Feed.Name, Feed.IsInternal), ct);
        if (answer is not Answer<Source>.Done { Value: var source })
        {
            return this.Refuse(answer, nameof(Feed));
        }

        var summary = await poll.RunAsync(source.Id, ct);
        this.Say(summary is null ? "The feed is kept, but could not be read just now." : $"The feed is followed: {summary.Created} new articles.");
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
}
