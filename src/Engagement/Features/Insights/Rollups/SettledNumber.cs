namespace Engagement.Features.Insights.Rollups;

/// <summary>
/// Up to which number of the event log nothing can come late. A row's number is given before it is committed; whatever was under way when a
/// number was seen is over two minutes later. By this node's own clock: what the rows say of when they happened may be another's, or be
/// dated back (an answer is dated when the network had it).
/// </summary>
internal sealed class SettledNumber
{
    // No transaction of ours takes that long.
    private static readonly TimeSpan Settles = TimeSpan.FromMinutes(2);

    private readonly Lock _one = new();
    private readonly Queue<(long Number, DateTimeOffset At)> _seen = [];
    private long _settled;

    /// <summary>To be asked before reading: what is read from then on has everything up to it.</summary>
    public long At(DateTimeOffset now)
    {
        lock (_one)
        {
            while (_seen.TryPeek(out var seen) && seen.At <= now - Settles)
            {
                _settled = seen.Number;
                _seen.Dequeue();
            }

            return _settled;
        }
    }

    /// <summary>The newest that was read, and when.</summary>
    public void Saw(long number, DateTimeOffset now)
    {
        lock (_one)
        {
            _seen.Enqueue((number, now));
        }
    }
}
