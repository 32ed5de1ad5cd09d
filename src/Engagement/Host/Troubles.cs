using System.Collections.Concurrent;

namespace Engagement.Host;

/// <summary>Something about how this node runs that an administrator should mend.</summary>
/// <param name="Title">In a few words.</param>
/// <param name="Words">What it means, and what to do.</param>
internal sealed record Trouble(string Title, string Words);

/// <summary>What was found wrong and does not keep the node from its work. Health is degraded by each, and Home shows them.</summary>
internal sealed class Troubles
{
    private readonly ConcurrentDictionary<string, Trouble> _all = new(StringComparer.Ordinal);

    public IReadOnlyList<Trouble> All => [.. _all.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Value)];

    public Trouble? Find(string key) => _all.GetValueOrDefault(key);

    public void Set(string key, Trouble trouble) => _all[key] = trouble;

    public void Remove(string key) => _all.TryRemove(key, out _);
}
