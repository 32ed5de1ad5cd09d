using Engagement.Data;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Content.Templates.Variants;

/// <summary>A template's words tried against others: begun, looked at, ended.</summary>
internal sealed class IndexModel(Db db, StartExperiment start, EndExperiment end, CompareVariants compare) : PageModel
{
    public TemplateRow Template { get; private set; } = null!;

    public CompareVariants.Comparison? Running { get; private set; }

    public IReadOnlyList<Experiment> Ended { get; private set; } = [];

    [BindProperty]
    public string? Question { get; set; }

    [BindProperty]
    public int PostsPerVariant { get; set; } = 20;

    [BindProperty(Name = "Others")]
    public List<OtherText> Others { get; set; } = [];

    [BindProperty]
    public string? Outcome { get; set; }

    [BindProperty]
    public string? Letter { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        Others = [new OtherText { Body = Template.Body, Share = 50 }];
        return Page();
    }

    public async Task<IActionResult> OnPostStartAsync(Guid id, CancellationToken ct)
    {
        // A text that was left empty was not meant.
        Others = [.. Others.Where((o, i) => i == 0 || !string.IsNullOrWhiteSpace(o.Body))];
        return await AnswerAsync(id, await start.RunAsync(
            new(id, Question, [.. Others.Select(o => new StartExperiment.OtherWords(o.Body, o.Share))],
                PostsPerVariant, User.DisplayName()), ct),
            "It has begun. New posts draw their words by share.", ct);
    }

    /// <summary>Another text in the form.</summary>
    public async Task<IActionResult> OnPostMoreAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        ModelState.Clear();
        if (Others.Count < StartExperiment.MostVariants - 1)
        {
            Others.Add(new OtherText { Body = Template.Body, Share = 100 / (Others.Count + 2) });
            Others = [.. Others.Select(o => o with { Share = 100 / (Others.Count + 1) })];
        }

        return Page();
    }

    public async Task<IActionResult> OnPostEndAsync(Guid id, Guid experiment, int version, CancellationToken ct) =>
        await AnswerAsync(id, await end.RunAsync(new(id, experiment, Letter, version, Outcome, Reason, User.DisplayName()), ct),
            string.IsNullOrEmpty(Letter) || Letter == "A"
                ? "Ended. The published words stay."
                : $"Ended. {Letter}'s words are published.", ct);

    private async Task<IActionResult> AnswerAsync(Guid id, Result<Guid> answer, string said, CancellationToken ct)
    {
        if (answer is Result<Guid>.Done)
        {
            this.Say(said);
            return Redirect($"/templates/{id}/variants");
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
        var all = await db.QueryAsync<Experiment>(VariantSql.OfTemplate, new { TemplateId = id }, ct);
        Running = all.FirstOrDefault(e => e.EndedAt is null) is { } running ? await compare.RunAsync(running, ct) : null;
        Ended = [.. all.Where(e => e.EndedAt is not null)];
        return true;
    }
}

/// <summary>Other words in the form.</summary>
internal sealed record OtherText
{
    public string? Body { get; init; }

    public int Share { get; init; }
}
