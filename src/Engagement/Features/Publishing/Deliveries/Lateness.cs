namespace Engagement.Features.Publishing.Deliveries;

/// <summary>Spans of time in words.</summary>
internal static class Lateness
{
    public static string InWords(TimeSpan span) => span.Duration() switch
    {
        { TotalSeconds: < 90 } s => Count(s.TotalSeconds, "second"),
        { TotalMinutes: < 90 } s => Count(s.TotalMinutes, "minute"),
        { TotalHours: < 48 } s => Count(s.TotalHours, "hour"),
        var s => Count(s.TotalDays, "day"),
    };

    private static string Count(double value, string unit) => Math.Round(value) is 1 ? $"1 {unit}" : $"{Math.Round(value):0} {unit}s";
}
