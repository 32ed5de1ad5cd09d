using System.Collections.Concurrent;
using Engagement.Channels;

namespace Engagement.Features.Content.Templates.Worst;

/// <summary>An article for which a template makes words that may not go out.</summary>
/// <param name="Network">Where: a network's key.</param>
/// <param name="Over">How much over the limit, in the network's count; the greatest possible where there are no words at all.</param>
internal sealed record TemplateCheckCase(Guid ArticleId, string Title, string Network, string Problem, int Over);

/// <summary>Tries a template on articles, on every network.</summary>
internal sealed class CheckTemplate(ChannelCatalog channels, RenderTemplate render, WriteWords write)
{
    /// <param name="Tried">How many articles were tried before the time was up.</param>
    /// <param name="Failing">How many of those may not go out on some network.</param>
    internal sealed record Findings(int Tried, int Failing, IReadOnlyList<TemplateCheckCase> Cases);

    /// <param name="atOnce">How many are tried at the same time; -1: as many as the machine has processors.</param>
    /// <param name="enough">No more are begun once this is cancelled; the others are finished.</param>
    public Findings Try(
        string kind, TemplateTexts texts, IReadOnlyList<ArticleFields> articles, Brand brand, int atOnce, CancellationToken enough)
    {
        var cases = new ConcurrentBag<TemplateCheckCase>();
        var tried = 0;
        Parallel.ForEach(articles, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, (article, state) =>
        {
            if (enough.IsCancellationRequested)
            {
                state.Stop();
                return;
            }

            foreach (var channel in channels.All)
            {
                var words = write.Run(texts, TemplateSamples.Fill(render.Subject(article, channel, null, brand), kind));
                if (words.Problem is { } problem)
                {
                    var over = words.Measure is { Length: > 0 } measure ? Math.Max(0, -measure.Left) : int.MaxValue;
                    cases.Add(new(article.Id, article.Title, channel.Facts.Key, problem, over));
                }
            }

            Interlocked.Increment(ref tried);
        });
        return new(tried, cases.Select(c => c.ArticleId).Distinct().Count(), [.. cases]);
    }

    /// <summary>The worst first.</summary>
    public static IReadOnlyList<TemplateCheckCase> Worst(IEnumerable<TemplateCheckCase> cases, int most) =>
        [.. cases.OrderByDescending(c => c.Over).ThenBy(c => c.Title, StringComparer.Ordinal)
            .ThenBy(c => c.Network, StringComparer.Ordinal).Take(most)];
}
