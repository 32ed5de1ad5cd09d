using System.Text.Json;
using Engagement.Features.Insights.Rollups;

namespace Engagement.Features.Insights.Sheets;

/// <summary>A period as the statements take it.</summary>
internal static class SheetArgs
{
    /// <summary>For statements over the sums by month, day and quarter.</summary>
    public static object Of(Period period)
    {
        var s = period.Span;
        return new
        {
            From = period.Start, To = period.End, FromQuarter = Quarters.Of(period.Start), ToQuarter = Quarters.Of(period.End),
            s.Q0, s.Q1, s.Q2, s.Q3, s.D0, s.D1, s.D2, s.D3, s.M0, s.M1,
        };
    }

    /// <summary>The parts of the time axis: number, quarters from and to, moments from and to.</summary>
    public static string Parts(IReadOnlyList<PeriodPart> parts) => JsonSerializer.Serialize(parts.Select((p, i) => new object[]
    {
        i, Quarters.Of(p.From), Quarters.Of(p.To), RollUpDesk.Moment(Quarters.Of(p.From)), RollUpDesk.Moment(Quarters.Of(p.To)),
    }));
}
