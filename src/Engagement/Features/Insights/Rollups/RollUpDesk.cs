using System.Globalization;
using System.Text.Json;
using Engagement.Data;

namespace Engagement.Features.Insights.Rollups;

/// <summary>
/// Follows the tickets' event log: what it tells of is worked out anew from tickets and messages. It looks back a little each time, because
/// events of transactions that run side by side are not committed in the order of their numbers.
/// </summary>
internal sealed class RollUpDesk(Db db, SettledNumber settled, TimeProvider clock)
{
    public const string Name = "desk";

    private const int AtOnce = 5_000;

    // A whole page of events that old is no recent one that was dated back; a rebuild does not read it twice.
    private static readonly TimeSpan LongAgo = TimeSpan.FromHours(1);

    /// <returns>How many events were looked at.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var looked = 0;
        var start = await db.ScalarAsync<long>(VisitRollupSql.ReadPosition, new { Name }, ct);
        var (past, from) = (start, start);
        var before = settled.At(clock.GetUtcNow());
        while (await db.QueryAsync<Event>(DeskRollupSql.Events, new { Position = from, Take = AtOnce }, ct) is { Count: > 0 } events)
        {
            await db.InTransactionAsync(tx => KeepAsync(tx, events, ct), ct);
            looked += events.Count;
            from = events[^1].Seq;
            if (events.Count == AtOnce && events.All(e => e.OccurredAt < clock.GetUtcNow() - LongAgo))
            {
                past = from;
            }
        }

        settled.Saw(from, clock.GetUtcNow());
        await db.ExecuteAsync(VisitRollupSql.Done, new { Name, Now = clock.Now(), Position = Math.Max(past, Math.Min(before, from)) }, ct);
        return looked;
    }

    private static async Task KeepAsync(Tx tx, IReadOnlyList<Event> events, CancellationToken ct)
    {
        await tx.ExecuteAsync(VisitRollupSql.Lock, new { Name }, ct);
        var own = events.Select(e => e.TicketId).Distinct().ToList();
        var into = await tx.QueryAsync<Guid>(DeskRollupSql.MergedInto, new { Tickets = Json.Ids(own) }, ct);
        var tickets = Json.Ids(own.Union(into));
        await tx.ExecuteAsync(DeskRollupSql.DeleteTimes, new { Tickets = tickets }, ct);
        await tx.ExecuteAsync(DeskRollupSql.InsertTimes, new { Tickets = tickets }, ct);
        var answers = await tx.QueryAsync<DateTimeOffset>(DeskRollupSql.AnswerTimes, new { Tickets = tickets }, ct);
        var quarters = events.Select(e => e.OccurredAt).Concat(answers).Select(Quarters.Of).Distinct().ToList();
        await tx.ExecuteAsync(DeskRollupSql.DeleteQuarters, new { Quarters = JsonSerializer.Serialize(quarters) }, ct);
        var spans = Spans(quarters);
        await tx.ExecuteAsync(DeskRollupSql.InsertQuarters, new { Spans = spans }, ct);
        await tx.ExecuteAsync(DeskSumsSql.Delete, new { Grain = Grain.Quarter, Times = spans }, ct);
        await tx.ExecuteAsync(DeskSumsSql.InsertQuarters, new { Times = spans, Everything = Guid.Empty }, ct);
        var days = quarters.Select(q => q / Quarters.ADay).Distinct().ToList();
        var months = days.Select(Quarters.MonthOf).Distinct().ToList();
        await LongerAsync(tx, Grain.Day, days.Select(d => (d, d * Quarters.ADay, (d + 1) * Quarters.ADay)), ct);
        var whole = await LongerAsync(tx, Grain.Month, months.Select(m => (m, Quarters.FirstDayOf(m), Quarters.FirstDayOf(m + 1))), ct);
        await LongerAsync(tx, Grain.Year, months.Select(m => m / 12).Distinct().Select(y => (y, y * 12, (y + 1) * 12)), ct);
        await tx.ExecuteAsync(DeskSumsSql.DeleteHours, new { Times = whole }, ct);
        await tx.ExecuteAsync(DeskSumsSql.InsertHours, new { Times = whole }, ct);
    }

    private static async Task<string> LongerAsync(Tx tx, Grain grain, IEnumerable<(int At, int From, int To)> times, CancellationToken ct)
    {
        var written = JsonSerializer.Serialize(times.Select(t => new[] { t.At, t.From, t.To }));
        await tx.ExecuteAsync(DeskSumsSql.Delete, new { Grain = grain, Times = written }, ct);
        await tx.ExecuteAsync(DeskSumsSql.InsertLonger, new { Grain = grain, Times = written }, ct);
        return written;
    }

    private static string Spans(IEnumerable<int> quarters) =>
        JsonSerializer.Serialize(quarters.Select(q => new object[] { q, Moment(q), Moment(q + 1) }));

    internal static string Moment(int quarter) =>
        Quarters.StartOf(quarter).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private sealed record Event
    {
        public long Seq { get; init; }

        public Guid TicketId { get; init; }

        public DateTimeOffset OccurredAt { get; init; }
    }
}
