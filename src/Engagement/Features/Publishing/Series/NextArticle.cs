using Engagement.Data;

namespace Engagement.Features.Publishing.Series;

/// <summary>An article in a series' queue.</summary>
internal sealed record QueuedArticle
{
    public Guid Id { get; init; }

    public string Title { get; init; } = "";

    /// <summary>When it was or will be posted last before the time that is looked for, by anybody; null: never.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>When it will be posted next after that time; null: nothing is planned.</summary>
    public DateTimeOffset? NextAt { get; init; }

    public int Position { get; init; }

    public int UsedCount { get; init; }

    /// <summary>Validated, external, with an address: others stay in a list kept by hand and are passed over.</summary>
    public bool IsPostable { get; init; }
}

/// <summary>The articles of a series in the order in which it takes them.</summary>
internal static class NextArticle
{
    // What a series has planned and is about to make counts as posted.
    private const string Times =
        """
        (
            select coalesce(d.PublishedAt, d.DueAt) as At from Deliveries d where d.ArticleId = a.Id and d.Kind = 'post'
                and d.State in ('Draft', 'AwaitingApproval', 'Scheduled', 'Publishing', 'Published', 'Uncertain', 'Held')
            union all
            select o.DueAt as At from SeriesOccurrences o where o.ArticleId = a.Id and o.State = 'Planned') w
        """;

    // Seen from the time that is looked for: a post somebody planned for next month neither makes an article young today nor keeps it from
    // resting.
    private const string Around = $"(select max(w.At) from {Times} where w.At <= @At) as LastAt, (select min(w.At) from {Times} "
        + $"where w.At > @At) as NextAt";

    private const string HasRested = "@RestBefore is null or ((q.LastAt is null or q.LastAt <= @RestBefore) and (q.NextAt is null or "
        + "q.NextAt >= @RestAfter))";

    // One whose text still holds marks of its site maker waits for a person, who confirms each post of it.
    private const string Postable = "a.State = 'Validated' and a.Audience = 'external' and a.Url is not null and a.Marks is null";

    /// <summary>How many it passes over for their marks alone.</summary>
    public static readonly Sql CountMarked = Sql.Portable(
        """
        select count(*) from Articles a where a.State = 'Validated' and a.Audience = 'external' and a.Url is not null
            and a.Marks is not null
            and (@Queue = 'All' or (@Queue = 'Tag' and exists (select 1 from ArticleTags t where t.ArticleId = a.Id and t.Tag = @Tag))
                or (@Queue = 'Hand' and exists (select 1 from SeriesArticles s where s.ArticleId = a.Id and s.SeriesId = @SeriesId)))
        """);

    public static readonly Sql ByHand = Sql.Portable(
        $"""
        select a.Id, a.Title, {Around}, s.Position, s.UsedCount, case when {Postable} then 1 else 0 end as IsPostable
        from SeriesArticles s join Articles a on a.Id = s.ArticleId where s.SeriesId = @SeriesId order by s.UsedCount, s.Position
        """);

    // Never posted comes first: both databases sort nothing before everything.
    public static readonly Sql ByTag = Sql.Portable(
        $$"""
        select q.Id, q.Title, q.LastAt, q.NextAt, 0 as Position, 0 as UsedCount, 1 as IsPostable
        from (select a.Id, a.Title, {{Around}} from Articles a where {{Postable}} and exists (select 1 from ArticleTags t
            where t.ArticleId = a.Id and t.Tag = @Tag)) q
        where {{HasRested}} order by q.LastAt, q.Id {page}
        """);

    public static readonly Sql OfAll = Sql.Portable(
        $$"""
        select q.Id, q.Title, q.LastAt, q.NextAt, 0 as Position, 0 as UsedCount, 1 as IsPostable
        from (select a.Id, a.Title, {{Around}} from Articles a where {{Postable}}) q
        where {{HasRested}} order by q.LastAt, q.Id {page}
        """);

    /// <summary>Those it may take for a post at <paramref name="at"/>, the first one first.</summary>
    public static async Task<IReadOnlyList<QueuedArticle>> OfAsync(
        DbSession db, SeriesRow series, DateTimeOffset at, int take, CancellationToken ct)
    {
        var rest = TimeSpan.FromDays(series.RestDays);
        var (before, after) = rest > TimeSpan.Zero ? (at - rest, at + rest) : ((DateTimeOffset?)null, (DateTimeOffset?)null);
        if (series.Queue == SeriesQueue.Hand)
        {
            return [.. (await db.QueryAsync<QueuedArticle>(ByHand, new { SeriesId = series.Id, At = at }, ct))
                .Where(a => a.IsPostable && (series.Repeats || a.UsedCount == 0)
                    && (before is null || !(a.LastAt > before) && !(a.NextAt < after))).Take(take)];
        }

        return await db.QueryAsync<QueuedArticle>(series.Queue == SeriesQueue.Tag ? ByTag : OfAll,
            new { series.Tag, At = at, RestBefore = before, RestAfter = after, Take = take }, ct);
    }

    /// <summary>What to do when there is none.</summary>
    public static string None(SeriesRow series) => series.Queue switch
    {
        SeriesQueue.Hand => "Its list has no article left that may be posted. Put more into it, or let it begin again.",
        SeriesQueue.Tag =>
            $"No validated, external article tagged ‘{series.Tag}’{Rested(series)}. Write one, tag one, or shorten the rest.",
        _ => $"No validated, external article{Rested(series)}. Write one, or shorten the rest.",
    };

    private static string Rested(SeriesRow series) => series.RestDays > 0 ? $" has rested for {series.RestDays} days" : " is there";
}
