using Engagement.Data;

namespace Engagement.Features.Content.Knowledge.Finding;

/// <summary>
/// The recurring job that keeps the index of terms at the articles' newest versions. A table of our own, because full-text search is
/// another language on each database: this ranks the same on both.
/// </summary>
internal sealed class IndexArticles(Db db)
{
    // Of one look: some seconds of work at the most, so that a large import does not keep a worker.
    private const int Most = 500;

    // A word in the title says more of an article than one in its text.
    private const int InTitle = 4;
    private const int InSummary = 2;

    private static readonly Sql Stale = Sql.For(sqlServer: StaleOn(Dialect.SqlServer), sqlite: StaleOn(Dialect.Sqlite));

    private static readonly Sql Read = Sql.Portable(
        """
        select a.Id, a.Version, a.Title, a.Summary, v.PlainText
        from Articles a join ArticleVersions v on v.ArticleId = a.Id and v.Number = a.Version
        where a.Id in {ids Ids} order by a.Id
        """);

    private static readonly Sql DropTerms = Sql.Portable("delete from ArticleTerms where ArticleId = @Id");

    private static readonly Sql DropIndex = Sql.Portable("delete from ArticleIndex where ArticleId = @Id");

    private static readonly Sql InsertIndex = Sql.Portable(
        "insert into ArticleIndex (ArticleId, Version, Length) values (@Id, @Version, @Length)");

    private static readonly Sql InsertTerms = Sql.For(
        sqlServer: """
            insert into ArticleTerms (Term, ArticleId, Times) select t.Term, @Id, t.Times
            from openjson(@Terms) with (Term nvarchar(80) '$.term', Times int '$.times') t
            """,
        sqlite: """
            insert into ArticleTerms (Term, ArticleId, Times) select json_extract(value, '$.term'), @Id, json_extract(value, '$.times')
            from json_each(@Terms)
            """);

    /// <returns>How many articles were read.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var stale = await db.QueryAsync<Size>(Stale, new { Take = Most }, ct);
        foreach (var slice in TextSlices.Of(stale, s => s.Bytes))
        {
            foreach (var article in await db.QueryAsync<Words>(Read, new { Ids = Json.Ids(slice.Select(s => s.Id)) }, ct))
            {
                await IndexAsync(article, ct);
            }
        }

        return stale.Count;
    }

    private static string StaleOn(Dialect dialect) =>
        $$"""
        select a.Id, {{TextSlices.LengthOf("v.PlainText", dialect)}} as Bytes
        from Articles a join ArticleVersions v on v.ArticleId = a.Id and v.Number = a.Version
        left join ArticleIndex i on i.ArticleId = a.Id
        where i.ArticleId is null or i.Version <> a.Version order by a.Id {page}
        """;

    private async Task IndexAsync(Words article, CancellationToken ct)
    {
        var terms = new Dictionary<string, int>(StringComparer.Ordinal);
        var length = Count(terms, article.Title, InTitle) + Count(terms, article.Summary, InSummary) + Count(terms, article.PlainText, 1);
        await db.InTransactionAsync(async tx =>
        {
            await tx.ExecuteAsync(DropTerms, new { article.Id }, ct);
            await tx.ExecuteAsync(DropIndex, new { article.Id }, ct);
            await tx.ExecuteAsync(
                InsertTerms, new { article.Id, Terms = Json.Write(terms.Select(t => new { Term = t.Key, Times = t.Value })) }, ct);
            await tx.ExecuteAsync(InsertIndex, new { article.Id, article.Version, Length = length }, ct);
        }, ct);
    }

    private static int Count(Dictionary<string, int> terms, string text, int weight)
    {
        var length = 0;
        foreach (var term in ArticleTerms.Of(text))
        {
            terms[term] = terms.GetValueOrDefault(term) + weight;
            length += weight;
        }

        return length;
    }

    private sealed record Size
    {
        public Guid Id { get; init; }

        public long Bytes { get; init; }
    }

    private sealed record Words
    {
        public Guid Id { get; init; }

        public int Version { get; init; }

        public string Title { get; init; } = "";

        public string Summary { get; init; } = "";

        public string PlainText { get; init; } = "";
    }
}
