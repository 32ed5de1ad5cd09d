using Engagement.Channels;
using Engagement.Data;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Content.Templates.Proofs;

/// <summary>A template's golden samples, red or green for the words that are published and for the draft.</summary>
internal sealed class IndexModel(Db db, ChannelCatalog channels, RunTemplateTests run, SaveTemplateTest keep,
    PreviewTemplate preview) : PageModel
{
    public TemplateRow Template { get; private set; } = null!;

    /// <summary>Whether <see cref="Results"/> are those of the draft.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Draft { get; set; }

    public bool HasDraft { get; private set; }

    public IReadOnlyList<TemplateTestResult> Results { get; private set; } = [];

    public IReadOnlyList<PreviewTemplate.Choice> Articles { get; private set; } = [];

    public IReadOnlyList<ChannelFacts> Networks { get; private set; } = [];

    public bool IsMail { get; private set; }

    [BindProperty]
    public Guid? ArticleId { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty(Name = "Networks")]
    public List<string> Chosen { get; set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        Chosen = IsMail ? [TemplateSamples.Mail] : [.. Networks.Select(n => n.Key)];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct) =>
        await AnswerAsync(id, await keep.RunAsync(new(id, ArticleId, Chosen, Name, User.DisplayName()), ct),
            "Kept. From now on these words are expected.", ct);

    public async Task<IActionResult> OnPostAcceptAsync(Guid id, Guid proof, CancellationToken ct) =>
        await AnswerAsync(id, await keep.AcceptAsync(id, proof, User.DisplayName(), ct),
            "What the published words make is expected now.", ct);

    public async Task<IActionResult> OnPostAcceptAllAsync(Guid id, CancellationToken ct) =>
        await AnswerAsync(id, await keep.AcceptAllAsync(id, User.DisplayName(), ct), "What the published words make is expected now.", ct);

    public async Task<IActionResult> OnPostRemoveAsync(Guid id, Guid proof, CancellationToken ct) =>
        await AnswerAsync(id, await keep.RemoveAsync(id, proof, ct), "Removed.", ct);

    private async Task<IActionResult> AnswerAsync(Guid id, Result<int> answer, string said, CancellationToken ct)
    {
        if (answer is Result<int>.Done)
        {
            this.Say(said);
            return Redirect($"/templates/{id}/proofs");
        }

        return await LoadAsync(id, ct) ? this.Refuse(answer) : NotFound();
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = id }, ct) is not { } template)
        {
            return false;
        }

        Template = template;
        var draft = await db.OneAsync<TemplateDraft>(DraftSql.Read, new { TemplateId = id }, ct);
        HasDraft = draft is not null;
        Draft &= HasDraft;
        Results = [.. (await run.RunAsync(id, template.Kind, Draft ? draft!.Texts : template.Texts, ct)).OrderBy(r => r.Holds)];
        Articles = await preview.ChoicesAsync(null, ct);
        IsMail = !TemplateKinds.Of(template.Kind).IsForNetworks;
        Networks = [.. channels.All.Select(c => c.Facts)];
        return true;
    }
}
