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
