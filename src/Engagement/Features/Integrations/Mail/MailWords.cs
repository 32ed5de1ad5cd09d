using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Content.Templates;

namespace Engagement.Features.Integrations.Mail;

/// <summary>
/// A mail's words from its template; where that is broken or gone, from the kind's plain beginning, because a broken template must not
/// silence an alarm.
/// </summary>
internal sealed class MailWords(Db db, TemplateEngine engine, ChannelCatalog channels, TimeProvider clock)
{
    private static readonly ArticleFields NoArticle = new();

    /// <param name="shippedName">The template's, as it came with the product; it may have been edited since.</param>
    /// <param name="fallback">A template that cannot fail.</param>
    /// <param name="fill">Puts in what it is about.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<(string Subject, string Text)> RunAsync(
        string shippedName, string fallback, Func<TemplateSubject, TemplateSubject> fill, CancellationToken ct)
    {
        var template = await db.OneAsync<TemplateRow>(TemplateSql.ByShippedName, new { ShippedName = shippedName }, ct);
        var subject = fill(new TemplateSubject(NoArticle, channels.All.First())
            { HasArticle = false, Brand = await Brand.ReadAsync(db, ct), Now = clock.Now() });
        var words = template is { State: "Active" } ? engine.Render(template.Body, subject, text => text).Text : null;
        return MailParts.Split(words is { Length: > 0 } ? words : engine.Render(fallback, subject, text => text).Text ?? "Engagement");
    }
}
