using System.Collections.Concurrent;

namespace Engagement.Outbox;

/// <summary>
/// What this node has claimed and nobody has begun: its leases are renewed while it waits, it saves the question "is it still ours?" where
/// the answer is known, and it is handed back when the node stops.
/// </summary>
internal sealed class ClaimedRows(TimeProvider clock)
{
    // A job that was lost, or is run on another node, never begins here. Its row is let go and comes back by itself.
    private static readonly TimeSpan Longest = 10 * Lease.Length;

    private readonly ConcurrentDictionary<(string Kind, Guid RefId), Waiting> _waiting = new();

    /// <param name="claims">This node's.</param>
    /// <param name="at">When the claim was asked for, by the clock's timestamp: its lease counts from there.</param>
    public void Claimed(IEnumerable<OutboxClaim> claims, long at)
    {
        foreach (var claim in claims)
        {
            _waiting[(claim.Kind, claim.RefId)] = new(claim.Attempts, at, at);
        }
    }

    /// <summary>Its work begins.</summary>
    /// <returns>True: claimed or renewed by this node so lately that its lease has most of its time left.</returns>
    public bool Begins(string kind, Guid refId, int attempts) =>
        _waiting.TryRemove((kind, refId), out var claim) && claim.Attempts == attempts
        && clock.GetElapsedTime(claim.RenewedAt) < Lease.Beat;

    /// <summary>What has waited for a beat since it was claimed or renewed, by kind.</summary>
    public ILookup<string, Guid> ToRenew()
    {
        foreach (var (key, claim) in _waiting)
        {
            if (clock.GetElapsedTime(claim.At) > Longest || clock.GetElapsedTime(claim.RenewedAt) > Lease.Length)
            {
                _waiting.TryRemove(key, out _);
            }
        }

        return _waiting.Where(w => clock.GetElapsedTime(w.Value.RenewedAt) >= Lease.Beat).ToLookup(w => w.Key.Kind, w => w.Key.RefId);
    }

    /// <summary>All of these are still ours. Of those that have begun meanwhile nothing is noted.</summary>
    /// <param name="kind">Of all.</param>
    /// <param name="refIds">Which.</param>
    /// <param name="at">When the renewal was asked for.</param>
    public void Renewed(string kind, IEnumerable<Guid> refIds, long at)
    {
        foreach (var refId in refIds)
        {
            if (_waiting.TryGetValue((kind, refId), out var claim))
            {
                _waiting.TryUpdate((kind, refId), claim with { RenewedAt = at }, claim);
            }
        }
    }

    /// <summary>These are not ours to wait for.</summary>
    public void Forget(string kind, IEnumerable<Guid> refIds)
    {
        foreach (var refId in refIds)
        {
            _waiting.TryRemove((kind, refId), out _);
        }
    }

    /// <summary>All of it; none is waiting after that.</summary>
    public ILookup<string, Guid> TakeAll()
    {
        var all = _waiting.Keys.ToList();
        return all.Where(key => _waiting.TryRemove(key, out _)).ToLookup(key => key.Kind, key => key.RefId);
    }

    private readonly record struct Waiting(int Attempts, long At, long RenewedAt);
}
