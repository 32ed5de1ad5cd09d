using Engagement.Data;

namespace Engagement.Features.Series;

/// <summary>An article in a series' queue.</summary>
internal sealed record QueuedArticle
{
    public Guid Id { get; init; }

    public string Title { get; init; } = "";

    /// <summary>When it was or will be posted last, by anybody; null: never.</summary>
    public DateTimeOffset? LastAt { get; init; }

    public int Position { get; init; }

    public int UsedCount { get; init; }

    /// <summary>Validated, external, with an address: others stay in a list kept by hand and are passed over.</summary>
    public bool IsPostable { get; init; }
}

/// <summary>The articles of a series in the order in which it takes them.</summary>
internal static class NextArticle
{
    // What a series has planned and is about to make counts as posted.
    private const string LastAt =
        """
        (select max(w.At) from (
            select coalesce(d.PublishedAt, d.DueAt) as At from Deliveries d where d.ArticleId = a.Id and d.Kind = 'post'
                and d.State in ('Draft', 'AwaitingApproval', 'Scheduled', 'Publishing', 'Published', 'Uncertain', 'Held')
            union all
            select o.DueAt as At from SeriesOccurrences o where o.ArticleId = a.Id and o.State = 'Planned') w)
        """;

    private const string Postable = "a.State = 'Validated' and a.Audience = 'external' and a.Url is not null";

    public static readonly Sql ByHand = Sql.Portable(
        $"""
        select a.Id, a.Title, {LastAt} as LastAt, s.Position, s.UsedCount, case when {Postable} then 1 else 0 end as IsPostable
        from SeriesArticles s join Articles a on a.Id = s.ArticleId where s.SeriesId = @SeriesId order by s.UsedCount, s.Position
        """);

    // Never posted comes first: both databases sort nothing before everything.
    public static readonly Sql ByTag = Sql.Portable(
        $$"""
        select q.Id, q.Title, q.LastAt, 0 as Position, 0 as UsedCount, 1 as IsPostable
        from (select a.Id, a.Title, {{LastAt}} as LastAt from Articles a where {{Postable}} and exists (select 1 from ArticleTags t where t.ArticleId = a.Id and t.Tag = @Tag)) q
        where @RestBefore is null or q.LastAt is null or q.LastAt <= @RestBefore order by q.LastAt, q.Id {page}
        """);

    public static readonly Sql OfAll = Sql.Portable(
        $$"""
        select q.Id, q.Title, q.LastAt, 0 as Position, 0 as UsedCount, 1 as IsPostable
        from (select a.Id, a.Title, {{LastAt}} as LastAt from Articles a where {{Postable}}) q
        where @RestBefore is null or q.LastAt is null or q.LastAt <= @RestBefore order by q.LastAt, q.Id {page}
        """);

    /// <summary>Those it may take for a post at <paramref name="at"/>, the first one first.</summary>
    public static async Task<IReadOnlyList<QueuedArticle>> OfAsync(DbSession db, SeriesRow series, DateTimeOffset at, int take, CancellationToken ct)
    {
        var rested = series.RestDays > 0 ? at - TimeSpan.FromDays(series.RestDays) : (DateTimeOffset?)null;
        if (series.Queue == SeriesQueue.Hand)
        {
            return [.. (await db.QueryAsync<QueuedArticle>(ByHand, new { SeriesId = series.Id }, ct))
                .Where(a => a.IsPostable && (series.Repeats || a.UsedCount == 0) && (rested is null || a.LastAt is null || a.LastAt <= rested)).Take(take)];
        }

        return await db.QueryAsync<QueuedArticle>(series.Queue == SeriesQueue.Tag ? ByTag : OfAll, new { series.Tag, RestBefore = rested, Take = take }, ct);
    }

    /// <summary>What to do when there is none.</summary>
    public static string None(SeriesRow series) => series.Queue switch
    {
        SeriesQueue.Hand => "Its list has no article left that may be posted. Put more into it, or let it begin again.",
        SeriesQueue.Tag => $"No validated, external article tagged ‘{series.Tag}’{Rested(series)}. Write one, tag one, or shorten the rest.",
        _ => $"No validated, external article{Rested(series)}. Write one, or shorten the rest.",
    };

    private static string Rested(SeriesRow series) => series.RestDays > 0 ? $" has rested for {series.RestDays} days" : " is there";
}
