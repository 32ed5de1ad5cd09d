using Engagement.Channels;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Accounts;
using Hangfire;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>
/// The recurring look for accounts whose network this version speaks again: what was held for want of it is scheduled, and they are read at
/// once.
/// </summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class ReleaseReturned(Db db, ChannelCatalog channels, ReleaseHeld release, DomainEvents events)
{
    private static readonly Sql Waiting = Sql.Portable(
        "select distinct AccountId from Deliveries where State = 'Held' and ErrorKind = 'NetworkGone'");

    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var id in await db.QueryAsync<Guid>(Waiting, ct: ct))
        {
            var account = (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = id }, ct))!;
            if (account.State != AccountState.Active || channels.Find(account.Network) is not { } channel)
            {
                continue;
            }

            await db.InTransactionAsync(async tx =>
            {
                await release.RunAsync(tx, id, $"{channel.Facts.Name} is available again.", Ledger.System, ct);
                await events.RaiseAsync(tx, new NetworkReturned(id), ct);
            }, ct);
        }
    }
}
