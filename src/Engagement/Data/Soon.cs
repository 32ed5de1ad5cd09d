namespace Engagement.Data;

/// <summary>
/// What a reading leaves behind: when a key or a session was used last, that a ticket was read, who is at it. Written beside the request,
/// one after the other and of each the newest only: who reads never waits for who writes, be it another program that holds the file, a full
/// disk, or a server that fails over. What cannot be written is let go of, as is what a crash finds here: the next reading says it again.
/// </summary>
internal sealed class Soon(ILogger<Soon> log) : IAsyncDisposable
{
    // A write takes milliseconds; who comes back to the list then sees what they did. Behind a slow one nobody waits.
    private static readonly TimeSpan Usually = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan AtTheEnd = TimeSpan.FromSeconds(2);

    // One of each person, key and ticket that is looked at; more is a flood, and may be forgotten.
    private const int Most = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<object, Entry> _waiting = [];
    private Task _work = Task.CompletedTask;
    private bool _isWorking;
    private bool _isSlow;
    private bool _isOver;

    private sealed record Entry(Func<Task> Write)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Takes it and returns.</summary>
    /// <param name="key">What it is about: a later one takes its place.</param>
    /// <param name="write">May run after the request has ended: nothing of the request's own belongs into it.</param>
    public void Put(object key, Func<Task> write) => Take(key, write);

    /// <summary>Takes it, and waits while that is a matter of milliseconds.</summary>
    /// <inheritdoc cref="Put"/>
    public async Task WriteAsync(object key, Func<Task> write)
    {
        var wasSlow = Volatile.Read(ref _isSlow);
        var done = Take(key, write);
        if (wasSlow || done.IsCompleted)
        {
            return;
        }

        using var enough = new CancellationTokenSource();
        if (await Task.WhenAny(done, Task.Delay(Usually, enough.Token)) == done)
        {
            await enough.CancelAsync();
        }
        else
        {
            Volatile.Write(ref _isSlow, true);
        }
    }

    /// <summary>It is not so any more. One that is being written just now is.</summary>
    public void Forget(object key)
    {
        lock (_gate)
        {
            if (_waiting.Remove(key, out var entry))
            {
                entry.Done.SetResult();
            }
        }
    }

    /// <summary>When all that was put before has been written or let go of.</summary>
    public Task SettledAsync()
    {
        lock (_gate)
        {
            return _work;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task work;
        lock (_gate)
        {
            (_isOver, work) = (true, _work);
        }

        await work.WaitAsync(AtTheEnd).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private Task Take(object key, Func<Task> write)
    {
        lock (_gate)
        {
            if (_isOver || (_waiting.Count >= Most && !_waiting.ContainsKey(key)))
            {
                return Task.CompletedTask;
            }

            if (_waiting.Remove(key, out var older))
            {
                older.Done.SetResult();
            }

            var entry = new Entry(write);
            _waiting[key] = entry;
            if (!_isWorking)
            {
                _isWorking = true;

                // Not a part of the request that began it.
                using (ExecutionContext.IsFlowSuppressed() ? null : (IDisposable)ExecutionContext.SuppressFlow())
                {
                    _work = Task.Run(WorkAsync);
                }
            }

            return entry.Done.Task;
        }
    }

    private async Task WorkAsync()
    {
        while (Next() is { } entry)
        {
            try
            {
                await entry.Write();
                Volatile.Write(ref _isSlow, false);
            }
            catch (Exception e)
            {
                // Best effort: the next reading says it again. Said once, not for each page that is looked at meanwhile.
                if (!Volatile.Read(ref _isSlow) || e is not Microsoft.Data.Sqlite.SqliteException)
                {
                    log.LogWarning(e, "What was read last could not be written down");
                }

                Volatile.Write(ref _isSlow, true);
            }
            finally
            {
                entry.Done.SetResult();
            }
        }
    }

    private Entry? Next()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _isWorking = false;
                return null;
            }

            var (key, entry) = _waiting.First();
            _waiting.Remove(key);
            return entry;
        }
    }
}
