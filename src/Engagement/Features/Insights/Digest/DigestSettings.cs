using Engagement.Common.Settings;
using Engagement.Data;

namespace Engagement.Features.Insights.Digest;

/// <summary>How often the digest comes.</summary>
internal enum DigestRhythm
{
    Off,

    /// <summary>On Mondays, about the week before.</summary>
    Weekly,

    /// <summary>On the first, about the month before.</summary>
    Monthly,
}

/// <summary>What is set about the digest.</summary>
/// <param name="Zone">Whose Mondays and mornings; that of the person who set it.</param>
/// <param name="SentFor">The last day that a digest has told of.</param>
internal sealed record DigestSettings(DigestRhythm Rhythm, TimeZoneInfo Zone, DateOnly? SentFor)
{
    public const string RhythmName = "insights.digest";
    public const string ZoneName = "insights.digest-zone";
    public const string SentName = "insights.digest-sent";

    public static async Task<DigestSettings> ReadAsync(DbSession db, CancellationToken ct)
    {
        Task<string?> Of(string name) => db.ScalarAsync<string>(AppSettings.Read, new { Name = name }, ct);
        return new(
            Enum.TryParse<DigestRhythm>(await Of(RhythmName), out var rhythm) ? rhythm : DigestRhythm.Off,
            TimeZoneInfo.TryFindSystemTimeZoneById(await Of(ZoneName) ?? "UTC", out var zone) ? zone : TimeZoneInfo.Utc,
            DateOnly.TryParseExact(await Of(SentName), "yyyy-MM-dd", out var sent) ? sent : null);
    }

    /// <summary>The last whole week or month before a day; null when off.</summary>
    public Period? Before(DateOnly today) => Rhythm switch
    {
        DigestRhythm.Weekly => Monday(today) is var monday ? new(monday.AddDays(-7), monday.AddDays(-1), Zone) : null,
        DigestRhythm.Monthly => new DateOnly(today.Year, today.Month, 1) is var first
            ? new(first.AddMonths(-1), first.AddDays(-1), Zone) : null,
        _ => null,
    };

    private static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
