using Engagement.Features.People.Team;

namespace Engagement.Tests.People.Team;

/// <summary>Turns at hashing that somebody has and keeps.</summary>
internal sealed class HeldTurns : IDisposable
{
    /// <summary>Whoever takes all turns of the process is in it: two at once would each have half of them, and wait for the rest.</summary>
    public const string Collection = "all turns at hashing";

    private readonly SemaphoreSlim _ends = new(0);
    private int _left;

    private HeldTurns(int count) => _left = count;

    public static async Task<HeldTurns> TakeAsync(HashTurns turns, int count)
    {
        var held = new HeldTurns(count);
        using var taken = new SemaphoreSlim(0);
        for (var i = 0; i < count; i++)
        {
            // On a thread of its own: it is blocked for as long as it is held.
            _ = Task.Factory.StartNew(() => turns.RunAsync(() =>
            {
                taken.Release();
                held._ends.Wait();
                return true;
            }, CancellationToken.None), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await taken.WaitAsync(TestContext.Current.CancellationToken);
        }

        return held;
    }

    public void LetGo(int count)
    {
        _left -= count;
        _ends.Release(count);
    }

    public void Dispose()
    {
        if (_left > 0)
        {
            LetGo(_left);
        }
    }
}
