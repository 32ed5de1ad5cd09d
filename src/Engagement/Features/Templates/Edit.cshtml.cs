using System.ComponentModel.DataAnnotations;
using Engagement.Data;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Templates;

/// <summary>A template and its editor, with the words on every network beside it.</summary>
internal sealed class EditModel(Db db, SaveTemplate save, RetireTemplate change, PreviewTemplate preview) : PageModel
{
    private const string New = "new";

    /// <summary>The template's id, or "new".</summary>
    [FromRoute]
    public string Key { get; set; } = "";

    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Kind { get; set; }

    [BindProperty]
    public string? LengthClass { get; set; }

    [BindProperty]
    public string? Description { get; set; }

    [BindProperty]
    public string? Body { get; set; }

    [BindProperty]
    [Display(Name = "What changed")]
    public string? Note { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Article { get; set; }

    public bool IsNew => Key == New;

    public TemplateRow? Template { get; private set; }

    public IReadOnlyList<PreviewTemplate.Choice> Choices { get; private set; } = [];

    public PreviewTemplate.Preview Preview { get; private set; } = null!;

    /// <summary>For the editor's completion.</summary>
    public static string WordsJson { get; } = Json.Write(TemplateWords.For("post"));

    /// <param name="version">An older version to start from.</param>
    public async Task<IActionResult> OnGetAsync(int? version, CancellationToken ct)
    {
        if (!await FindAsync(ct))
        {
            return NotFound();
        }

        if (Template is { } t)
        {
            (Version, Name, Kind, LengthClass, Description, Body) = (t.Version, t.Name, t.Kind, t.LengthClass, t.Description, t.Body);
            if (version is { } number && await db.OneAsync<TemplateVersionRow>(TemplateSql.ReadVersion, new { t.Id, Number = number }, ct) is { } old)
            {
                (Body, Note) = (old.Body, $"Back to version {number}");
            }
        }
        else
        {
            Body = "{{ article.title }}\n\n{{ article.summary | fit }}\n\n{{ link }}";
        }

        await ShowAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await FindAsync(ct))
        {
            return NotFound();
        }

        var answer = await save.RunAsync(
            new(Template?.Id, Version, Name ?? "", Kind ?? "", LengthClass ?? "", Description ?? "", TemplateTexts.Of(Template?.Language ?? TemplateTexts.UsualLanguage, Body ?? "", Template?.TextsJson), Note ?? "", null, User.DisplayName()), ct);
        if (answer is not Answer<Guid>.Done { Value: var id })
        {
            await ShowAsync(ct);
            return this.Refuse(answer);
        }

        this.Say(IsNew ? "Published. It can be chosen for posts now." : $"Version {Version + 1} is published.");
        return Redirect($"/templates/{id}");
    }

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken ct)
    {
        if (!await FindAsync(ct))
        {
            return NotFound();
        }

        await ShowAsync(ct);
        ModelState.Clear();
        return Request.IsFragment() ? Partial("/Features/Templates/_Preview.cshtml", Preview) : Page();
    }

    /// <summary>What is wrong with the words as they are typed; null when nothing is.</summary>
    public async Task<IActionResult> OnPostCheckAsync(CancellationToken ct) => new JsonResult((await preview.RunAsync(Body ?? "", Article, ct)).Error);

    public async Task<IActionResult> OnPostRetireAsync(bool retire, CancellationToken ct)
    {
        if (!Guid.TryParse(Key, out var id))
        {
            return NotFound();
        }

        var answer = await change.RunAsync(id, retire, ct);
        if (answer is not Answer<string>.Done { Value: var state })
        {
            return this.Refuse(answer);
        }

        this.Say(state == "Retired" ? "Retired. Posts made with it stay as they are." : "It can be chosen for posts again.");
        return Redirect($"/templates/{id}");
    }

    private async Task<bool> FindAsync(CancellationToken ct)
    {
        if (IsNew)
        {
            return true;
        }

        Template = Guid.TryParse(Key, out var id) ? await db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = id }, ct) : null;
        return Template is not null;
    }

    private async Task ShowAsync(CancellationToken ct)
    {
        var choices = await preview.ChoicesAsync(ct);
        Preview = await preview.RunAsync(Body ?? "", Article, ct);
        Choices = Article is { } id && Preview.Article.Id == id && choices.All(c => c.Id != id)
            ? [new(id, Preview.Article.Title), .. choices]
            : choices;
    }
}
