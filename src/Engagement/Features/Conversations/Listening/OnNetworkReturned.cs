using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Publishing.Deliveries;

namespace Engagement.Features.Conversations.Listening;

/// <summary>Reads the account at once: nobody has listened to it for a while.</summary>
internal sealed class OnNetworkReturned(TimeProvider clock) : IHandle<NetworkReturned>
{
    public Task HandleAsync(Tx tx, NetworkReturned what, CancellationToken ct) =>
        tx.ExecuteAsync(ListeningSql.ListenNow, new { Id = what.AccountId, Now = clock.Now() }, ct);
}
