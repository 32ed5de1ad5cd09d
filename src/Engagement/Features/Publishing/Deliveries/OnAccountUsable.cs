using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Accounts;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>What was held because its account could not be posted as is scheduled again.</summary>
internal sealed class OnAccountUsable(ReleaseHeld release) : IHandle<AccountUsable>
{
    public async Task HandleAsync(Tx tx, AccountUsable what, CancellationToken ct) =>
        what.Released += await release.RunAsync(tx, what.AccountId, what.Reason, what.By, ct);
}
