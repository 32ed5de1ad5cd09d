using Engagement.Data;
using Engagement.Features.Insights.Loop;
using Engagement.Features.Insights.Sheets;

namespace Engagement.Features.Insights.Rollups;

/// <summary>Visits of any period, read from their sums: a few rows of each thing, whatever number of visits they stand for.</summary>
internal sealed class ReadVisits(Db db)
{
    public async Task<VisitFigures> CountAsync(FunnelScope scope, Period period, CancellationToken ct) =>
        (await db.OneAsync<VisitFigures>(VisitSql.Count[scope.Kind],
            new { Pieces = VisitPieces.Write(VisitPieces.Of(period, Coarsest(scope))), ThingId = scope.Id }, ct))!;

    /// <summary>Of one thing, people alone are told. Parts without visits are missing.</summary>
    public Task<IReadOnlyList<VisitCounted>> OverTimeAsync(FunnelScope scope, IReadOnlyList<PeriodPart> parts, CancellationToken ct) =>
        db.QueryAsync<VisitCounted>(
            scope.IsAll ? VisitSql.AllOverTime : VisitSql.PeopleOverTime[scope.Kind],
            new { Pieces = VisitPieces.Write(VisitPieces.Of(parts, Coarsest(scope))), ThingId = scope.Id }, ct);

    public async Task<IReadOnlyList<VisitCounted>> ByArticleAsync(Period period, CancellationToken ct)
    {
        var args = new { Pieces = VisitPieces.Write(VisitPieces.Of(period, Grain.Year)) };
        var ends = await db.QueryAsync<VisitCounted>(VisitSql.EndsByArticle, args, ct);
        return
        [
            .. (await db.QueryAsync<VisitCounted>(VisitSql.ByArticle, args, ct))
                .Concat(ends).GroupBy(r => r.Id).Select(g => new VisitCounted
                {
                    Id = g.Key, People = g.Sum(r => r.People), Firsts = g.Sum(r => r.Firsts),
                    Previews = g.Sum(r => r.Previews), Bots = g.Sum(r => r.Bots),
                }),
        ];
    }

    public Task<IReadOnlyList<VisitCounted>> ByAccountAsync(Period period, CancellationToken ct) =>
        db.QueryAsync<VisitCounted>(VisitSql.ByAccount, new { Pieces = VisitPieces.Write(VisitPieces.Of(period, Grain.Year)) }, ct);

    // Links have no sums by year.
    private static Grain Coarsest(FunnelScope scope) => scope.Kind == ScopeKind.Post ? Grain.Month : Grain.Year;
}
