using System.Collections.Concurrent;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Links;

namespace Engagement.Features.Templates;

/// <summary>The articles for which a template makes words that may not go out, on any network, over the whole knowledge base.</summary>
internal sealed class FindWorstArticles(Db db, ChannelCatalog channels, RenderTemplate render, WriteWords write)
{
    private static readonly Sql Articles = Sql.Portable(
        """
        select a.Id, a.Title, a.Summary, v.PlainText as Text, a.Url, a.ImageUrl as Image, a.ImageAlt, a.Language, a.UpdatedAt as Updated
        from Articles a join ArticleVersions v on v.ArticleId = a.Id and v.Number = a.Version
        where a.State = 'Validated' and a.Audience = 'external'
        """);

    private static readonly Sql Tags = Sql.Portable(
        """
        select t.ArticleId, t.Tag from ArticleTags t join Articles a on a.Id = t.ArticleId
        where a.State = 'Validated' and a.Audience = 'external'
        order by t.ArticleId, t.Tag
        """);

    // A template that spends its whole time limit on every article would hold this process for half an hour.
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(20);

    /// <summary>More would not be read; mending the first ones mends the rest.</summary>
    public const int Most = 50;

    /// <param name="Over">How much over the limit, in the network's count; the greatest possible where there are no words at all.</param>
    internal sealed record Case(Guid ArticleId, string Title, ChannelFacts Network, string Problem, int Over);

    /// <param name="Articles">How many there are.</param>
    /// <param name="Tried">How many of them were tried before the time was up.</param>
    /// <param name="Failing">How many of those may not go out on some network.</param>
    /// <param name="Worst">The worst cases first, at most <see cref="Most"/>.</param>
    internal sealed record Findings(int Articles, int Tried, int Failing, IReadOnlyList<Case> Worst);

    private sealed record TagRow
    {
        public Guid ArticleId { get; init; }

        public string Tag { get; init; } = "";
    }

    public async Task<Findings> RunAsync(TemplateTexts texts, CancellationToken ct)
    {
        var tags = (await db.QueryAsync<TagRow>(Tags, ct: ct)).ToLookup(t => t.ArticleId, t => t.Tag);
        var articles = await db.QueryAsync<ArticleFields>(Articles, ct: ct);
        var brand = await render.BrandAsync(ct);
        var links = await LinkSettings.ReadAsync(db, ct);
        return Try(texts, [.. articles.Select(a => a with { Tags = [.. tags[a.Id]], Url = links.SampleFor(a.Url) })], brand, ct);
    }

    /// <summary>The same without the database: what the benchmark times.</summary>
    public Findings Try(TemplateTexts texts, IReadOnlyList<ArticleFields> articles, Brand brand, CancellationToken ct)
    {
        var cases = new ConcurrentBag<Case>();
        var tried = 0;
        using var timeout = new CancellationTokenSource(MaxTime);
        Parallel.ForEach(articles, new ParallelOptions { CancellationToken = ct }, (article, state) =>
        {
            if (timeout.IsCancellationRequested)
            {
                state.Stop();
                return;
            }

            foreach (var channel in channels.All)
            {
                var words = write.Run(texts, render.Subject(article, channel, null, brand));
                if (words.Problem is { } problem)
                {
                    var over = words.Measure is { Length: > 0 } measure ? Math.Max(0, -measure.Left) : int.MaxValue;
                    cases.Add(new(article.Id, article.Title, channel.Facts, problem, over));
                }
            }

            Interlocked.Increment(ref tried);
        });
        return new(
            articles.Count,
            tried,
            cases.Select(c => c.ArticleId).Distinct().Count(),
            [.. cases.OrderByDescending(c => c.Over).ThenBy(c => c.Title, StringComparer.Ordinal).ThenBy(c => c.Network.Key, StringComparer.Ordinal).Take(Most)]);
    }
}
