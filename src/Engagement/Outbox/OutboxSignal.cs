namespace Engagement.Outbox;

/// <summary>
/// Tells this node's dispatcher that a row was written, so that "now" need not wait for the next look. A hint: rows are the truth.
/// </summary>
internal sealed class OutboxSignal : IDisposable
{
    private readonly SemaphoreSlim _rung = new(0, 1);

    public void Wake()
    {
        try
        {
            _rung.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already rung: one look serves both.
        }
    }

    /// <summary>Waits until woken or until <paramref name="atMost"/> has passed.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => _rung.WaitAsync(atMost, ct);

    public void Dispose() => _rung.Dispose();
}
