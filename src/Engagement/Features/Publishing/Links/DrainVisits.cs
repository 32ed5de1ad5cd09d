using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Engagement.Data;
using Engagement.Host;

namespace Engagement.Features.Publishing.Links;

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
        from openjson(@Visits) with (Code nvarchar(12) '$[0]', At datetime2(3) '$[1]', Class nvarchar(10) '$[2]',
            Reason nvarchar(10) '$[3]', Visitor bigint '$[4]') v
        join TrackedLinks l on l.Code = v.Code {exact}
        """,
        sqlite:
        """
        insert into Visits (Code, OccurredAt, Class, Reason, Visitor, BatchId)
        select l.Code, v.value ->> 1, v.value ->> 2, v.value ->> 3, v.value ->> 4, @BatchId
        from json_each(@Visits) v
        join TrackedLinks l on l.Code = v.value ->> 0
        """);

    private static readonly Sql Postings = Sql.For(
        sqlServer:
        """
        select l.Code, d.SendCreatedAt, d.SendStartedAt, d.PublishedAt from TrackedLinks l join Deliveries d on d.Id = l.DeliveryId
        where l.Code in (select value {exact} from openjson(@Codes))
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
        var postings = (await db.QueryAsync<Posting>(Postings, new { Codes = codes }, ct))
            .ToDictionary(p => p.Code, StringComparer.Ordinal);
        return await db.InTransactionAsync(async tx =>
        {
            if (await tx.ExecuteAsync(InsertBatch, new { Id = batch, Node = node.Name, Visits = visits.Count, Now = clock.Now() }, ct) == 0)
            {
                return false;
            }

            foreach (var chunk in visits.Chunk(Chunk))
            {
                await tx.ExecuteAsync(InsertVisits, new { BatchId = batch, Visits = RowsOf(chunk, postings) }, ct);
            }

            await VisitChanges.AddAsync(tx, visits.Select(v => (v.Code, v.OccurredAt)), ct);

            return true;
        }, ct);
    }

    // Arrays of code, time, class, reason and visitor: half the work of objects for both databases, and there are many.
    private static string RowsOf(Visit[] visits, Dictionary<string, Posting> postings)
    {
        var bytes = new ArrayBufferWriter<byte>(visits.Length * 80);
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartArray();
        foreach (var visit in visits.Select(v => Late(v, postings)))
        {
            json.WriteStartArray();
            json.WriteStringValue(visit.Code);
            json.WriteStringValue(visit.OccurredAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture));
            json.WriteStringValue(visit.Class.ToString());
            json.WriteStringValue(visit.Reason.ToString());
            if (visit.Visitor is { } visitor)
            {
                json.WriteNumberValue(visitor);
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.Flush();
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    // By now it is known whether the post is out; whoever came before it was, was no reader.
    private static Visit Late(Visit visit, Dictionary<string, Posting> postings)
    {
        var reason = visit.Class == VisitClass.People && postings.TryGetValue(visit.Code, out var posting)
            ? PostingBurst.Of(visit.OccurredAt, posting)
            : VisitReason.None;
        return reason == VisitReason.None ? visit : visit with { Class = VisitClass.Bot, Reason = reason, Visitor = null };
    }
}
