using System.Text.Json;
using Engagement.Data;

namespace Engagement.Features.Publishing.Links;

/// <summary>Says which days' visits changed, so that Insights sum them up again. Written in the transaction that changes them.</summary>
internal static class VisitChanges
{
    private const long DaySeconds = 24 * 60 * 60;

    private static readonly Sql Insert = Sql.For(
        sqlServer:
        """
        insert into VisitChanges (Day, ArticleId)
        select distinct c.Day, l.ArticleId from openjson(@Changes) with (Code nvarchar(12) '$[0]', Day int '$[1]') c
        join TrackedLinks l on l.Code = c.Code {exact}
        """,
        sqlite:
        """
        insert into VisitChanges (Day, ArticleId)
        select distinct c.value ->> 1, l.ArticleId from json_each(@Changes) c join TrackedLinks l on l.Code = c.value ->> 0
        """);

    // All that is summed up of days of which visits were deleted.
    private static readonly Sql InsertForgotten = Sql.Portable("""
        insert into VisitChanges (Day, ArticleId) select distinct Quarter / 96, null from VisitTotals where Quarter / 96 <= @Day
            and Quarter < @Quarter
        """);

    public static Task AddAsync(Tx tx, IEnumerable<(string Code, DateTimeOffset At)> visits, CancellationToken ct) =>
        tx.ExecuteAsync(Insert, new
        {
            Changes = JsonSerializer.Serialize(visits.Select(v => (v.Code, Day: DayOf(v.At)))
                .Distinct().Select(v => new object[] { v.Code, v.Day })),
        }, ct);

    /// <summary>Everything before this moment was deleted.</summary>
    public static Task ForgottenAsync(DbSession db, DateTimeOffset before, CancellationToken ct) =>
        db.ExecuteAsync(InsertForgotten, new { Day = DayOf(before), Quarter = (int)((before.ToUnixTimeSeconds() / 900) + 1) }, ct);

    private static int DayOf(DateTimeOffset at) => (int)(at.ToUnixTimeSeconds() / DaySeconds);
}
