namespace Engagement.Web.Bodies;

/// <summary>
/// Work that takes memory by its size: only so much of it at once, the rest waits in line in the order it came. What is larger than all
/// that may be at once goes alone.
/// </summary>
/// <param name="most">How much at once.</param>
internal sealed class WorkInTurn(long most)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiting> _line = [];
    private long _held;

    /// <param name="size">How much it is.</param>
    /// <param name="patience">For how long it waits.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <returns>Its turn, which ends when it is disposed; null: it did not come.</returns>
    public async Task<IDisposable?> EnterAsync(long size, TimeSpan patience, CancellationToken ct)
    {
        var mine = new Waiting(Math.Min(size, most));
        LinkedListNode<Waiting> place;
        lock (_lock)
        {
            place = _line.AddLast(mine);
            LetIn();
        }

        try
        {
            await mine.Let.Task.WaitAsync(patience, ct);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            var wasLetIn = false;
            lock (_lock)
            {
                if (place.List is null)
                {
                    wasLetIn = true; // in that very moment
                }
                else
                {
                    _line.Remove(place);
                    LetIn(); // who stood behind may be small enough
                }
            }

            if (e is OperationCanceledException)
            {
                if (wasLetIn)
                {
                    Leave(mine.Size);
                }

                throw;
            }

            if (!wasLetIn)
            {
                return null;
            }
        }

        return new Turn(this, mine.Size);
    }

    private void LetIn()
    {
        while (_line.First is { Value: var next } && (_held == 0 || _held + next.Size <= most))
        {
            _line.RemoveFirst();
            _held += next.Size;
            next.Let.SetResult();
        }
    }

    private void Leave(long size)
    {
        lock (_lock)
        {
            _held -= size;
            LetIn();
        }
    }

    private sealed record Waiting(long Size)
    {
        public TaskCompletionSource Let { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Turn(WorkInTurn line, long size) : IDisposable
    {
        private WorkInTurn? _line = line;

        public void Dispose() => Interlocked.Exchange(ref _line, null)?.Leave(size);
    }
}
