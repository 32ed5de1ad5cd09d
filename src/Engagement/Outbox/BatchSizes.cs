using System.Collections.Concurrent;

namespace Engagement.Outbox;

/// <summary>
/// How many rows of a kind are worked on together: as many as take some two seconds. On a quick database that is soon a hundred; on a slow
/// one, or a busy one, fewer, so that what is in one node's hands is done or free again soon, and a dead node's work does not wait long
/// behind that of the living, who hold the same clients. Not few: what a transaction costs whatever is
/// in it would then be most of the work.
/// </summary>
internal sealed class BatchSizes
{
    public const int Most = 100;
    private const int Least = 25;
    private static readonly TimeSpan Aim = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, int> _sizes = new(StringComparer.Ordinal);

    /// <returns>How many rows of the kind to claim for one job.</returns>
    public int Of(string kind) => _sizes.GetValueOrDefault(kind, Least);

    /// <summary>So many rows of the kind took so long together.</summary>
    public void Took(string kind, int rows, TimeSpan time)
    {
        var size = Of(kind);
        if (time > Aim)
        {
            _sizes[kind] = Math.Clamp((int)(rows * (Aim / time)), Least, size);
        }
        else if (time < Aim / 2 && rows >= size)
        {
            _sizes[kind] = Math.Min(2 * size, Most);
        }
    }

    /// <summary>They failed together after so long; what failed at once says nothing of how many to take.</summary>
    public void Failed(string kind, int rows, TimeSpan time)
    {
        if (time > Aim)
        {
            Took(kind, rows, time);
        }
    }
}
