using System.Text.Json;
using Engagement.Features.Insights.Rollups;

namespace Engagement.Features.Insights.Sheets;

/// <summary>A period as the statements take it.</summary>
internal static class ReportArgs
{
    /// <summary>For statements over moments and quarters.</summary>
    public static object Of(Period period) =>
        new { From = period.Start, To = period.End, FromQuarter = Quarters.Of(period.Start), ToQuarter = Quarters.Of(period.End) };

    /// <summary>The parts of the time axis: number, quarters from and to, moments from and to.</summary>
    public static string Parts(IReadOnlyList<PeriodPart> parts) => JsonSerializer.Serialize(parts.Select((p, i) => new object[]
    {
        i, Quarters.Of(p.From), Quarters.Of(p.To), RollUpDesk.Moment(Quarters.Of(p.From)), RollUpDesk.Moment(Quarters.Of(p.To)),
    }));
}
