using Engagement.Data;

namespace Engagement.Features.Knowledge.Review;

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

/// <summary>Articles by what they earned (visits, solved tickets) or by the questions they raised (tickets, flags).</summary>
internal sealed class RankArticles(Db db, TimeProvider clock)
{
    public const int Most = 100;

    // Visits from their sums by day, so that years are read at once; a day's figure follows its visits within a minute.
    private const string Counted =
        """
        select a.Id, a.Title, a.State, u.Name as OwnerName, coalesce(v.Visits, 0) as Visits, coalesce(t.Tickets, 0) as Tickets, coalesce(t.Solved, 0) as Solved, coalesce(f.Flags, 0) as Flags
        from Articles a
        left join Users u on u.Id = a.OwnerId
        left join (select l.ArticleId, sum(cast(d.People as bigint)) as Visits from TrackedLinks l join VisitDays d on d.Code = l.Code where d.Day >= @Day group by l.ArticleId) v on v.ArticleId = a.Id
        left join (select ArticleId, count(*) as Tickets, sum(case when Status in ('Solved', 'Closed') then 1 else 0 end) as Solved
            from Tickets where ArticleId is not null and CreatedAt >= @Since and SpamAt is null and MergedIntoId is null group by ArticleId) t on t.ArticleId = a.Id
        left join (select ArticleId, count(*) as Flags from ArticleFlags where CreatedAt >= @Since group by ArticleId) f on f.ArticleId = a.Id
        where coalesce(v.Visits, 0) + coalesce(t.Tickets, 0) + coalesce(f.Flags, 0) > 0
        """;

    private static readonly Sql ByVisits = Sql.Portable($"{Counted} order by Visits desc, a.Id {{page}}");
    private static readonly Sql BySolved = Sql.Portable($"{Counted} order by Solved desc, a.Id {{page}}");
    private static readonly Sql ByTickets = Sql.Portable($"{Counted} order by Tickets desc, a.Id {{page}}");
    private static readonly Sql ByFlags = Sql.Portable($"{Counted} order by Flags desc, a.Id {{page}}");

    /// <param name="by">visits, solved, tickets or flags.</param>
    /// <param name="days">Back from today, whole days of UTC.</param>
    public Task<IReadOnlyList<RankedArticle>> RunAsync(string by, int days, CancellationToken ct)
    {
        var since = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(1 - days);
        var sql = by switch { "solved" => BySolved, "tickets" => ByTickets, "flags" => ByFlags, _ => ByVisits };
        return db.QueryAsync<RankedArticle>(sql, new { Since = since, Day = (int)(since - DateTimeOffset.UnixEpoch).TotalDays, Take = Most }, ct);
    }
}
