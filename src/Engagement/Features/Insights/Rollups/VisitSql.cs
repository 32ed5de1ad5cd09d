using Engagement.Data;
using Engagement.Features.Insights.Loop;

namespace Engagement.Features.Insights.Rollups;

/// <summary>
/// How sums of visits are read, by the pieces that <see cref="VisitPieces"/> cuts a period into. Each kind keeps what its number allows: an
/// article has no sums by quarter, a post none at all but those of its links, of which it has few.
/// </summary>
internal static class VisitSql
{
    private const string Signed = "b.Sign * v.People as People, b.Sign * v.Firsts as Firsts, b.Sign * v.Unrecognised as Unrecognised, "
        + "b.Sign * v.Previews as Previews, b.Sign * v.Bots as Bots";

    private const string Sums =
        "coalesce(sum(x.People), 0) as People, coalesce(sum(x.Firsts), 0) as Firsts, coalesce(sum(x.Unrecognised), 0) as Unrecognised, "
            + "coalesce(sum(x.Previews), 0) as Previews, coalesce(sum(x.Bots), 0) as Bots";

    private const string CountedSums = "sum(b.Sign * v.People) as People, sum(b.Sign * v.Firsts) as Firsts, sum(b.Sign * v.Previews) as "
        + "Previews, sum(b.Sign * v.Bots) as Bots";

    private const string OfThing = $$"""
        select b.Part, {{Signed}} from {pieces} cross join VisitSums v where v.ThingId = @ThingId and v.Grain = b.Grain and v.At >= b.FromAt
            and v.At < b.ToAt
        """;

    private const string OfAll = $$"""
        {{OfThing}} union all select b.Part, {{Signed}} from {pieces} cross join VisitTotals v
            where b.Grain = 1 and v.Quarter >= b.FromAt and v.Quarter < b.ToAt
        """;

    private const string ArticleLinks = "(select Code from TrackedLinks where ArticleId = @ThingId)";

    private const string PostLinks =
        "(select k.Code from TrackedLinks k join Deliveries d on d.Id = k.DeliveryId where d.PostId = @ThingId)";

    private const string PostSums =
        $$"""
        select b.Part, {{Signed}} from {{PostLinks}} l cross join {pieces} cross join VisitMonths v where v.Code = l.Code and b.Grain = 3
            and v.Month >= b.FromAt and v.Month < b.ToAt
        union all select b.Part, {{Signed}} from {{PostLinks}} l cross join {pieces} cross join VisitDays v
        where v.Code = l.Code and b.Grain = 2 and v.Day >= b.FromAt and v.Day < b.ToAt
        """;

    // The quarters of links, which are kept; b is one of few stretches.
    private const string Ends = $$"""
        select b.Part, {{Signed}} from {pieces} cross join VisitQuarters v where b.Grain = 1 and v.Quarter >= b.FromAt
            and v.Quarter < b.ToAt and v.Code in
        """;

    private const string PeopleAtEnds =
        """
        cross join {pieces} cross join Visits v
        where b.Grain = 1 and v.Code = l.Code and v.Class = 'People' and v.OccurredAt >= b.FromMoment and v.OccurredAt < b.ToMoment
        """;

    private const string CountAll = $"select {Sums} from ({OfAll}) x";
    private const string CountArticle = $"select {Sums} from ({OfThing} union all {Ends} {ArticleLinks}) x";
    private const string CountThing = $"select {Sums} from ({OfThing}) x";
    private const string CountPost = $"select {Sums} from ({PostSums} union all {Ends} {PostLinks}) x";

    private const string EachPart = $"select x.Part, {Sums} from ({OfAll}) x group by x.Part";
    private const string PartsOfArticle = $"""
        select x.Part, sum(x.People) as People from (select Part, People from ({OfThing}) t union all select b.Part, b.Sign
            from {ArticleLinks} l {PeopleAtEnds}) x group by x.Part
        """;
    private const string PartsOfThing = $"select x.Part, sum(x.People) as People from ({OfThing}) x group by x.Part";
    private const string PartsOfPost = $"""
        select x.Part, sum(x.People) as People from (select Part, People from ({PostSums}) t union all select b.Part, b.Sign
            from {PostLinks} l {PeopleAtEnds}) x group by x.Part
        """;

    // Thing by thing in the order of the key, so that nothing has to be sorted.
    private const string EachThing =
        "cross join {pieces} cross join VisitSums v where v.ThingId = a.Id and v.Grain = b.Grain and v.At >= b.FromAt and v.At "
            + "< b.ToAt group by a.Id";

    private const string EachArticle = $"select a.Id, {CountedSums} from Articles a {EachThing}";
    private const string EachAccount = $"select a.Id, {CountedSums} from Accounts a {EachThing}";
    private const string EachArticleAtEnds =
        $$"""
        select l.ArticleId as Id, {{CountedSums}}
        from {pieces} cross join VisitQuarters v join TrackedLinks l on l.Code = v.Code where b.Grain = 1 and v.Quarter >= b.FromAt
            and v.Quarter < b.ToAt group by l.ArticleId
        """;

    /// <summary>All five figures of a period.</summary>
    public static readonly Dictionary<ScopeKind, Sql> Count = new()
    {
        [ScopeKind.All] = Sql.For(sqlServer: OnSqlServer(CountAll), sqlite: OnSqlite(CountAll)),
        [ScopeKind.Article] = Sql.For(sqlServer: OnSqlServer(CountArticle), sqlite: OnSqlite(CountArticle)),
        [ScopeKind.Template] = Sql.For(sqlServer: OnSqlServer(CountThing), sqlite: OnSqlite(CountThing)),
        [ScopeKind.Series] = Sql.For(sqlServer: OnSqlServer(CountThing), sqlite: OnSqlite(CountThing)),
        [ScopeKind.Account] = Sql.For(sqlServer: OnSqlServer(CountThing), sqlite: OnSqlite(CountThing)),
        [ScopeKind.Post] = Sql.For(sqlServer: OnSqlServer(CountPost), sqlite: OnSqlite(CountPost)),
    };

    /// <summary>The same of everything for each part of the period.</summary>
    public static readonly Sql AllOverTime = Sql.For(sqlServer: OnSqlServer(EachPart), sqlite: OnSqlite(EachPart));

    /// <summary>
    /// People for each part of the period. It has many ends; where quarters are not kept, their visits are counted themselves.
    /// </summary>
    public static readonly Dictionary<ScopeKind, Sql> PeopleOverTime = new()
    {
        [ScopeKind.Article] = Sql.For(sqlServer: OnSqlServer(PartsOfArticle), sqlite: OnSqlite(PartsOfArticle)),
        [ScopeKind.Template] = Sql.For(sqlServer: OnSqlServer(PartsOfThing), sqlite: OnSqlite(PartsOfThing)),
        [ScopeKind.Series] = Sql.For(sqlServer: OnSqlServer(PartsOfThing), sqlite: OnSqlite(PartsOfThing)),
        [ScopeKind.Account] = Sql.For(sqlServer: OnSqlServer(PartsOfThing), sqlite: OnSqlite(PartsOfThing)),
        [ScopeKind.Post] = Sql.For(sqlServer: OnSqlServer(PartsOfPost), sqlite: OnSqlite(PartsOfPost)),
    };

    public static readonly Sql ByArticle = Sql.For(sqlServer: OnSqlServer(EachArticle), sqlite: OnSqlite(EachArticle));

    public static readonly Sql ByAccount = Sql.For(sqlServer: OnSqlServer(EachAccount), sqlite: OnSqlite(EachAccount));

    /// <summary>The quarters at a period's ends, which are not kept for articles.</summary>
    public static readonly Sql EndsByArticle = Sql.For(sqlServer: OnSqlServer(EachArticleAtEnds), sqlite: OnSqlite(EachArticleAtEnds));

    /// <summary>Puts the pieces in, as b.</summary>
    public static string OnSqlServer(string text) => text.Replace("{pieces}",
        "openjson(@Pieces) with (Part int '$[0]', Grain int '$[1]', FromAt int '$[2]', ToAt int '$[3]', Sign int '$[4]', "
            + "FromMoment datetime2(3) '$[5]', ToMoment datetime2(3) '$[6]') b", StringComparison.Ordinal);

    // The limit keeps SQLite from taking the list apart again for every row beside it.
    /// <inheritdoc cref="OnSqlServer"/>
    public static string OnSqlite(string text) => text.Replace("{pieces}",
        """
        (select value ->> 0 as Part, value ->> 1 as Grain, value ->> 2 as FromAt, value ->> 3 as ToAt, value ->> 4 as Sign,
            value ->> 5 as FromMoment, value ->> 6 as ToMoment
            from json_each(@Pieces) limit -1) b
        """, StringComparison.Ordinal);
}
