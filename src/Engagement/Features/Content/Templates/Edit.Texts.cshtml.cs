using Engagement.Common.Text;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;

namespace Engagement.Features.Content.Templates;

/// <summary>The languages in the form, and what the page shows of them.</summary>
internal sealed partial class EditModel
{
    /// <summary>One more language, to be written.</summary>
    public async Task<IActionResult> OnPostAddLanguageAsync(CancellationToken ct)
    {
        if (!await FindAsync(ct))
        {
            return NotFound();
        }

        ModelState.Clear();
        var wanted = NewLanguage?.Trim() ?? "";
        if (!LanguageTag.Shape().IsMatch(wanted))
        {
            ModelState.AddModelError(nameof(NewLanguage), "A language such as en or de-AT.");
        }
        else if (Others.Select(o => o.Language).Append(Language).Contains(wanted, StringComparer.OrdinalIgnoreCase))
        {
            ModelState.AddModelError(nameof(NewLanguage), "There are words in it already.");
        }
        else
        {
            // Begun with the words there are: a translator goes on from them.
            Others = [.. Others.Append(new TextInput { Language = wanted, Body = Body })
                .OrderBy(o => o.Language, StringComparer.OrdinalIgnoreCase)];
            (ShowIn, NewLanguage) = (wanted, null);
        }

        await ShowAsync(ct);
        return ModelState.IsValid ? Page() : this.Unprocessable();
    }

    public async Task<IActionResult> OnPostRemoveLanguageAsync(int index, CancellationToken ct)
    {
        if (!await FindAsync(ct))
        {
            return NotFound();
        }

        ModelState.Clear();
        Others = [.. Others.Where((_, i) => i != index)];
        ShowIn = null;
        await ShowAsync(ct);
        return Page();
    }

    private void Take(TemplateTexts texts)
    {
        (Language, Body) = (texts.Language, texts.Body);
        Others = [.. texts.Others.Select(o => new TextInput { Language = o.Key, Body = o.Value })];
    }

    private Result<TemplateTexts> Texts()
    {
        var others = Others.Select(o => KeyValuePair.Create(o.Language?.Trim() ?? "", o.Body ?? "")).ToList();
        return others.GroupBy(o => o.Key, StringComparer.OrdinalIgnoreCase).Any(g => g.Count() > 1)
            ? Result<TemplateTexts>.Wrong(nameof(NewLanguage), "A language is there twice.")
            : TemplateTexts.Of(string.IsNullOrWhiteSpace(Language) ? TemplateTexts.UsualLanguage : Language.Trim(), Body ?? "", others);
    }

    private async Task<bool> FindAsync(CancellationToken ct)
    {
        // as they are kept, so that an error's place is the form's
        Others = [.. Others.OrderBy(o => o.Language, StringComparer.OrdinalIgnoreCase)];
        if (IsNew)
        {
            Kind = OfKind.Key;
            return true;
        }

        Template = Guid.TryParse(Key, out var id) ? await db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = id }, ct) : null;
        if (Template is null)
        {
            return false;
        }

        Kind = Template.Kind;
        LengthClass ??= Template.LengthClass;
        Draft = await db.OneAsync<TemplateDraft>(DraftSql.Read, new { TemplateId = Template.Id }, ct);
        return true;
    }

    private async Task ShowAsync(CancellationToken ct)
    {
        // Two languages of one name are told of where they are kept; shown is one of them.
        var texts = Texts() is Result<TemplateTexts>.Done { Value: var all }
            ? all
            : TemplateTexts.Of(Language ?? "", Body ?? "", others: null);
        var shown = await preview.RunAsync(new(OfKind.Key, texts, ShowIn, Article), ct);
        Shown = new(
            shown,
            Template is null || shown.Error is not null ? [] : await proofs.RunAsync(Template.Id, Template.Kind, texts, ct),
            OfKind.IsForNetworks ? await MissingLanguage.OfAsync(db, texts, ct) : []);
        if (Request.IsFragment())
        {
            return;
        }

        var choices = OfKind.IsAboutArticles ? await preview.ChoicesAsync(Find, ct) : [];
        Choices = Article is { } id && shown.Article?.Id == id && choices.All(c => c.Id != id)
            ? [new(id, shown.Article.Title), .. choices] : choices;
        if (Template is { Kind: TemplateKinds.Reply or TemplateKinds.Acknowledgement })
        {
            Folder = (await TemplateFolder.OfAsync(db, Template.Id, ct), User.May(Area.Templates));
        }

        Offer = Template is null ? null : await shipped.OfferAsync(Template, ct);
        Use = Template is null ? null : await TemplateUse.OfAsync(db, Template.Id, ct);
    }

    private async Task<IActionResult> RefuseAsync(Result<Guid> answer, CancellationToken ct)
    {
        await ShowAsync(ct);
        return this.Refuse(answer is Result<Guid>.Invalid invalid
            ? new Result<Guid>.Invalid([.. invalid.Errors.Select(e => e with { Field = FieldOf(e.Field) })])
            : answer);
    }

    // The command's names for texts are not the form's.
    private static string FieldOf(string field) => field switch
    {
        "Texts.Others" => nameof(NewLanguage),
        _ when field.StartsWith("Texts.Others[", StringComparison.Ordinal) => field["Texts.".Length..]
            .Replace(".Value", ".Body", StringComparison.Ordinal).Replace(".Key", ".Language", StringComparison.Ordinal),
        _ when field.StartsWith("Texts.", StringComparison.Ordinal) => field["Texts.".Length..],
        _ => field,
    };
}
