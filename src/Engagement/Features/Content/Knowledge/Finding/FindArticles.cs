using Engagement.Data;

namespace Engagement.Features.Content.Knowledge.Finding;

/// <summary>An article that may help, and how well it matches.</summary>
internal sealed record FoundArticle
{
    public Guid Id { get; init; }

    public string Title { get; init; } = "";

    public string Summary { get; init; } = "";

    public string? Url { get; init; }

    public ArticleAudience Audience { get; init; }

    public double Score { get; init; }
}

/// <summary>
/// Ranks articles by words with Okapi BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009; k1 =
/// 1.2, b = 0.75). How rare a term is is worked out here, the sum over the articles in the database, by the same arithmetic on both.
/// </summary>
internal sealed class FindArticles(Db db)
{
    // The rarest of them decide; more would only cost.
    private const int MostTerms = 24;

    // Of all terms together: a word that every article has costs as much as a hundred that few have, and says nothing.
    private const int MostMatches = 2_000;

    private static readonly Sql Sizes = Sql.Portable(
        "select count(*) as Articles, coalesce(sum(cast(Length as bigint)), 0) as Length from ArticleIndex");

    private static readonly Sql Known = Sql.For(
        sqlServer: """
            select t.Term, count(*) as Articles from openjson(@Terms) with (Term nvarchar(80) '$') q
            join ArticleTerms t on t.Term = q.Term {exact} group by t.Term
            """,
        sqlite: "select t.Term, count(*) as Articles from json_each(@Terms) q join ArticleTerms t on t.Term = q.value group by t.Term");

    private const string Scored = "select t.ArticleId, sum(q.Weight * t.Times * 2.2 / (t.Times + 1.2 * (0.25 + 0.75 * i.Length "
        + "/ @Average))) as Score";

    private const string ByArticle = "join ArticleIndex i on i.ArticleId = t.ArticleId group by t.ArticleId";

    private const string Ranked = "join Articles a on a.Id = s.ArticleId where a.State = 'Validated' order by s.Score desc, a.Id {page}";

    private static readonly Sql Best = Sql.For(
        sqlServer: $"""
            select a.Id, a.Title, a.Summary, a.Url, a.Audience, s.Score from (
                {Scored}
                from openjson(@Terms) with (Term nvarchar(80) '$.term', Weight float '$.weight') q
                join ArticleTerms t on t.Term = q.Term collate {Sql.Exact}
                {ByArticle}) s
            {Ranked}
            """,
        sqlite: $"""
            select a.Id, a.Title, a.Summary, a.Url, a.Audience, s.Score from (
                {Scored}
                from (select json_extract(value, '$.term') as Term, json_extract(value, '$.weight') as Weight from json_each(@Terms)) q
                join ArticleTerms t on t.Term = q.Term
                {ByArticle}) s
            {Ranked}
            """);

    public async Task<IReadOnlyList<FoundArticle>> RunAsync(string words, int take, CancellationToken ct)
    {
        var asked = ArticleTerms.Of(words).Take(2_000).GroupBy(t => t, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        if (asked.Count == 0)
        {
            return [];
        }

        var reads = new Reads();
        var all = reads.Add<Size>(Sizes);
        var known = reads.Add<TermRow>(Known, new { Terms = Json.Write(asked.Keys) });
        await db.ReadAsync(reads, ct);
        var sizes = all.One!;
        var terms = Enough(known.Rows
            .Select(k => new Weighed(k.Term, k.Articles, Rarity(k.Articles, sizes.Articles) * Math.Min(asked[k.Term], 3)))
            .OrderByDescending(t => t.Weight).ThenBy(t => t.Term, StringComparer.Ordinal));
        return terms.Count == 0 ? [] : await db.QueryAsync<FoundArticle>(Best, new
        {
            Terms = Json.Write(terms),
            Average = Math.Max(1.0, (double)sizes.Length / sizes.Articles),
            Take = take,
        }, ct);
    }

    // The most telling first; at least one, however many have it.
    private static List<Weighed> Enough(IEnumerable<Weighed> terms)
    {
        var enough = new List<Weighed>();
        var matches = 0L;
        foreach (var term in terms.TakeWhile(_ => enough.Count < MostTerms))
        {
            if (enough.Count == 0 || matches + term.Articles <= MostMatches)
            {
                enough.Add(term);
                matches += term.Articles;
            }
        }

        return enough;
    }

    /// <summary>The inverse document frequency; a term that is everywhere says nearly nothing.</summary>
    public static double Rarity(long with, long all) => Math.Log(1 + ((all - with + 0.5) / (with + 0.5)));

    private sealed record Weighed(string Term, long Articles, double Weight);

    private sealed record Size
    {
        public long Articles { get; init; }

        public long Length { get; init; }
    }

    private sealed record TermRow
    {
        public string Term { get; init; } = "";

        public long Articles { get; init; }
    }
}
