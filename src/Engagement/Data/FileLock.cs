namespace Engagement.Data;

/// <summary>A lock between processes on one machine. The system lets go of it when the process ends, however it ends.</summary>
internal sealed class FileLock : IDisposable, IAsyncDisposable
{
    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>The lock, or null when somebody else holds it.</summary>
    /// <param name="path">Of its file.</param>
    /// <param name="shared">With others that share it; whoever wants it alone waits for all of them.</param>
    public static FileLock? Try(string path, bool shared = false)
    {
        try
        {
            return new FileLock(shared ? new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read) : Alone(path));
        }
        catch (IOException) when (File.Exists(path))
        {
            // Held: that is what null says.
            return null;
        }
    }

    // A file that another user made is locked by whoever may read it.
    private static FileStream Alone(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException) when (File.Exists(path))
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
        }
    }

    /// <summary>The lock, or null when it was not let go of in time.</summary>
    public static async Task<FileLock?> WaitAsync(string path, TimeSpan timeout, CancellationToken ct)
    {
        var until = DateTime.UtcNow + timeout;
        while (true)
        {
            if (Try(path) is { } held)
            {
                return held;
            }

            if (DateTime.UtcNow >= until)
            {
                return null;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
        }
    }

    public void Dispose() => _file.Dispose();

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
