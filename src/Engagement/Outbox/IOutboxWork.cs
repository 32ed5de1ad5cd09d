using Engagement.Jobs;

namespace Engagement.Outbox;

/// <summary>
/// Looks after one kind of outbox row. Run through Hangfire, possibly twice, possibly after a crash half-way:
/// it re-reads what the row refers to, does one thing, and either puts the row to its next time or drops it.
/// A row it leaves alone comes back when its lease ends.
/// </summary>
internal interface IOutboxWork
{
    Task RunAsync(Guid refId, CancellationToken ct);
}

/// <summary>
/// Work of which many pieces in one transaction cost little more than one. All of them or none: when it throws, each is run by itself,
/// so that one bad piece harms no other.
/// </summary>
internal interface IOutboxBatchWork : IOutboxWork
{
    /// <param name="refIds">In the order they became due.</param>
    Task RunManyAsync(IReadOnlyList<Guid> refIds, CancellationToken ct);
}

/// <summary>A kind of outbox row.</summary>
/// <param name="Kind">As its rows have it, at most 20 letters.</param>
/// <param name="Queue">Whose workers run it.</param>
/// <param name="IsBatch">Its work is an <see cref="IOutboxBatchWork"/>.</param>
internal sealed record OutboxKind(string Kind, JobQueue Queue, bool IsBatch);
