using Engagement.Data;
using Engagement.Web.Sheets;
using Engagement.Web.Text;
using MathNet.Numerics.Distributions;

namespace Engagement.Features.Insights.Sheets;

/// <summary>
/// When an account's posts drew most readers, by weekday and part of the day, with how sure that is. Visits of a post are many for few
/// posts and few for most, so their logarithm is averaged (log(1 + visits)) and its 95 % interval (Student's t) brought back; what comes
/// out is near the median, and one lucky post does not make a time.
/// </summary>
internal sealed class BestTimes(Db db, TimeProvider clock)
{
    public const int HoursAPart = 3;

    // Two give an interval from nothing to everything.
    private const int Fewest = 3;
    private const double Sure = 0.975;

    private static readonly TimeSpan AWeek = TimeSpan.FromDays(7);

    public async Task<Sheet> RunAsync(Guid account, string name, Period period, CancellationToken ct)
    {
        // A post that is younger has not had its week.
        var until = period.End < clock.GetUtcNow() - AWeek ? period.End : clock.Now() - AWeek;
        var posts = await db.QueryAsync<FirstWeek>(ReportSql.FirstWeeks, new { AccountId = account, From = period.Start, To = until }, ct);
        var slots = Slots(posts, period.Zone);
        return new Sheet("times", Sentence.Of($"Best times of {name}"),
            [new("Time", CellKind.Text), new("Visits in the first week", CellKind.Decimal, IsDrawn: true),
                new("At least", CellKind.Decimal, IsDrawn: true), new("At most", CellKind.Decimal, IsDrawn: true), new("Posts")],
            [.. slots.Select(s => new ReportCell[] { s.Name, s.Middle, s.Low, s.High, s.Posts })])
        {
            Chart = "interval", Zone = period.Zone,
            Note = $"Typical visits of a post in its first week, with the 95 % interval. Where intervals overlap, the difference may be "
                + $"chance. Times with fewer than {Fewest} posts have none and stand last.",
            Empty = "No post with a short link that has had its first week.",
        };
    }

    /// <summary>The surest good time first: by the lower end of the interval.</summary>
    public static IReadOnlyList<Slot> Slots(IEnumerable<FirstWeek> posts, TimeZoneInfo zone) =>
    [
        .. posts.Select(p => (Local: TimeZoneInfo.ConvertTime(p.PublishedAt, zone), p.Visits))
            .GroupBy(p => (p.Local.DayOfWeek, Part: p.Local.Hour / HoursAPart))
            .Select(g => Of(g.Key.DayOfWeek, g.Key.Part, [.. g.Select(p => Math.Log(1 + p.Visits))]))
            .OrderByDescending(s => s.Low ?? -1).ThenByDescending(s => s.Middle).ThenBy(s => s.Name, StringComparer.Ordinal),
    ];

    private static Slot Of(DayOfWeek day, int part, double[] logs)
    {
        var name = $"{day.ToString()[..3]} {part * HoursAPart:00}–{(part + 1) * HoursAPart:00} h";
        var mean = logs.Average();
        if (logs.Length < Fewest)
        {
            return new Slot(name, logs.Length, Back(mean), null, null);
        }

        var deviation = Math.Sqrt(logs.Sum(l => (l - mean) * (l - mean)) / (logs.Length - 1));
        var half = StudentT.InvCDF(0, 1, logs.Length - 1, Sure) * deviation / Math.Sqrt(logs.Length);
        return new Slot(name, logs.Length, Back(mean), Back(mean - half), Back(mean + half));
    }

    private static double Back(double log) => Math.Round(Math.Max(0, Math.Exp(Math.Min(log, 30)) - 1), 1);

    internal sealed record FirstWeek
    {
        public DateTimeOffset PublishedAt { get; init; }

        public long Visits { get; init; }
    }

    /// <param name="Middle">Visits, typically.</param>
    /// <param name="Low">Null with too few posts, like <paramref name="High"/>.</param>
    internal sealed record Slot(string Name, int Posts, double Middle, double? Low, double? High);
}
