using Engagement.Jobs;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary>
/// How many calls this node makes at once. Receivers share the workers of one queue: one that takes its fifteen seconds to fail must not
/// keep the others waiting, so it is called by one worker at a time, and none ever has all.
/// </summary>
internal sealed class WebhookGate
{
    private const int MostOfOne = 4;
    private static readonly int MostOfAll = JobQueue.Webhooks.Workers;

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
