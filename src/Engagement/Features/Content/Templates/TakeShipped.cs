using Engagement.Data;

namespace Engagement.Features.Content.Templates;

/// <summary>
/// An edited template whose shipped words have changed since: they are offered, and a person takes them as a new version or says no. Taken,
/// the template follows the product again.
/// </summary>
internal sealed class TakeShipped(Db db, SaveTemplate save, TimeProvider clock)
{
    /// <summary>The shipped words, where they are news for this template; otherwise null.</summary>
    public async Task<ShippedTemplate?> OfferAsync(TemplateRow template, CancellationToken ct)
    {
        if (ShippedTemplates.All.FirstOrDefault(s => s.Name == template.ShippedName) is not { } shipped
            || template.ShippedIgnored == shipped.Hash
            || template.Texts.SaysTheSameAs(shipped.File.Texts))
        {
            return null;
        }

        var last = await db.OneAsync<TemplateVersionRow>(TemplateSql.LastShipped, new { template.Id }, ct);
        return last?.Texts.SaysTheSameAs(shipped.File.Texts) == true ? null : shipped;
    }

    public async Task<Result<Guid>> TakeAsync(Guid id, int seenVersion, string by, CancellationToken ct)
    {
        if (await db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = id }, ct) is not { } template
            || await OfferAsync(template, ct) is not { } shipped)
        {
            return new Result<Guid>.Conflict("There is nothing new to take.");
        }

        return await save.RunAsync(
            new(id, seenVersion, template.Name, template.Kind, template.LengthClass, template.Description,
                shipped.File.Texts, "As it comes with the product now.", "As it comes with the product.", by)
            {
                IsShipped = true,
            }, ct);
    }

    public async Task<Result<Guid>> IgnoreAsync(Guid id, CancellationToken ct)
    {
        if (await db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = id }, ct) is not { } template
            || await OfferAsync(template, ct) is not { } shipped)
        {
            return new Result<Guid>.Conflict("There is nothing new to say no to.");
        }

        await db.ExecuteAsync(TemplateSql.IgnoreShipped, new { Id = id, shipped.Hash, Now = clock.Now() }, ct);
        return id;
    }
}
