using Engagement.Data;

namespace Engagement.Faults.Nodes;

/// <summary>
/// Looks several times a second for leases that have ended while their work is still there: how long each lies before another node takes
/// it up. Of work that is claimed and not begun, of sends, and of accounts' listening.
/// </summary>
internal sealed class LeaseWatch : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    // A send has two: the words are in somebody's hands, and the row that has them sent is. Nobody may look before both have ended.
    private static readonly Sql Ended = Sql.Portable(
        """
        select Kind as What, RefId as Id, AvailableAt as EndedAt from Outbox where LeaseOwner is not null and AvailableAt <= @Now
        union all
        select 'send', d.Id, case when d.LeaseUntil > o.AvailableAt then d.LeaseUntil else o.AvailableAt end
        from Deliveries d join Outbox o on o.Kind = 'deliver' and o.RefId = d.Id
        where d.State = 'Publishing' and d.LeaseUntil <= @Now and o.AvailableAt <= @Now
        union all
        select 'listen', Id, ListenLeaseUntil from Accounts where State = 'Active' and ListenLeaseUntil <= @Now and NextListenAt <= @Now
        """);

    private readonly Db _db;
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<(string What, Guid Id, DateTimeOffset EndedAt), double> _lay = [];
    private readonly Task _watching;

    private LeaseWatch(Db db)
    {
        _db = db;
        _watching = WatchAsync(_end.Token);
    }

    public static LeaseWatch Start(Db db) => new(db);

    /// <summary>Ends the watch.</summary>
    /// <returns>
    /// Of each ended lease that was seen, by kind of work, the seconds until it was seen no more, the shortest first; to a quarter second.
    /// </returns>
    public async Task<ILookup<string, double>> EndAsync()
    {
        await _end.CancelAsync();
        await _watching;
        return _lay.OrderBy(lay => lay.Value).ToLookup(lay => lay.Key.What, lay => lay.Value);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _end.Dispose();
    }

    private async Task WatchAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Look, end);
                var now = DateTimeOffset.UtcNow;
                foreach (var lapse in await _db.QueryAsync<EndedLease>(Ended, new { Now = now }, end))
                {
                    _lay[(lapse.What, lapse.Id, lapse.EndedAt)] = (now - lapse.EndedAt).TotalSeconds;
                }
            }
            catch (Exception) when (end.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private sealed record EndedLease
    {
        public required string What { get; init; }

        public required Guid Id { get; init; }

        public required DateTimeOffset EndedAt { get; init; }
    }
}
