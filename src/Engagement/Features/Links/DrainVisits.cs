using Engagement.Data;
using Engagement.Host;

namespace Engagement.Features.Links;

/// <summary>
/// Brings the spool's files into the database: each as one transaction that also writes the batch's id. A file that is found again, because
/// the process was killed before it could delete it, has its id there already and is only deleted.
/// </summary>
internal sealed class DrainVisits(Db db, VisitSpool spool, Node node, TimeProvider clock, ILogger<DrainVisits> log)
{
    // Rows in one statement: a parameter of some hundred kilobytes.
    private const int Chunk = 5_000;

    private static readonly Sql InsertBatch = Sql.Portable(
        """
        insert into VisitBatches (Id, Node, Visits, DrainedAt)
        select @Id, @Node, @Visits, @Now where not exists (select 1 from VisitBatches where Id = @Id)
        """);

    // The join drops codes that are not registered, which only a restored database can lack.
    private static readonly Sql InsertVisits = Sql.For(
        sqlServer:
        """
        insert into Visits (Code, OccurredAt, Class, Reason, Visitor, BatchId)
        select l.Code, v.At, v.Class, v.Reason, v.Visitor, @BatchId
        from openjson(@Visits) with (Code nvarchar(12) '$.c' , At datetime2(3) '$.t', Class nvarchar(10) '$.k', Reason nvarchar(10) '$.r', Visitor bigint '$.v') v
        join TrackedLinks l on l.Code = v.Code collate Latin1_General_100_BIN2
        """,
        sqlite:
        """
        insert into Visits (Code, OccurredAt, Class, Reason, Visitor, BatchId)
        select l.Code, v.value ->> 't', v.value ->> 'k', v.value ->> 'r', v.value ->> 'v', @BatchId
        from json_each(@Visits) v
        join TrackedLinks l on l.Code = v.value ->> 'c'
        """);

    private static readonly Sql Postings = Sql.For(
        sqlServer:
        """
        select l.Code, d.SendCreatedAt, d.SendStartedAt, d.PublishedAt from TrackedLinks l join Deliveries d on d.Id = l.DeliveryId
        where l.Code in (select value collate Latin1_General_100_BIN2 from openjson(@Codes))
        """,
        sqlite:
        """
        select l.Code, d.SendCreatedAt, d.SendStartedAt, d.PublishedAt from TrackedLinks l join Deliveries d on d.Id = l.DeliveryId
        where l.Code in (select value from json_each(@Codes))
        """);

    /// <returns>How many visits were brought in.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var drained = 0;
        foreach (var path in spool.Take())
        {
            if (VisitSpool.Read(path) is not var (visits, spoilt))
            {
                continue;
            }

            if (spoilt > 0)
            {
                log.LogError("{Count} lines of {File} are no visits; the disk spoilt them", spoilt, Path.GetFileName(path));
            }

            drained += await KeepAsync(VisitSpool.IdOf(path), visits, ct) ? visits.Count : 0;
            File.Delete(path);
        }

        return drained;
    }

    private async Task<bool> KeepAsync(Guid batch, IReadOnlyList<Visit> visits, CancellationToken ct)
    {
        var codes = Json.Write(visits.Select(v => v.Code).Distinct());
        var postings = (await db.QueryAsync<Posting>(Postings, new { Codes = codes }, ct)).ToDictionary(p => p.Code, StringComparer.Ordinal);
        return await db.InTransactionAsync(async tx =>
        {
            if (await tx.ExecuteAsync(InsertBatch, new { Id = batch, Node = node.Name, Visits = visits.Count, Now = clock.Now() }, ct) == 0)
            {
                return false;
            }

            foreach (var chunk in visits.Chunk(Chunk))
            {
                await tx.ExecuteAsync(InsertVisits, new { BatchId = batch, Visits = Json.Write(chunk.Select(v => RowOf(v, postings))) }, ct);
            }

            return true;
        }, ct);
    }

    // By now it is known whether the post is out; whoever came before it was, was no reader.
    private static Row RowOf(Visit visit, Dictionary<string, Posting> postings)
    {
        var late = visit.Class == VisitClass.People && postings.TryGetValue(visit.Code, out var posting) ? PostingBurst.Of(visit.OccurredAt, posting) : VisitReason.None;
        if (late != VisitReason.None)
        {
            visit = visit with { Class = VisitClass.Bot, Reason = late, Visitor = null };
        }

        return new Row(visit.Code, visit.OccurredAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture), visit.Class.ToString(), visit.Reason.ToString(), visit.Visitor);
    }

    /// <summary>A visit in the statement's parameter. The names are short because there are so many.</summary>
    /// <param name="C">Its code.</param>
    /// <param name="T">When, as both databases write it.</param>
    /// <param name="K">Its class.</param>
    /// <param name="R">Its reason.</param>
    /// <param name="V">Its visitor.</param>
    private sealed record Row(string C, string T, string K, string R, long? V);
}
