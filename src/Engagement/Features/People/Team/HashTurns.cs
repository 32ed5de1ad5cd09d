namespace Engagement.Features.People.Team;

/// <summary>
/// Who may hash a password now. A hash is meant to be slow, so only so many run at once, and the rest of the machine answers others
/// meanwhile. Whoever came last is next: in a flood of wrong tries the wait falls on the flood, and not on the person who comes after it.
/// </summary>
/// <param name="atOnce">How many hashes run at once.</param>
internal sealed class HashTurns(int atOnce)
{
    private readonly Lock _lock = new();
    private readonly Stack<TaskCompletionSource> _waiting = new();
    private int _free = atOnce;

    /// <param name="work">The hash.</param>
    /// <param name="ct">Gives the place in the line up.</param>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken ct)
    {
        await EnterAsync(ct);
        try
        {
            return work();
        }
        finally
        {
            Leave();
        }
    }

    private async Task EnterAsync(CancellationToken ct)
    {
        TaskCompletionSource place;
        lock (_lock)
        {
            ct.ThrowIfCancellationRequested();
            if (_free > 0)
            {
                _free--;
                return;
            }

            // The next one's hash is not to run inside the call that ends the one before it.
            place = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Push(place);
        }

        await using var gone = ct.UnsafeRegister(static (state, ct) => ((TaskCompletionSource)state!).TrySetCanceled(ct), place);
        await place.Task;
    }

    private void Leave()
    {
        lock (_lock)
        {
            // A turn is handed on; whoever went away meanwhile has left only their place.
            while (_waiting.TryPop(out var next))
            {
                if (next.TrySetResult())
                {
                    return;
                }
            }

            _free++;
        }
    }
}
