using Engagement.Data;

namespace Engagement.Features.Publishing.Deliveries.Guards;

/// <summary>What the guards ask, as it is stored now.</summary>
internal class StoredGuardFacts(DbSession db, bool planned) : IGuardFacts
{
    // What waits counts while writing: two posts of the same words are noticed before either is out.
    private static readonly Sql SameWords = Sql.Portable(
        """
        select coalesce(d.PublishedAt, d.DueAt) as At, case when d.State = 'Published' then 1 else 0 end as IsOut from Deliveries d
        where d.AccountId = @AccountId and d.WordsHash = @WordsHash and d.Kind = 'post' and d.Id <> @Id
            and (d.PostId is null or @PostId is null or d.PostId <> @PostId)
            and (d.State in ('Published', 'Publishing', 'Uncertain') or (@Planned = 1 and d.State in ('Scheduled', 'AwaitingApproval')))
            and coalesce(d.PublishedAt, d.DueAt) > @From and coalesce(d.PublishedAt, d.DueAt) < @To
        order by coalesce(d.PublishedAt, d.DueAt) desc {page}
        """);

    private static readonly Sql SameArticle = Sql.Portable(
        """
        select coalesce(d.PublishedAt, d.DueAt) as At, case when d.State = 'Published' then 1 else 0 end as IsOut from Deliveries d
        where d.ArticleId = @ArticleId and d.AccountId = @AccountId and d.Kind = 'post' and d.Id <> @Id
            and (d.PostId is null or @PostId is null or d.PostId <> @PostId)
            and (d.State in ('Published', 'Publishing', 'Uncertain') or (@Planned = 1 and d.State in ('Scheduled', 'AwaitingApproval')))
            and coalesce(d.PublishedAt, d.DueAt) > @From and coalesce(d.PublishedAt, d.DueAt) < @To
        order by coalesce(d.PublishedAt, d.DueAt) desc {page}
        """);

    private const string Taken =
        """
        select PublishedAt as At from Deliveries where AccountId = @AccountId and PublishedAt > @From and PublishedAt < @To
            and Kind = 'post' and Part = 1 and PostId is not null
        union all
        select coalesce(SendStartedAt, DueAt) as At from Deliveries where State in ('Publishing', 'Uncertain') and AccountId = @AccountId
            and Kind = 'post' and Part = 1 and PostId is not null and Id <> @Id
        union all
        """;

    // What is out, on its way, or was given a place in a later hour by this very guard.
    private static readonly Sql HourToSend = Sql.Portable(
        $"{Taken} select DueAt as At from Deliveries where AccountId = @AccountId and ErrorKind = 'GuardHourly' "
            + "and State = 'Scheduled' and DueAt > @From and Id <> @Id");

    private static readonly Sql HourToPlan = Sql.Portable(
        $"{Taken} select DueAt as At from Deliveries where State = 'Scheduled' and DueAt > @From and DueAt < @To "
            + "and AccountId = @AccountId and Kind = 'post' and Part = 1 and PostId is not null and Id <> @Id");

    public bool Planned => planned;

    public Task<GuardSettings> GuardsAsync(CancellationToken ct) => GuardSettings.ReadAsync(db, ct);

    public Task<QuietHours?> QuietHoursAsync(Guid accountId, CancellationToken ct) => QuietHours.OfAsync(db, accountId, ct);

    public Task<NearPost?> SameWordsAsync(GuardedPost post, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        LastAsync(SameWords, post, from, to, ct);

    public Task<NearPost?> SameArticleAsync(GuardedPost post, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        LastAsync(SameArticle, post, from, to, ct);

    public Task<IReadOnlyList<DateTimeOffset>> HourAsync(GuardedPost post, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        db.QueryAsync<DateTimeOffset>(planned ? HourToPlan : HourToSend, new { post.Id, post.AccountId, From = from, To = to }, ct);

    /// <summary>Together with other reads: it is there once those have been read.</summary>
    public static Func<NearPost?> SameWordsIn(Reads reads, GuardedPost post, bool planned, GuardWindows.Window asked) =>
        LastIn(reads, SameWords, post, planned, asked);

    /// <inheritdoc cref="SameWordsIn"/>
    public static Func<NearPost?> SameArticleIn(Reads reads, GuardedPost post, bool planned, GuardWindows.Window asked) =>
        LastIn(reads, SameArticle, post, planned, asked);

    /// <inheritdoc cref="SameWordsIn"/>
    public static Read<DateTimeOffset> HourIn(Reads reads, GuardedPost post, bool planned, GuardWindows.Window asked) =>
        reads.Add<DateTimeOffset>(planned ? HourToPlan : HourToSend, new { post.Id, post.AccountId, asked.From, asked.To });

    private static Func<NearPost?> LastIn(Reads reads, Sql sql, GuardedPost post, bool planned, GuardWindows.Window asked)
    {
        var last = reads.Add<Row>(sql, Asked(post, planned, asked.From, asked.To));
        return () => Of(last.Rows);
    }

    private async Task<NearPost?> LastAsync(Sql sql, GuardedPost post, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        Of(await db.QueryAsync<Row>(sql, Asked(post, planned, from, to), ct));

    private static object Asked(GuardedPost post, bool planned, DateTimeOffset from, DateTimeOffset to) =>
        new { post.Id, post.PostId, post.AccountId, post.ArticleId, post.WordsHash, Planned = planned ? 1 : 0, Take = 1,
            From = from, To = to };

    private static NearPost? Of(IReadOnlyList<Row> rows) => rows is [var last, ..] ? new(last.At, last.IsOut) : null;

    private sealed record Row
    {
        public DateTimeOffset At { get; init; }

        public bool IsOut { get; init; }
    }
}
