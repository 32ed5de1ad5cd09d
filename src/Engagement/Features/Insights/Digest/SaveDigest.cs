using Engagement.Common.Settings;
using Engagement.Data;
using Engagement.Features.Publishing.Posts;

namespace Engagement.Features.Insights.Digest;

/// <summary>Sets how often the digest comes. The first is about the week or month that is running now.</summary>
internal sealed class SaveDigest(Db db, TimeProvider clock)
{
    public async Task<Result<DigestSettings>> RunAsync(DigestRhythm rhythm, TimeZoneInfo zone, string by, CancellationToken ct)
    {
        if (!Enum.IsDefined(rhythm))
        {
            return Result<DigestSettings>.Wrong(nameof(rhythm), "Off, weekly or monthly.");
        }

        var now = clock.Now();
        var settings = new DigestSettings(rhythm, zone, null);
        await db.InTransactionAsync(async tx =>
        {
            await AppSettings.SetAsync(tx, DigestSettings.RhythmName, rhythm.ToString(), now, by, ct);
            await AppSettings.SetAsync(tx, DigestSettings.ZoneName, zone.Id, now, by, ct);
            if (settings.Before(LocalDay.Of(now, zone).Date) is { } past)
            {
                await AppSettings.SetAsync(tx, DigestSettings.SentName,
                    past.Last.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), now, by, ct);
            }
        }, ct);
        return settings;
    }
}
