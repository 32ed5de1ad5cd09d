namespace Engagement.Features.Webhooks;

/// <summary>
/// How many calls this node makes at once. Workers are shared with publishing: a receiver that takes its fifteen seconds to fail must not
/// keep posts waiting, so one that is failing is called by one worker at a time, and all receivers together never have all workers.
/// </summary>
internal sealed class WebhookGate
{
    // Of twenty workers (Jobs/JobHost.cs).
    private const int MostOfAll = 8;
    private const int MostOfOne = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, int> _calls = [];
    private int _all;

    /// <returns>To be disposed when the call has ended; null: come back in a moment.</returns>
    public IDisposable? Enter(Guid endpointId, bool isFailing)
    {
        lock (_lock)
        {
            var now = _calls.GetValueOrDefault(endpointId);
            if (_all >= MostOfAll || now >= (isFailing ? 1 : MostOfOne))
            {
                return null;
            }

            _all++;
            _calls[endpointId] = now + 1;
            return new Place(this, endpointId);
        }
    }

    private void Leave(Guid endpointId)
    {
        lock (_lock)
        {
            _all--;
            if (--_calls[endpointId] == 0)
            {
                _calls.Remove(endpointId);
            }
        }
    }

    private sealed class Place(WebhookGate gate, Guid endpointId) : IDisposable
    {
        public void Dispose() => gate.Leave(endpointId);
    }
}
