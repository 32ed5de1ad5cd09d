using Engagement.Common.Links;
using Engagement.Web.Proxy;

namespace Engagement.Features.Publishing.Links;

/// <summary>
/// On every node that follows links, once a second: the spool to the disk, its visits to the database, and new links, salts and settings
/// to memory. While the database is away, links in memory are followed and visits wait in the spool.
/// </summary>
internal sealed class VisitLoop(
    VisitSpool spool, LinkTargets targets, DailySalts salts, ClassifyVisitor tell, KnownHosts hosts,
    Data.Db db, IServiceScopeFactory scopes, TimeProvider clock, ILogger<VisitLoop> log) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    // A link made on another node, or an article's new address, is in memory this much later; until then it is looked up.
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(10);

    private DateTimeOffset _refreshAt;
    private bool _isTroubled;

    /// <summary>Before the first request: what is known then is followed even if the database goes away at once.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await BeatAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>What came until the last moment is brought in; what cannot be waits for the next start.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await BeatAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Beat, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await BeatAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end of the loop.
        }
    }

    private async Task BeatAsync(CancellationToken ct)
    {
        try
        {
            spool.Flush();
            if (clock.GetUtcNow() >= _refreshAt)
            {
                await salts.RefreshAsync(ct);
                await targets.RefreshAsync(ct);
                var settings = await LinkSettings.ReadAsync(db, ct);
                tell.BotRanges = settings.BotRanges;
                hosts.ShortLinks = settings.Address?.Host;
                _refreshAt = clock.GetUtcNow() + Refresh;
            }

            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<DrainVisits>().RunAsync(ct);
            if (_isTroubled)
            {
                _isTroubled = false;
                log.LogInformation("Visits are brought into the database again");
            }
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // The database or the disk is away for a while. Nothing is lost by waiting: the spool keeps what comes. Said once, not each
            // second.
            if (!_isTroubled)
            {
                _isTroubled = true;
                log.LogError(e, "Visits cannot be brought into the database; they wait in the spool, and this goes on trying");
            }
        }
    }
}
