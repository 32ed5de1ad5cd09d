using Engagement.Data;

namespace Engagement.Outbox;

/// <summary>
/// One rule for everything that one node has in hand at a time: it is leased for <see cref="Length"/> and the lease is renewed each
/// <see cref="Beat"/> while the work goes on. So a dead node's work is free half a minute after its last sign of life, and a slow one keeps
/// its own.
/// </summary>
internal static class Lease
{
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    /// <summary>Two beats may be missed.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(8);
}

/// <summary>Renews a lease until it is disposed of, or until the lease turns out to be somebody else's.</summary>
internal sealed class Heartbeat : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _beating;

    private Heartbeat(TimeProvider clock, Func<DateTimeOffset, Task<bool>> renew) => _beating = BeatAsync(clock, renew, _end.Token);

    /// <param name="clock">Whose time the lease counts in.</param>
    /// <param name="renew">Puts the lease's end to the given moment; false: it is not ours any more. It must compare and set.</param>
    public static Heartbeat Start(TimeProvider clock, Func<DateTimeOffset, Task<bool>> renew) => new(clock, renew);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _beating;
        _end.Dispose();
    }

    private static async Task BeatAsync(TimeProvider clock, Func<DateTimeOffset, Task<bool>> renew, CancellationToken end)
    {
        using var timer = new PeriodicTimer(Lease.Beat, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(end))
            {
                try
                {
                    if (!await renew(clock.Now() + Lease.Length))
                    {
                        return;
                    }
                }
                catch (Exception e) when (DbFaults.Passes(e))
                {
                    // The next beat tries again. Should the lease end meanwhile, another node begins anew, which work under a lease allows
                    // for.
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The work is done.
        }
    }
}
