using System.Text.Json;
using Engagement.Data;

namespace Engagement.Features.Insights.Rollups;

/// <summary>
/// Marks everything to be summed up again from the events. The sums stay readable meanwhile: each day is replaced as it is done. Needed
/// only after somebody changed rows by hand, or restored a part of them.
/// </summary>
internal sealed class RebuildRollups(Db db)
{
    /// <returns>How many days of visits there are to sum up.</returns>
    public Task<int> RunAsync(CancellationToken ct) => db.InTransactionAsync(async tx =>
    {
        await tx.ExecuteAsync(VisitRollupSql.Done, new { RollUpDesk.Name, Now = (DateTimeOffset?)null, Position = 0L }, ct);
        await tx.ExecuteAsync(DeskRollupSql.DeleteAllTimes, ct: ct);
        await tx.ExecuteAsync(DeskRollupSql.DeleteAllQuarters, ct: ct);
        await tx.ExecuteAsync(DeskSumsSql.DeleteAll, ct: ct);
        await tx.ExecuteAsync(DeskSumsSql.DeleteAllHours, ct: ct);
        var bounds = (await tx.OneAsync<Bounds>(VisitRollupSql.Bounds, ct: ct))!;
        int?[] ends =
        [
            bounds.First is { } first ? Quarters.DayOf(first) : null,
            bounds.Last is { } last ? Quarters.DayOf(last) : null,
            bounds.FirstQuarter / Quarters.ADay,
            bounds.LastQuarter / Quarters.ADay,
        ];
        if (ends.All(e => e is null))
        {
            return 0;
        }

        var days = Enumerable.Range(ends.Min()!.Value, ends.Max()!.Value - ends.Min()!.Value + 1).ToList();
        await tx.ExecuteAsync(VisitRollupSql.MarkDays, new { Days = JsonSerializer.Serialize(days) }, ct);
        return days.Count;
    }, ct);

    private sealed record Bounds
    {
        public DateTimeOffset? First { get; init; }

        public DateTimeOffset? Last { get; init; }

        public int? FirstQuarter { get; init; }

        public int? LastQuarter { get; init; }
    }
}
