using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Engagement.Outbox;

namespace Engagement.Features.Conversations.Listening.Accounting;

/// <summary>Has every account's threads read back: answers may stand in public and not on their ticket.</summary>
internal sealed class OnTimeForgotten(OutboxTable outbox, TimeProvider clock) : IHandle<TimeForgotten>
{
    private static readonly Sql ActiveAccounts = Sql.Portable("select Id from Accounts where State = 'Active'");

    public async Task HandleAsync(Tx tx, TimeForgotten what, CancellationToken ct)
    {
        foreach (var account in await tx.QueryAsync<Guid>(ActiveAccounts, ct: ct))
        {
            await outbox.PutAsync(tx, ReadBackThreads.Work, account, clock.Now() + ReadBackThreads.Start, ct);
        }
    }
}
