using System.Collections.Concurrent;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>
/// How long no call for a delivery can have been on its way, measured by elapsed time. Wall clocks are set, and jump; a process that was
/// started with a later clock than its killed predecessor's would otherwise ask while the call is still on the line, be told "absent", and
/// send again.
/// </summary>
internal sealed class SinceSend(TimeProvider clock)
{
    // Far more than are in doubt on one node at a time; what is older than an hour says no more than the process's own age.
    private const int Many = 256;
    private static readonly TimeSpan Old = TimeSpan.FromHours(1);

    private readonly long _start = clock.GetTimestamp();
    private readonly ConcurrentDictionary<Guid, long> _noted = new();

    /// <summary>
    /// Until this moment a call for it may have begun: ours has just ended in doubt, or another's lease was just found to have.
    /// </summary>
    public void Note(Guid deliveryId)
    {
        if (_noted.Count >= Many)
        {
            foreach (var (id, at) in _noted)
            {
                if (clock.GetElapsedTime(at) > Old)
                {
                    _noted.TryRemove(id, out _);
                }
            }
        }

        _noted[deliveryId] = clock.GetTimestamp();
    }

    /// <summary>At least so long; never more than this process has lived, because what was before it nobody here measured.</summary>
    public TimeSpan Of(Guid deliveryId) => clock.GetElapsedTime(_noted.TryGetValue(deliveryId, out var at) ? at : _start);

    /// <summary>It is settled.</summary>
    public void Forget(Guid deliveryId) => _noted.TryRemove(deliveryId, out _);
}
