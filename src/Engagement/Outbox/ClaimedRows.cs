using System.Collections.Concurrent;

namespace Engagement.Outbox;

/// <summary>
/// What this node has claimed and nobody has begun: it saves the question "is it still ours?" where the answer is known, and is handed back
/// when the node stops.
/// </summary>
internal sealed class ClaimedRows(TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Kind, Guid RefId), (int Attempts, long At)> _waiting = new();

    public void Claimed(IEnumerable<OutboxClaim> claims)
    {
        var now = clock.GetTimestamp();
        foreach (var claim in claims)
        {
            _waiting[(claim.Kind, claim.RefId)] = (claim.Attempts, now);
        }

        // Run on another node, or lost with its job.
        foreach (var (key, claim) in _waiting)
        {
            if (clock.GetElapsedTime(claim.At) > Lease.Length)
            {
                _waiting.TryRemove(key, out _);
            }
        }
    }

    /// <summary>Its work begins.</summary>
    /// <returns>True: claimed by this node so lately that its lease has most of its time left.</returns>
    public bool Begins(string kind, Guid refId, int attempts) =>
        _waiting.TryRemove((kind, refId), out var claim) && claim.Attempts == attempts && clock.GetElapsedTime(claim.At) < Lease.Beat;

    /// <summary>All of it; none is waiting after that.</summary>
    public ILookup<string, Guid> TakeAll()
    {
        var all = _waiting.Keys.ToList();
        return all.Where(key => _waiting.TryRemove(key, out _)).ToLookup(key => key.Kind, key => key.RefId);
    }
}
