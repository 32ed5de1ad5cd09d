using System.Collections.Concurrent;

namespace Engagement.Outbox;

/// <summary>
/// How many rows of a kind are worked on together: as many as take about a second. On a quick database that is soon a hundred; on a slow
/// one, or a busy one, few, so that what is in one node's hands is done or free again soon.
/// </summary>
internal sealed class BatchSizes
{
    public const int Most = 100;
    private const int First = 25;
    private const int Least = 5;
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, int> _sizes = new(StringComparer.Ordinal);

    /// <returns>How many rows of the kind to claim for one job.</returns>
    public int Of(string kind) => _sizes.GetValueOrDefault(kind, First);

    /// <summary>So many rows of the kind took so long together.</summary>
    public void Took(string kind, int rows, TimeSpan time)
    {
        var size = Of(kind);
        if (time > TooLong)
        {
            _sizes[kind] = Math.Clamp((int)(rows / time.TotalSeconds), Least, size);
        }
        else if (time < Short && rows >= size && size < Most)
        {
            _sizes[kind] = Math.Min(2 * size, Most);
        }
    }
}
