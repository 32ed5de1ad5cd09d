using System.Globalization;
using Engagement.Data;

namespace Engagement.Features.Content.Knowledge.Review;

/// <summary>What an article led to in a time.</summary>
internal sealed record RankedArticle
{
    public Guid Id { get; init; }

    public string Title { get; init; } = "";

    public ArticleState State { get; init; }

    public string? OwnerName { get; init; }

    /// <summary>By people, over its short links.</summary>
    public long Visits { get; init; }

    /// <summary>Tickets that answers to it became: the questions it raised.</summary>
    public long Tickets { get; init; }

    /// <summary>Those of them that are solved.</summary>
    public long Solved { get; init; }

    /// <summary>How often a colleague said that it is unclear.</summary>
    public long Flags { get; init; }
}

/// <summary>Where a page of the ranking ended.</summary>
internal sealed record RankCursor(long Number, Guid Id)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}.{Id:N}");

    /// <summary>Null: none, or not one of ours; then the list begins anew.</summary>
    public static RankCursor? Read(string? text) =>
        text?.Split('.') is [var number, var id] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            && Guid.TryParseExact(id, "N", out var guid) ? new(n, guid) : null;
}

/// <summary>
/// Articles by what they earned (visits, solved tickets) or by the questions they raised (tickets, flags), a page at a time.
/// </summary>
internal sealed class RankArticles(Db db, TimeProvider clock)
{
    public const int PageSize = 50;

    // Visits from their sums by day, so that years are read at once; a day's figure follows its visits within a minute.
    private const string Counted =
        """
        select r.Id, r.Title, r.State, r.OwnerName, r.Visits, r.Tickets, r.Solved, r.Flags from (
            select a.Id, a.Title, a.State, u.Name as OwnerName, coalesce(t.Tickets, 0) as Tickets, coalesce(t.Solved, 0) as Solved,
                coalesce(f.Flags, 0) as Flags,
                coalesce((select sum(cast(v.People as bigint)) from VisitSums v where v.ThingId = a.Id and v.Grain = 2 and v.At >= @Day),
                    0) as Visits
            from Articles a
            left join Users u on u.Id = a.OwnerId
            left join (select ArticleId, count(*) as Tickets, sum(case when Status in ('Solved', 'Closed') then 1 else 0 end) as Solved
                from Tickets where ArticleId is not null and CreatedAt >= @Since and SpamAt is null and MergedIntoId is null
                group by ArticleId) t on t.ArticleId = a.Id
            left join (select ArticleId, count(*) as Flags from ArticleFlags where CreatedAt >= @Since group by ArticleId) f
                on f.ArticleId = a.Id) r
        """;

    private static readonly Sql Led = Sql.Portable("r.Visits + r.Tickets + r.Flags > 0");

    private static readonly Sql ByVisits = Sql.Portable($$"""{{Counted}} {where} order by r.Visits desc, r.Id {page}""");
    private static readonly Sql AfterVisits = Sql.Portable("r.Visits <= @Number and (r.Visits < @Number or r.Id > @AfterId)");
    private static readonly Sql BySolved = Sql.Portable($$"""{{Counted}} {where} order by r.Solved desc, r.Id {page}""");
    private static readonly Sql AfterSolved = Sql.Portable("r.Solved <= @Number and (r.Solved < @Number or r.Id > @AfterId)");
    private static readonly Sql ByTickets = Sql.Portable($$"""{{Counted}} {where} order by r.Tickets desc, r.Id {page}""");
    private static readonly Sql AfterTickets = Sql.Portable("r.Tickets <= @Number and (r.Tickets < @Number or r.Id > @AfterId)");
    private static readonly Sql ByFlags = Sql.Portable($$"""{{Counted}} {where} order by r.Flags desc, r.Id {page}""");
    private static readonly Sql AfterFlags = Sql.Portable("r.Flags <= @Number and (r.Flags < @Number or r.Id > @AfterId)");

    /// <param name="by">visits, solved, tickets or flags.</param>
    /// <param name="days">Back from today, whole days of UTC.</param>
    /// <param name="after">Where the page before ended; null: from the first on.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The articles, and where the next page begins or null.</returns>
    public async Task<(IReadOnlyList<RankedArticle> Articles, RankCursor? Next)> RunAsync(
        string by, int days, RankCursor? after, int take, CancellationToken ct)
    {
        var since = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(1 - days);
        var (sql, further, number) = by switch
        {
            "solved" => (BySolved, AfterSolved, (Func<RankedArticle, long>)(a => a.Solved)),
            "tickets" => (ByTickets, AfterTickets, a => a.Tickets),
            "flags" => (ByFlags, AfterFlags, a => a.Flags),
            _ => (ByVisits, AfterVisits, a => a.Visits),
        };
        var rows = await db.QueryAsync<RankedArticle>(after is null ? sql.Where(Led) : sql.Where(Led, further),
            new { Since = since, Day = (int)(since - DateTimeOffset.UnixEpoch).TotalDays,
                after?.Number, AfterId = after?.Id, Take = take + 1 }, ct);
        return ([.. rows.Take(take)], rows.Count > take ? new RankCursor(number(rows[take - 1]), rows[take - 1].Id) : null);
    }
}
