using System.Text.Json;

namespace Engagement.Features.Insights.Rollups;

/// <summary>How long the time of a sum is, from the shortest on; as rows have it.</summary>
internal enum Grain
{
    /// <summary>Of an hour, counted from 1 January 1970.</summary>
    Quarter = 1,

    /// <summary>In UTC, likewise.</summary>
    Day = 2,

    /// <summary>Year * 12 + month - 1.</summary>
    Month = 3,

    Year = 4,
}

/// <summary>Sums of one length, added to a part of the period or, where the one before took too much, taken off.</summary>
/// <param name="Part">Of the period, from 0 on.</param>
/// <param name="From">The first; <see cref="To"/> is the first after.</param>
/// <param name="Sign">1 or -1.</param>
internal sealed record VisitPiece(int Part, Grain Grain, int From, int To, int Sign);

/// <summary>
/// Cuts time into the fewest sums: whole years, months and days, and quarters at ragged ends. An end goes to the nearer boundary, so
/// that 22 hours are a day less eight quarters; no end needs more than 48 quarters, 16 days and 6 months.
/// </summary>
internal static class VisitPieces
{
    public static IReadOnlyList<VisitPiece> Of(IEnumerable<PeriodPart> parts, Grain coarsest)
    {
        var pieces = new List<VisitPiece>();
        var n = 0;
        foreach (var part in parts)
        {
            Cut(pieces, n++, Grain.Quarter, Quarters.Of(part.From), Quarters.Of(part.To), coarsest);
        }

        return pieces;
    }

    public static IReadOnlyList<VisitPiece> Of(Period period, Grain coarsest) =>
        Of([new PeriodPart("", period.Start, period.End)], coarsest);

    /// <summary>As a statement takes them: part, grain, from, to, sign, and the moments they are between.</summary>
    public static string Write(IEnumerable<VisitPiece> pieces) => JsonSerializer.Serialize(pieces.Select(p => new object[]
    {
        p.Part, (int)p.Grain, p.From, p.To, p.Sign, RollUpDesk.Moment(QuarterOf(p.Grain, p.From)),
        RollUpDesk.Moment(QuarterOf(p.Grain, p.To)),
    }));

    /// <summary>The quarter that the n-th day, month or year begins with.</summary>
    public static int QuarterOf(Grain grain, int n) => grain == Grain.Quarter ? n : QuarterOf(grain - 1, FirstOf(grain, n));

    private static void Cut(List<VisitPiece> pieces, int part, Grain grain, int from, int to, Grain coarsest)
    {
        if (from >= to)
        {
            return;
        }

        if (grain < coarsest)
        {
            var next = grain + 1;
            var (first, last) = (Nearest(next, from), Nearest(next, to));
            var (start, end) = (FirstOf(next, first), FirstOf(next, last));
            if (Math.Abs(start - from) + Math.Abs(end - to) + (last - first) < to - from)
            {
                Add(pieces, part, grain, from, start);
                Cut(pieces, part, next, first, last, coarsest);
                Add(pieces, part, grain, end, to);
                return;
            }
        }

        pieces.Add(new(part, grain, from, to, 1));
    }

    private static void Add(List<VisitPiece> pieces, int part, Grain grain, int from, int to)
    {
        if (from != to)
        {
            pieces.Add(from < to ? new(part, grain, from, to, 1) : new(part, grain, to, from, -1));
        }
    }

    // Which of the longer ones begins nearest to the n-th shorter one.
    private static int Nearest(Grain longer, int n)
    {
        var within = longer switch
        {
            Grain.Day => n / Quarters.ADay,
            Grain.Month => Quarters.MonthOf(n),
            _ => n / 12,
        };
        return n - FirstOf(longer, within) <= FirstOf(longer, within + 1) - n ? within : within + 1;
    }

    // The first shorter one in the n-th longer one.
    private static int FirstOf(Grain longer, int n) => longer switch
    {
        Grain.Day => n * Quarters.ADay,
        Grain.Month => Quarters.FirstDayOf(n),
        _ => n * 12,
    };
}
