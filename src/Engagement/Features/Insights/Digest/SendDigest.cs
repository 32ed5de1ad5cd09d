using System.Globalization;
using Engagement.Common.Settings;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Integrations.Notifications;
using Engagement.Features.Publishing.Posts;
using Hangfire;

namespace Engagement.Features.Insights.Digest;

/// <summary>
/// The recurring job: on the morning after a week or a month, tells those who look after Insights how it went: in their notices, and by
/// e-mail as each of them wishes. That it was told, and the notice, are one transaction: it comes once.
/// </summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class SendDigest(Db db, WriteDigest write, RaiseNotice raise, TimeProvider clock)
{
    // Nobody wants it at midnight; visits of the last minutes are summed up by then.
    private const int FromHour = 7;

    /// <returns>True when one was sent.</returns>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        var settings = await DigestSettings.ReadAsync(db, ct);
        var local = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), settings.Zone);
        if (local.Hour < FromHour || settings.Before(LocalDay.Of(clock.GetUtcNow(), settings.Zone).Date) is not { } period
            || settings.SentFor >= period.Last)
        {
            return false;
        }

        var digest = await write.RunAsync(period, ct);
        return await db.InTransactionAsync(async tx =>
        {
            if ((await DigestSettings.ReadAsync(tx, ct)).SentFor >= period.Last)
            {
                return false;
            }

            await AppSettings.SetAsync(tx, DigestSettings.SentName,
                period.Last.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), clock.Now(), "the digest", ct);
            await raise.RunAsync(
                tx, new Notice(NoticeKinds.InsightsDigest, digest.Title, digest.Text, $"/insights{QueryString.Create(period.Query)}"), ct);
            return true;
        }, ct);
    }
}
