using System.Globalization;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Links;

namespace Engagement.Features.Templates;

/// <summary>A template's words on every network at once: what stands beside the editor.</summary>
internal sealed class PreviewTemplate(Db db, ChannelCatalog channels, RenderTemplate render, TemplateEngine engine, WriteWords write)
{
    // Enough to choose from by eye; an article further down is reached from its own page or from the worst articles.
    private static readonly Sql Choices = Sql.Portable(
        "select Id, Title from Articles where State = 'Validated' and Audience = 'external' order by UpdatedAt desc, Id {page}");

    internal sealed record Choice(Guid Id, string Title);

    /// <param name="Kept">The part within the limit.</param>
    /// <param name="Cut">What is over it; empty when all of it fits.</param>
    internal sealed record OnNetwork(ChannelFacts Network, string Kept, string Cut, TextMeasure Measure);

    /// <param name="Error">What is wrong with the template; then no network has words.</param>
    internal sealed record Preview(ArticleFields Article, TemplateError? Error, IReadOnlyList<OnNetwork> Networks);

    /// <param name="body">The words being written, saved or not.</param>
    /// <param name="articleId">Null, or one that is gone: the sample article.</param>
    public async Task<Preview> RunAsync(string body, Guid? articleId, CancellationToken ct)
    {
        var article = articleId is { } id ? await render.ArticleAsync(id, ct) : null;
        article ??= ShippedTemplates.Sample;
        if (engine.Check(body) is { } error)
        {
            return new(article, error, []);
        }

        article = article with { Url = (await LinkSettings.ReadAsync(db, ct)).SampleFor(article.Url) };
        var brand = await render.BrandAsync(ct);
        var networks = new List<OnNetwork>();
        foreach (var channel in channels.All)
        {
            var words = write.Run(body, render.Subject(article, channel, null, brand));
            if (words is not { Text: { } text, Measure: { } measure })
            {
                return new(article, words.Error, []);
            }

            var kept = Within(text, measure, channel);
            networks.Add(new(channel.Facts, text[..kept], text[kept..], measure));
        }

        return new(article, null, networks);
    }

    public async Task<IReadOnlyList<Choice>> ChoicesAsync(CancellationToken ct) =>
        [.. await db.QueryAsync<Choice>(Choices, new { Take = 100 }, ct)];

    // The longest beginning, in whole characters, that the network would take.
    private static int Within(string text, TextMeasure measure, IChannel channel)
    {
        if (measure.Length <= measure.Limit)
        {
            return text.Length;
        }

        var starts = StringInfo.ParseCombiningCharacters(text);
        int low = 0, high = starts.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (channel.Measure(text[..starts[middle]]).Length <= measure.Limit)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return starts[low];
    }
}
