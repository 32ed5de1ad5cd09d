using System.Net.WebSockets;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Outbox;

namespace Engagement.Features.Conversations.Listening.Streams;

/// <summary>
/// Keeps open the connections over which networks say at once that there is something to read: one for an account, on whichever node holds
/// its lease. What comes is a hint to read now. Polling goes on all the same, so a stream that is down costs seconds, never a message.
/// </summary>
internal sealed class RunStreams(Db db, ChannelCatalog channels, AccountAccess access, TimeProvider clock, ILogger<RunStreams> log)
    : BackgroundService
{
    /// <summary>How often it looks which streams should be open, and renews its leases.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    // A connection can be dead without either end knowing; a new one each hour bounds how long.
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    // Many answers at once are one reading.
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(1);

    private static readonly Sql ReadWanted = Sql.Portable("select Id, Network from Accounts where State = 'Active' and Streaming = 1");

    private static readonly Sql Claim = Sql.Portable(
        "update Accounts set StreamLeaseUntil = @Until where Id = @Id and (StreamLeaseUntil is null or StreamLeaseUntil <= @Now)");

    private static readonly Sql Renew = Sql.Portable("update Accounts set StreamLeaseUntil = @Until where Id = @Id");

    private static readonly Sql LetGo = Sql.Portable("update Accounts set StreamLeaseUntil = null where Id = @Id");

    private readonly Dictionary<Guid, OpenStream> _open = [];
    private readonly Dictionary<Guid, (int Failures, DateTimeOffset Until)> _resting = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        try
        {
            do
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    // The database may be away for a while. Streams that are open stay so; polling is the truth.
                    log.LogError(e, "The streams could not be looked after");
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node is stopping: what is open is closed below.
        }

        foreach (var id in _open.Keys.ToList())
        {
            await CloseAsync(id);
        }
    }

    /// <summary>One look: closes what is no longer wanted or has ended, opens what is wanted and nobody holds.</summary>
    internal async Task LookAsync(CancellationToken ct)
    {
        var wanted = (await db.QueryAsync<AccountRow>(ReadWanted, ct: ct))
            .Where(a => channels.Find(a.Network) is IStream).Select(a => a.Id).ToHashSet();
        foreach (var (id, stream) in _open.ToList())
        {
            var isOld = clock.GetUtcNow() - stream.Since > MaxAge;
            if (!wanted.Contains(id) || stream.Run.IsCompleted || isOld)
            {
                if (!isOld)
                {
                    Rest(id, stream);
                }

                await CloseAsync(id);
            }
            else
            {
                await db.ExecuteAsync(Renew, new { Id = id, Until = clock.Now() + Lease.Length }, ct);
            }
        }

        foreach (var id in wanted.Where(
            id => !_open.ContainsKey(id) && !(_resting.TryGetValue(id, out var rest) && rest.Until > clock.GetUtcNow())))
        {
            if (await db.ExecuteAsync(Claim, new { Id = id, Now = clock.Now(), Until = clock.Now() + Lease.Length }, ct) == 1)
            {
                var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
                _open[id] = new OpenStream(stop, FollowAsync(id, stop.Token), clock.GetUtcNow());
            }
        }
    }

    // Until it ends, for whatever reason; the next look opens it again.
    private async Task FollowAsync(Guid id, CancellationToken ct)
    {
        try
        {
            var account = (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = id }, ct))!;
            if (await access.OpenAsync(account, ct) is not Reading<ChannelAccount>.Got { Value: var opened }
                || !channels.TryGet<IStream>(account.Network, out var channel))
            {
                return; // listening says what is wrong with the access
            }

            // What came while nothing was open is read at once.
            await db.ExecuteAsync(ListeningSql.ListenNow, new { Id = id, Now = clock.Now() }, ct);
            var read = DateTimeOffset.MinValue;
            await foreach (var hint in channel.StreamAsync(opened, ct))
            {
                if (clock.GetUtcNow() - read >= Together)
                {
                    read = clock.GetUtcNow();
                    log.LogDebug("Account {AccountId} is told of a {What}", id, hint.What);
                    await db.ExecuteAsync(ListeningSql.ListenNow, new { Id = id, Now = clock.Now() }, ct);
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Closed by us.
        }
        catch (Exception e) when (e is HttpRequestException or WebSocketException or IOException or OperationCanceledException)
        {
            // Connections break. The account is read in its turn, and the stream opened again after a rest.
            log.LogInformation("The stream of account {AccountId} ended: {Reason}", id, e.Message);
        }
    }

    // One that held for a while starts with a clean slate; one that breaks at once is tried ever less.
    private void Rest(Guid id, OpenStream stream)
    {
        var now = clock.GetUtcNow();
        var failures = now - stream.Since > TimeSpan.FromMinutes(5) ? 1 : _resting.GetValueOrDefault(id).Failures + 1;
        _resting[id] = (failures, now + BackOff.After(failures));
    }

    private async Task CloseAsync(Guid id)
    {
        if (!_open.Remove(id, out var stream))
        {
            return;
        }

        await stream.Stop.CancelAsync();
        await stream.Run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stream.Run.Exception is { } unexpected)
        {
            log.LogError(unexpected, "The stream of account {AccountId} broke", id);
        }

        stream.Stop.Dispose();
        await db.ExecuteAsync(LetGo, new { Id = id }, CancellationToken.None);
    }

    private sealed record OpenStream(CancellationTokenSource Stop, Task Run, DateTimeOffset Since);
}
