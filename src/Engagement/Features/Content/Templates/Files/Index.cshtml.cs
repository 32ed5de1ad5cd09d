using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Content.Templates.Files;

/// <summary>Templates as files: out as a zip, and back in.</summary>
[RequestSizeLimit(ImportTemplates.MaxZip + 10_000)]
internal sealed class IndexModel(ExportTemplates export, ImportTemplates import) : PageModel
{
    public IReadOnlyList<ImportTemplates.Line>? Lines { get; private set; }

    public void OnGet()
    {
    }

    /// <param name="id">Only this template; null: all.</param>
    public async Task<IActionResult> OnGetZipAsync(Guid? id, CancellationToken ct) =>
        await export.ZipAsync(id, ct) is { } zip ? File(zip, "application/zip", "templates.zip") : NotFound();

    public async Task<IActionResult> OnPostAsync(IFormFile? file, CancellationToken ct)
    {
        if (file is null || file.Length == 0)
        {
            return this.Refuse(Result<int>.Wrong("File", "Choose a zip file."));
        }

        await using var stream = file.OpenReadStream();
        var answer = await import.RunAsync(stream, User.DisplayName(), ct);
        if (answer is not Result<IReadOnlyList<ImportTemplates.Line>>.Done { Value: var lines })
        {
            return this.Refuse(answer);
        }

        Lines = lines;
        return Page();
    }
}
