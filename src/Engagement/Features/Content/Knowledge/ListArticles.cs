using Engagement.Channels.Text;
using Engagement.Data;
using Engagement.Features.Content.Knowledge.Finding;
using Engagement.Web.Api;

namespace Engagement.Features.Content.Knowledge;

/// <summary>An article as lists show it.</summary>
internal sealed record ArticleRow
{
    public Guid Id { get; init; }

    public Guid SourceId { get; init; }

    public string SourceName { get; init; } = "";

    public string SourceKind { get; init; } = "";

    public string ExternalId { get; init; } = "";

    public string Slug { get; init; } = "";

    public string Title { get; init; } = "";

    public string Summary { get; init; } = "";

    public string? Url { get; init; }

    public string? ImageUrl { get; init; }

    public string? ImageAlt { get; init; }

    public string Language { get; init; } = "en";

    public ArticleState State { get; init; }

    public ArticleAudience Audience { get; init; }

    public int Version { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>A draft until then by its own word; null: no day to come.</summary>
    public DateTimeOffset? PublishAt { get; init; }

    /// <summary>A draft from then on; null: no day to come.</summary>
    public DateTimeOffset? ExpireAt { get; init; }

    /// <summary>A mark of its site maker that its text still holds, or lost words to; null: none.</summary>
    public string? Marks { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When a post about it last went out; null: never.</summary>
    public DateTimeOffset? LastPostedAt { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>Which articles. Null: any.</summary>
internal sealed record ArticleFilter
{
    /// <summary>Words in the title, the summary, the tags or the text; all of them must be there.</summary>
    public string? Words { get; init; }

    /// <summary>Null: all but the archived ones.</summary>
    public ArticleState? State { get; init; }

    public ArticleAudience? Audience { get; init; }

    public string? Tag { get; init; }

    public Guid? SourceId { get; init; }

    public string? ExternalId { get; init; }
}

/// <summary>Lists articles, the last changed first.</summary>
internal sealed class ListArticles(Db db)
{
    // More words than anyone looks for; each is a condition.
    private const int MostWords = 6;

    public async Task<Page<ArticleRow>> RunAsync(ArticleFilter filter, Cursor? after, int take, CancellationToken ct)
    {
        var conditions = new List<Sql> { filter.State is null ? ArticleSql.NotArchived : ArticleSql.InState };
        Add(filter.Audience, ArticleSql.ForAudience);
        Add(filter.Tag, ArticleSql.Tagged);
        Add(filter.SourceId, ArticleSql.OfSource);
        Add(filter.ExternalId, ArticleSql.WithExternalId);
        Add(after, ArticleSql.After);
        var typed = (filter.Words ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Take(MostWords).ToArray();
        var words = typed.Select(LikePattern.Containing).ToArray();
        var terms = typed.Select(TermOf).ToArray();
        conditions.AddRange(ArticleSql.HasWord.Take(words.Length));
        var rows = await db.QueryAsync<ArticleRow>(ArticleSql.List.Where(conditions), new
        {
            State = filter.State?.ToString(),
            Audience = filter.Audience?.Word(),
            Tag = filter.Tag?.ToLowerInvariant(),
            filter.SourceId,
            filter.ExternalId,
            Time = after?.Time,
            AfterId = after?.Id,
            Word0 = words.ElementAtOrDefault(0),
            Word1 = words.ElementAtOrDefault(1),
            Word2 = words.ElementAtOrDefault(2),
            Word3 = words.ElementAtOrDefault(3),
            Word4 = words.ElementAtOrDefault(4),
            Word5 = words.ElementAtOrDefault(5),
            Term0 = terms.ElementAtOrDefault(0),
            Term1 = terms.ElementAtOrDefault(1),
            Term2 = terms.ElementAtOrDefault(2),
            Term3 = terms.ElementAtOrDefault(3),
            Term4 = terms.ElementAtOrDefault(4),
            Term5 = terms.ElementAtOrDefault(5),
            End0 = EndOf(terms.ElementAtOrDefault(0)),
            End1 = EndOf(terms.ElementAtOrDefault(1)),
            End2 = EndOf(terms.ElementAtOrDefault(2)),
            End3 = EndOf(terms.ElementAtOrDefault(3)),
            End4 = EndOf(terms.ElementAtOrDefault(4)),
            End5 = EndOf(terms.ElementAtOrDefault(5)),
            Take = take + 1,
        }, ct);
        var tags = (await db.QueryAsync<TagRow>(ArticleSql.TagsOf, new { Articles = Json.Ids(rows.Select(r => r.Id)) }, ct))
            .ToLookup(t => t.ArticleId, t => t.Tag);
        return Page<ArticleRow>.Of(rows, take, row => row with { Tags = [.. tags[row.Id]] }, row => new Cursor(row.UpdatedAt, row.Id));

        void Add<T>(T? given, Sql condition)
        {
            if (given is not null)
            {
                conditions.Add(condition);
            }
        }
    }

    /// <summary>The tags in use, the most used first.</summary>
    public Task<IReadOnlyList<string>> TagsAsync(CancellationToken ct) => db.QueryAsync<string>(ArticleSql.Tags, new { Take = 100 }, ct);

    // One letter of a script without spaces is the beginning of the pairs it stands in.
    private static string? TermOf(string word) =>
        ArticleTerms.Of(word).FirstOrDefault() ?? (word.EnumerateRunes().All(Scripts.IsSpaceless) ? word : null);

    // After every term that begins so.
    private static string? EndOf(string? term) => term is null ? null : term + '\uffff';

    private sealed record TagRow
    {
        public Guid ArticleId { get; init; }

        public string Tag { get; init; } = "";
    }
}

internal static class ArticleSql
{
    private const string Columns =
        """
        a.Id, a.SourceId, s.Name as SourceName, s.Kind as SourceKind, a.ExternalId, a.Slug, a.Title, a.Summary, a.Url, a.ImageUrl,
            a.ImageAlt,
        a.Language, a.State, a.Audience, a.Version, a.PublishedAt, a.PublishAt, a.ExpireAt, a.Marks, a.CreatedAt, a.UpdatedAt,
        (select max(d.PublishedAt) from Deliveries d where d.ArticleId = a.Id) as LastPostedAt
        """;

    public static readonly Sql List = Sql.Portable(
        $"select {Columns} from Articles a join Sources s on s.Id = a.SourceId {{where}} order by a.UpdatedAt desc, a.Id desc {{page}}");

    public static readonly Sql NotArchived = Sql.Portable("a.State <> 'Archived'");

    public static readonly Sql InState = Sql.Portable("a.State = @State");

    public static readonly Sql ForAudience = Sql.Portable("a.Audience = @Audience");

    public static readonly Sql Tagged = Sql.Portable("exists (select 1 from ArticleTags t where t.ArticleId = a.Id and t.Tag = @Tag)");

    public static readonly Sql OfSource = Sql.Portable("a.SourceId = @SourceId");

    public static readonly Sql WithExternalId = Sql.Portable("a.ExternalId = @ExternalId");

    public static readonly Sql After = Sql.Portable("a.UpdatedAt <= @Time and (a.UpdatedAt < @Time or a.Id < @AfterId)");

    // The text is found by the index of terms, whose words begin so: it is the same on both databases. What is not in it yet is read
    // through.
    public static readonly Sql[] HasWord = [.. Enumerable.Range(0, 6).Select(i => Sql.Portable(
        $"""
        a.Title like @Word{i} escape '\' or a.Summary like @Word{i} escape '\'
            or exists (select 1 from ArticleTags t where t.ArticleId = a.Id and t.Tag like lower(@Word{i}) escape '\')
            or a.Id in (select t.ArticleId from ArticleTerms t where t.Term >= @Term{i} and t.Term < @End{i})
            or exists (select 1 from ArticleVersions v where v.ArticleId = a.Id and v.Number = a.Version
                and v.PlainText like @Word{i} escape '\'
                and not exists (select 1 from ArticleIndex x where x.ArticleId = a.Id and x.Version = a.Version))
        """))];

    public static readonly Sql Read = Sql.Portable(
        $"select {Columns} from Articles a join Sources s on s.Id = a.SourceId where a.Id = @Id");

    public static readonly Sql TagsOf = Sql.Portable(
        "select ArticleId, Tag from ArticleTags where ArticleId in {ids Articles} order by ArticleId, Tag");

    public static readonly Sql Tags = Sql.Portable("select Tag from ArticleTags group by Tag order by count(*) desc, Tag {page}");

    public static readonly Sql Versions = Sql.Portable(
        "select Number, Title, Summary, CreatedAt, CreatedBy from ArticleVersions where ArticleId = @Id order by Number desc");

    public static readonly Sql Version = Sql.Portable("""
        select Number, Title, Summary, Format, Body, PlainText, CreatedAt, CreatedBy from ArticleVersions
        where ArticleId = @Id and Number = @Number
        """);
}
