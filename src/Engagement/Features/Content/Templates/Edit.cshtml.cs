using System.ComponentModel.DataAnnotations;
using Engagement.Data;
using Engagement.Features.Content.Templates.Proofs;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Content.Templates;

/// <summary>A template's words in one language, as the form has them.</summary>
internal sealed record TextInput
{
    public string? Language { get; init; }

    public string? Body { get; init; }
}

/// <summary>A template and its editor, with the words on every network beside it.</summary>
internal sealed partial class EditModel(
    Db db, SaveTemplate save, SaveDraft drafts, RetireTemplate change, TakeShipped shipped,
    PreviewTemplate preview, RunTemplateTests proofs, TemplateGuide guide, MoveToFolder folder) : PageModel
{
    private const string New = "new";

    /// <summary>The template's id, or "new".</summary>
    [FromRoute]
    public string Key { get; set; } = "";

    [BindProperty]
    public int Version { get; set; }

    /// <summary>When the draft that the writer sees was kept; null: there was none.</summary>
    [BindProperty]
    public DateTimeOffset? SeenAt { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    [BindProperty]
    public string? LengthClass { get; set; }

    [BindProperty]
    public string? Description { get; set; }

    /// <summary>Of <see cref="Body"/>.</summary>
    [BindProperty]
    public string? Language { get; set; }

    [BindProperty]
    public string? Body { get; set; }

    /// <summary>The same in further languages.</summary>
    [BindProperty]
    public List<TextInput> Others { get; set; } = [];

    [BindProperty]
    public string? NewLanguage { get; set; }

    [BindProperty]
    [Display(Name = "What changed")]
    public string? Note { get; set; }

    /// <summary>Why it is right although proofs fail.</summary>
    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Article { get; set; }

    /// <summary>Words of the article looked for.</summary>
    [BindProperty]
    public string? Find { get; set; }

    /// <summary>The language whose words are previewed; empty: as articles and accounts decide.</summary>
    [BindProperty]
    public string? ShowIn { get; set; }

    public bool IsNew => Key == New;

    public TemplateKind OfKind => TemplateKinds.Of(Kind ?? TemplateKinds.Post);

    public TemplateRow? Template { get; private set; }

    /// <summary>What somebody keeps without having published it; its words are in the form.</summary>
    public TemplateDraft? Draft { get; private set; }

    public ShippedTemplate? Offer { get; private set; }

    public TemplateUse? Use { get; private set; }

    /// <summary>The queues whose folder a macro may be in, and the one it is in; null of other kinds.</summary>
    public (TemplateFolder Of, bool May)? Folder { get; private set; }

    public IReadOnlyList<PreviewTemplate.Choice> Choices { get; private set; } = [];

    public PreviewFragment Shown { get; private set; } = null!;

    /// <summary>There are proofs, so that a reason may be asked for.</summary>
    public bool HasProofs => Shown.Proofs.Count > 0;

    public TemplateGuide.Page Guide => guide.For(OfKind.Key);

    /// <summary>For the editor's completion.</summary>
    public string WordsJson => Json.Write(TemplateWords.For(OfKind.Key));

    /// <summary>The preview, and what else is known of the words as they are.</summary>
    internal sealed record PreviewFragment(
        PreviewTemplate.Preview Preview, IReadOnlyList<TemplateTestResult> Proofs, IReadOnlyList<MissingLanguage> Missing);

    /// <param name="version">An older version to start from.</param>
    public async Task<IActionResult> OnGetAsync(int? version, CancellationToken ct)
    {
        if (!await FindAsync(ct))
        {
            return NotFound();
        }

        var old = version is { } number && Template is not null
            ? await db.OneAsync<TemplateVersionRow>(TemplateSql.ReadVersion, new { Template.Id, Number = number }, ct)
            : null;
        if (Template is { } t)
        {
            (Version, SeenAt, LengthClass) = (t.Version, Draft?.UpdatedAt, t.LengthClass);
            (Name, Description) = Draft is { } d && old is null ? (d.Name, d.Description) : (t.Name, t.Description);
            Take(old?.Texts ?? Draft?.Texts ?? t.Texts);
            Note = old is null ? null : $"Back to version {version}";
        }
        else
        {
            (Body, Language, LengthClass) = (OfKind.Start, TemplateTexts.UsualLanguage, OfKind.IsForNetworks ? "short" : "long");
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

        var texts = Texts();
        var answer = texts is Result<TemplateTexts>.Done { Value: var written }
            ? await save.RunAsync(new(Template?.Id, Version, Name ?? "", OfKind.Key, LengthClass ?? "",
                Description ?? "", written, Note ?? "", Reason, User.DisplayName()), ct)
            : new Result<Guid>.Invalid(((Result<TemplateTexts>.Invalid)texts).Errors);
        if (answer is not Result<Guid>.Done { Value: var id })
        {
            return await RefuseAsync(answer, ct);
        }

        this.Say(Version == 0 ? "Published. It can be chosen now." : $"Version {Version + 1} is published.");
        return Redirect($"/templates/{id}");
    }

    public async Task<IActionResult> OnPostDraftAsync(CancellationToken ct)
    {
        if (!await FindAsync(ct))
        {
            return NotFound();
        }

        var texts = Texts();
        var answer = texts is Result<TemplateTexts>.Done { Value: var written }
            ? await drafts.RunAsync(new(Template?.Id, Version, SeenAt, Name ?? "", OfKind.Key,
                LengthClass ?? "", Description ?? "", written, User.DisplayName()), ct)
            : new Result<Guid>.Invalid(((Result<TemplateTexts>.Invalid)texts).Errors);
        if (answer is not Result<Guid>.Done { Value: var id })
        {
            return await RefuseAsync(answer, ct);
        }

        this.Say("Kept as a draft. Nobody is offered it before it is published.");
        return Redirect($"/templates/{id}");
    }

    public async Task<IActionResult> OnPostDiscardAsync(CancellationToken ct)
    {
        if (!Guid.TryParse(Key, out var id))
        {
            return NotFound();
        }

        await drafts.DiscardAsync(id, ct);
        this.Say("The draft is gone.");
        return Redirect(Version == 0 ? "/templates" : $"/templates/{id}");
    }

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken ct)
    {
        if (!await FindAsync(ct))
        {
            return NotFound();
        }

        await ShowAsync(ct);
        ModelState.Clear();
        return Request.IsFragment() ? Partial("/Features/Content/Templates/_Preview.cshtml", Shown) : Page();
    }

    /// <summary>The articles that have the words looked for.</summary>
    public async Task<IActionResult> OnPostArticlesAsync(CancellationToken ct)
    {
        if (!Request.IsFragment())
        {
            return await OnPostPreviewAsync(ct);
        }

        return Partial("/Features/Content/Templates/_Choices.cshtml", (await preview.ChoicesAsync(Find, ct), Article));
    }

    /// <summary>All that is wrong with one language's words as they are typed; empty when nothing is.</summary>
    public async Task<IActionResult> OnPostCheckAsync(CancellationToken ct) =>
        new JsonResult(
            (await preview.RunAsync(new(OfKind.Key, TemplateTexts.Of(Language ?? "", Body ?? "", others: null), Language, Article),
                ct)).Faults.Select(f => f.Error));

    public async Task<IActionResult> OnPostRetireAsync(bool retire, CancellationToken ct)
    {
        if (!Guid.TryParse(Key, out var id))
        {
            return NotFound();
        }

        var answer = await change.RunAsync(id, retire, ct);
        if (answer is not Result<string>.Done { Value: var state })
        {
            return NotFound();
        }

        this.Say(state == "Retired" ? "Retired. What was made with it stays as it is." : "It can be chosen again.");
        return Redirect($"/templates/{id}");
    }

    /// <summary>Which queue's folder a macro is in.</summary>
    public async Task<IActionResult> OnPostFolderAsync(Guid? queueId, CancellationToken ct)
    {
        if (!Guid.TryParse(Key, out var id) || await folder.RunAsync(id, queueId, ct) is not Result<Guid>.Done)
        {
            return NotFound();
        }

        this.Say("It is in that folder now.");
        return Redirect($"/templates/{id}");
    }

    public async Task<IActionResult> OnPostTakeAsync(CancellationToken ct) =>
        await ShippedAsync(id => shipped.TakeAsync(id, Version, User.DisplayName(), ct),
            "The shipped words are published, and follow the product from now on.", ct);

    public async Task<IActionResult> OnPostIgnoreAsync(CancellationToken ct) =>
        await ShippedAsync(id => shipped.IgnoreAsync(id, ct), "Your words stay.", ct);

    private async Task<IActionResult> ShippedAsync(Func<Guid, Task<Result<Guid>>> work, string said, CancellationToken ct)
    {
        if (!await FindAsync(ct) || Template is null)
        {
            return NotFound();
        }

        var answer = await work(Template.Id);
        this.Say(answer switch
        {
            Result<Guid>.Done => said,
            Result<Guid>.Conflict conflict => conflict.Why,
            _ => "That did not work. Nothing was changed.",
        });
        return Redirect($"/templates/{Key}");
    }
}
