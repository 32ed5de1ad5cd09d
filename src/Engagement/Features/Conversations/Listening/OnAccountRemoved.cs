using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Removal;

namespace Engagement.Features.Conversations.Listening;

/// <summary>Ends listening to a removed account: what was heard stays, what was looked for is not looked for any more.</summary>
internal sealed class OnAccountRemoved(DomainEvents events) : IHandle<AccountRemoved>
{
    // Connected again, it begins anew: what was said meanwhile was not said to us.
    private static readonly Sql DropCursors = Sql.Portable("delete from StreamCursors where AccountId = @AccountId");

    private static readonly Sql CloseGaps = Sql.Portable("""
        update ReplyGaps set State = 'Accepted', NextTryAt = null, Note = @Note, ClosedAt = @At, ClosedBy = @By
        where AccountId = @AccountId and State = 'Open'
        """);

    public async Task HandleAsync(Tx tx, AccountRemoved what, CancellationToken ct)
    {
        await tx.ExecuteAsync(DropCursors, new { what.AccountId }, ct);
        await tx.ExecuteAsync(CloseGaps, new { what.AccountId, what.At, what.By, Note = "The account was removed." }, ct);
        foreach (var kind in Enum.GetValues<InactivityKind>())
        {
            await events.RaiseAsync(tx, new NoticeMended(NotifyInactivity.KeyOf(what.AccountId, kind)), ct);
        }
    }
}
