namespace Engagement.Features.Listening;

/// <summary>
/// One transaction of this node at a time that makes tickets. Each takes the lock of the ticket numbers, so more at once get nothing done
/// sooner: they wait in the database. Of sixty (three nodes of twenty workers) some waited longer than a command may, failed, and came back
/// to wait again, until hardly any got through.
/// </summary>
internal sealed class IngestTurn : IDisposable
{
    private readonly SemaphoreSlim _free = new(1, 1);

    /// <returns>Dispose of it to give the turn on.</returns>
    public async Task<IDisposable> TakeAsync(CancellationToken ct)
    {
        await _free.WaitAsync(ct);
        return new Turn(_free);
    }

    public void Dispose() => _free.Dispose();

    private sealed class Turn(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
