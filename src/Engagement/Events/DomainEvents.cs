using Engagement.Data;

namespace Engagement.Events;

/// <summary>
/// Says that something happened, to whoever handles it. So a feature that others look at knows none of them: arrows go one way.
/// </summary>
internal sealed class DomainEvents(IServiceProvider services, Db db)
{
    /// <summary>Runs each handler of the event in the caller's transaction, one after the other, in the order of their names.</summary>
    public async Task RaiseAsync<TEvent>(Tx tx, TEvent what, CancellationToken ct)
    {
        foreach (var handler in services.GetServices<IHandle<TEvent>>())
        {
            await handler.HandleAsync(tx, what, ct);
        }
    }

    /// <summary>The same in a transaction of its own, where nothing else is written.</summary>
    public Task RaiseAsync<TEvent>(TEvent what, CancellationToken ct) => db.InTransactionAsync(tx => RaiseAsync(tx, what, ct), ct);
}
