using Engagement.Data;

namespace Engagement.Features.Content.Templates;

/// <summary>Publishes an older version's words again, as a new version: nothing that happened is undone.</summary>
internal sealed class RestoreVersion(Db db, SaveTemplate save)
{
    public async Task<Result<Guid>> RunAsync(Guid id, int number, int seenVersion, string? reason, string by, CancellationToken ct)
    {
        if (await db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = id }, ct) is not { } template
            || await db.OneAsync<TemplateVersionRow>(TemplateSql.ReadVersion, new { Id = id, Number = number }, ct) is not { } old)
        {
            return new Result<Guid>.Missing("There is no such version.");
        }

        return await save.RunAsync(
            new(id, seenVersion, template.Name, template.Kind, template.LengthClass,
                template.Description, old.Texts, $"Back to version {number}.", reason, by)
            {
                // Only what the product says now is followed on; an older shipped text was chosen on purpose.
                IsShipped = ShippedTemplates.All.Any(s => s.Name == template.ShippedName && s.File.Texts.SaysTheSameAs(old.Texts)),
            }, ct);
    }
}
