using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Accounts.Removal;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>Ends a removed account's stop and its quiet hours.</summary>
internal sealed class OnAccountRemoved : IHandle<AccountRemoved>
{
    private static readonly Sql DropStop = Sql.Portable("delete from Stops where AccountId = @AccountId");

    private static readonly Sql DropQuietHours = Sql.Portable("delete from QuietHours where AccountId = @AccountId");

    public async Task HandleAsync(Tx tx, AccountRemoved what, CancellationToken ct)
    {
        await tx.ExecuteAsync(DropStop, new { what.AccountId }, ct);
        await tx.ExecuteAsync(DropQuietHours, new { what.AccountId }, ct);
    }
}
