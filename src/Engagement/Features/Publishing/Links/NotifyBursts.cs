using System.Text.Json;
using Engagement.Data;

namespace Engagement.Features.Publishing.Links;

/// <summary>
/// The recurring job: looks once more at the visits of posts that have just gone out, now that it is known when they did. Until then, for a
/// minute at most, such a visit stands among people.
/// </summary>
internal sealed class NotifyBursts(Db db, TimeProvider clock)
{
    // A visit may lie in the spool for a while; what is later than this stays as it was told when it came.
    private static readonly TimeSpan LooksBack = TimeSpan.FromMinutes(15);

    // Only to find them by an index: what was due longer ago and is out only now had a doubt, and its first minutes are over.
    private static readonly TimeSpan LongestLate = TimeSpan.FromDays(2);

    private static readonly Sql Fresh = Sql.Portable(
        """
        select l.Code, d.SendCreatedAt, d.SendStartedAt, d.PublishedAt
        from TrackedLinks l join Deliveries d on d.Id = l.DeliveryId
        where d.DueAt >= @DueSince and d.PublishedAt >= @Since and exists (select 1 from Visits v
            where v.Code = l.Code and v.Class = 'People')
        """);

    private static readonly Sql People = Sql.Portable(
        "select Seq, OccurredAt from Visits where Code = @Code and Class = 'People' and OccurredAt < @Until order by OccurredAt, Seq");

    private static readonly Sql Mark = Sql.For(
        sqlServer: """
            update Visits set Class = 'Bot', Reason = @Reason, Visitor = null
            where Seq in (select value from openjson(@Seqs) with (value bigint '$'))
            """,
        sqlite: "update Visits set Class = 'Bot', Reason = @Reason, Visitor = null where Seq in (select value from json_each(@Seqs))");

    private sealed record Row
    {
        public long Seq { get; init; }

        public DateTimeOffset OccurredAt { get; init; }
    }

    /// <returns>How many were told to be no people.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var told = 0;
        var now = clock.Now();
        foreach (var posting in await db.QueryAsync<Posting>(Fresh, new { Since = now - LooksBack, DueSince = now - LongestLate }, ct))
        {
            var rows = await db.QueryAsync<Row>(People, new { posting.Code, Until = posting.PublishedAt + PostingBurst.Watched }, ct);
            var reasons = PostingBurst.Of([.. rows.Select(r => r.OccurredAt)], posting);
            foreach (var group in rows.Zip(reasons).Where(r => r.Second != VisitReason.None).GroupBy(r => r.Second, r => r.First))
            {
                told += await db.InTransactionAsync(async tx =>
                {
                    await VisitChanges.AddAsync(tx, group.Select(r => (posting.Code, r.OccurredAt)), ct);
                    return await tx.ExecuteAsync(
                        Mark, new { Reason = group.Key.ToString(), Seqs = JsonSerializer.Serialize(group.Select(r => r.Seq)) }, ct);
                }, ct);
            }
        }

        return told;
    }
}
