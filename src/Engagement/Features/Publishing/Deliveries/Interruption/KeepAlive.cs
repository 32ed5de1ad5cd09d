using Engagement.Data;

namespace Engagement.Features.Publishing.Deliveries.Interruption;

/// <summary>
/// Writes a sign of life while this node runs. It never goes back by itself, so one that is older than what this node wrote last means that
/// the database was put back under it.
/// </summary>
internal sealed class KeepAlive(Db db, LookBack lookBack, TimeProvider clock, ILogger<KeepAlive> log) : BackgroundService
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    /// <summary>Two may be missed.</summary>
    public static readonly TimeSpan Silent = TimeSpan.FromMinutes(1);

    private static readonly Sql Beat = Sql.Portable(
        """
        update DeskLife set AliveAt = case when AliveAt < @Now then @Now else AliveAt end, EndedAt = null
        where Name = 'desk' and AliveAt >= @Last and PutBackAt is null
        """);

    private static readonly Sql End = Sql.Portable(
        "update DeskLife set AliveAt = case when AliveAt < @Now then @Now else AliveAt end, EndedAt = @Now where Name = 'desk'");

    private DateTimeOffset _last = DateTimeOffset.MinValue;

    /// <summary>One sign of life.</summary>
    public async Task BeatAsync(CancellationToken ct)
    {
        var now = clock.Now();
        if (await db.ExecuteAsync(Beat, new { Now = now, Last = _last == DateTimeOffset.MinValue ? now.AddYears(-100) : _last }, ct) == 0)
        {
            await lookBack.FoundOlderAsync(ct);
        }

        _last = (await db.OneAsync<DeskLife>(DeskLife.Read, ct: ct))?.AliveAt ?? _last;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await db.ExecuteAsync(End, new { Now = clock.Now() }, cancellationToken);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or OperationCanceledException)
        {
            log.LogWarning(e, "It could not be written down that this node ended as it should; the next start looks the database through");
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await BeatAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The database is away. The next sign of life is the next try.
                log.LogWarning(e, "No sign of life could be written");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }
}
