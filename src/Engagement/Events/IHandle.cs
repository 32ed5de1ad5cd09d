using Engagement.Data;

namespace Engagement.Events;

/// <summary>
/// What a feature does when another says that something happened. Found by its type (<see cref="EventsSetup"/>) and named for the event:
/// <c>Webhooks/OnDeliveryMoved</c>.
/// </summary>
/// <typeparam name="TEvent">What happened, a record that lies with the feature it happens in.</typeparam>
internal interface IHandle<in TEvent>
{
    /// <summary>
    /// Runs in the transaction that makes the event true: what it writes is there exactly when that is, and when it throws, none of it is.
    /// Slow work, and every call to the outside, is a row in the outbox.
    /// </summary>
    Task HandleAsync(Tx tx, TEvent what, CancellationToken ct);
}
