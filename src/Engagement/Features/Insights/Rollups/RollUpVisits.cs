using System.Text.Json;
using Engagement.Data;

namespace Engagement.Features.Insights.Rollups;

/// <summary>
/// Sums up the days whose visits changed: those that came, late ones too, those told to be no people afterwards, and those forgotten. What
/// changed stands in <c>VisitChanges</c>, written in the transaction that changed it, and is deleted only in one that has summed it up; so
/// a crash, or a visit committed meanwhile, is only summed up once more.
/// </summary>
internal sealed class RollUpVisits(Db db, TimeProvider clock)
{
    public const string Name = "visits";

    private const int AtOnce = 10_000;

    // Beyond this the whole day is as quick.
    private const int MostArticles = 300;

    /// <summary>Works until nothing is left, or for so many months' worth of days.</summary>
    /// <returns>How many days were summed up.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var done = 0;
        while (await db.QueryAsync<Change>(VisitRollupSql.Changes, new { Take = AtOnce }, ct) is { Count: > 0 } changes)
        {
            foreach (var month in changes.GroupBy(c => Quarters.MonthOf(c.Day)).OrderBy(g => g.Key))
            {
                done += await MonthAsync(month.Key, [.. month], ct);
            }
        }

        await db.ExecuteAsync(VisitRollupSql.Done, new { Name, Now = clock.Now(), Position = 0L }, ct);
        return done;
    }

    // A day is a transaction of its own, or nobody else could write for long. The month comes last, and with it the changes are done.
    private async Task<int> MonthAsync(int month, IReadOnlyList<Change> changes, CancellationToken ct)
    {
        var days = changes.GroupBy(c => c.Day).OrderBy(g => g.Key).ToList();
        foreach (var day in days.SkipLast(1))
        {
            await db.InTransactionAsync(tx => DayAsync(tx, day.Key, ArticlesOf(day), ct), ct);
        }

        await db.InTransactionAsync(async tx =>
        {
            await DayAsync(tx, days[^1].Key, ArticlesOf(days[^1]), ct);
            var articles = ArticlesOf(changes);
            var first = Quarters.FirstDayOf(month);
            var args = new { Month = month, FromDay = first, ToDay = Quarters.FirstDayOf(month + 1),
                Articles = articles is null ? null : Json.Ids(articles) };
            await tx.ExecuteAsync(VisitRollupSql.DeleteMonths.Where(Of(articles, VisitRollupSql.IsMonth)), args, ct);
            await tx.ExecuteAsync(VisitRollupSql.InsertMonths.Where(Of(articles, VisitRollupSql.InDays)), args, ct);
            await LongerAsync(tx, month, days[0].Key, days[^1].Key, articles, ct);
            await tx.ExecuteAsync(VisitRollupSql.DeleteChanges, new { Seqs = JsonSerializer.Serialize(changes.Select(c => c.Seq)) }, ct);
        }, ct);
        return days.Count;
    }

    private static async Task DayAsync(Tx tx, int day, IReadOnlyCollection<Guid>? articles, CancellationToken ct)
    {
        // Two nodes take turns.
        await tx.ExecuteAsync(VisitRollupSql.Lock, new { Name }, ct);
        var args = new
        {
            Day = day,
            From = Quarters.StartOfDay(day),
            To = Quarters.StartOfDay(day + 1),
            FromQuarter = day * Quarters.ADay,
            ToQuarter = (day + 1) * Quarters.ADay,
            Everything = Guid.Empty,
            Articles = articles is null ? null : Json.Ids(articles),
        };
        await tx.ExecuteAsync(VisitRollupSql.DeleteQuarters.Where(Of(articles, VisitRollupSql.InQuarters)), args, ct);
        await tx.ExecuteAsync(VisitRollupSql.InsertQuarters.Where(Of(articles, VisitRollupSql.InDay)), args, ct);
        await tx.ExecuteAsync(VisitRollupSql.DeleteDays.Where(Of(articles, VisitRollupSql.IsDay)), args, ct);
        await tx.ExecuteAsync(VisitRollupSql.InsertDays.Where(Of(articles, VisitRollupSql.InQuarters)), args, ct);
        await tx.ExecuteAsync(VisitRollupSql.DeleteTotals.Where(VisitRollupSql.InQuarters), args, ct);
        await tx.ExecuteAsync(VisitRollupSql.InsertTotals.Where(VisitRollupSql.InQuarters), args, ct);
        await tx.ExecuteAsync(VisitSumsSql.DeleteFewQuarters, args, ct);
        await tx.ExecuteAsync(VisitSumsSql.DeleteFewDays, args, ct);
        await tx.ExecuteAsync(VisitSumsSql.InsertFewQuarters, args, ct);
        await tx.ExecuteAsync(VisitSumsSql.InsertFewDays, args, ct);
        await tx.ExecuteAsync(VisitSumsSql.DeleteDayOfAll, args, ct);
        await tx.ExecuteAsync(VisitSumsSql.InsertDayOfAll, args, ct);
    }

    // Articles are many: their days are written a month at a time, which a rebuild feels.
    private static async Task LongerAsync(
        Tx tx, int month, int firstDay, int lastDay, IReadOnlyCollection<Guid>? articles, CancellationToken ct)
    {
        Sql[] which = articles is null ? [] : [VisitSumsSql.OfArticles];
        var args = new
        {
            FromDay = firstDay,
            ToDay = lastDay + 1,
            Month = month,
            FromMonthDay = Quarters.FirstDayOf(month),
            ToMonthDay = Quarters.FirstDayOf(month + 1),
            Year = month / 12,
            Everything = Guid.Empty,
            Articles = articles is null ? null : Json.Ids(articles),
        };
        await tx.ExecuteAsync(VisitSumsSql.DeleteArticleDays.Where(which), args, ct);
        await tx.ExecuteAsync(VisitSumsSql.InsertArticleDays.Where(which), args, ct);
        await tx.ExecuteAsync(VisitSumsSql.DeleteMonths.Where(which), args, ct);
        await tx.ExecuteAsync(VisitSumsSql.InsertMonths.Where(which), args, ct);
        await tx.ExecuteAsync(VisitSumsSql.DeleteYears.Where(which), args, ct);
        await tx.ExecuteAsync(VisitSumsSql.InsertYears.Where(which), args, ct);
    }

    private static Sql[] Of(IReadOnlyCollection<Guid>? articles, Sql range) => articles is null
        ? [range] : [range, VisitRollupSql.OfArticles];

    // Null: all of them.
    private static HashSet<Guid>? ArticlesOf(IEnumerable<Change> changes)
    {
        var articles = changes.Select(c => c.ArticleId).ToHashSet();
        return articles.Contains(null) || articles.Count > MostArticles ? null : [.. articles.Select(a => a!.Value)];
    }

    private sealed record Change
    {
        public long Seq { get; init; }

        public int Day { get; init; }

        public Guid? ArticleId { get; init; }
    }
}
