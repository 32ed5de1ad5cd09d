using Engagement.Data;

namespace Engagement.Features.Publishing.Calendar;

/// <summary>What else goes out near a post: on its account, and about its article.</summary>
internal static class ClashSql
{
    // What ended without going out crowds nobody.
    private const string Counts = "x.Kind = 'post' and x.Part = 1 and x.State not in ('Cancelled', 'Withdrawn', 'Failed', 'Missed')";

    private const string Figures =
        $"""
        select s.Id,
            (select count(*) from Deliveries x where x.AccountId = s.Account and {Counts} and x.DueAt >= s.AccountFrom
                and x.DueAt <= s.AccountTo and x.Id <> s.Id) as SameAccount,
            (select count(*) from Deliveries x where x.ArticleId = s.Article and {Counts} and x.DueAt >= s.ArticleFrom
                and x.DueAt <= s.ArticleTo and x.PostId <> s.Post) as SameArticle
        """;

    /// <summary>For each of <c>@Shown</c>, how many crowd it.</summary>
    public static readonly Sql CountNear = Sql.For(
        sqlServer: $"""
            {Figures}
            from openjson(@Shown) with (Id uniqueidentifier '$.id', Post uniqueidentifier '$.post', Account uniqueidentifier '$.account',
                Article uniqueidentifier '$.article',
                AccountFrom datetime2(3) '$.accountFrom', AccountTo datetime2(3) '$.accountTo', ArticleFrom datetime2(3) '$.articleFrom',
                ArticleTo datetime2(3) '$.articleTo') s
            """,
        sqlite: $"""
            {Figures}
            from (select json_extract(value, '$.id') as Id, json_extract(value, '$.post') as Post,
                json_extract(value, '$.account') as Account, json_extract(value, '$.article') as Article,
                json_extract(value, '$.accountFrom') as AccountFrom, json_extract(value, '$.accountTo') as AccountTo,
                json_extract(value, '$.articleFrom') as ArticleFrom, json_extract(value, '$.articleTo') as ArticleTo
                from json_each(@Shown)) s
            """);

    private const string NearColumns = "x.Id, x.DueAt, x.State, a.Name as AccountName, x.Network, substring(x.Body, 1, 80) as Words from "
        + "Deliveries x join Accounts a on a.Id = x.AccountId";

    public static readonly Sql OnAccount = Sql.Portable(
        $$"""
        select {{NearColumns}}
        where x.AccountId = @AccountId and {{Counts}} and x.DueAt >= @From and x.DueAt <= @To and x.Id <> @Id
        order by x.DueAt, x.Id {page}
        """);

    public static readonly Sql OfArticle = Sql.Portable(
        $$"""
        select {{NearColumns}}
        where x.ArticleId = @ArticleId and {{Counts}} and x.DueAt >= @From and x.DueAt <= @To and x.PostId <> @PostId
        order by x.DueAt, x.Id {page}
        """);
}
