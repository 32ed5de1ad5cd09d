using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Listening;
using Engagement.Features.Publishing;
using Engagement.Web.Text;

namespace Engagement.Features.Channels.Removal;

/// <summary>
/// Removes an account: gives its access back, deletes it here, cancels what waits, takes it out of series and stops listening. What was
/// posted and heard stays with its name, and connecting the same account again takes up its history.
/// </summary>
internal sealed class RemoveAccount(
    Db db, Ledger ledger, RevokeAccess revoke, DomainEvents events, TimeProvider clock, ILogger<RemoveAccount> log)
{
    // In one transaction: others want the database too.
    private const int AtOnce = 100;

    private static readonly Sql Close = Sql.Portable(
        """
        update Accounts set State = 'Removed', RemovedAt = @Now, RemovedBy = @By, SecretsCipher = '', SecretsVersion = SecretsVersion + 1,
            AccessExpiresAt = null,
            RefreshEndsAt = null, RefreshLeaseUntil = null, PublishFailures = 0, PublishRestUntil = null, PublishLastError = null,
            ListenLastOkAt = null, ListenFailures = 0, ListenPasses = 0, ListenRestUntil = null, ListenLastError = null,
            NextListenAt = null, DirectError = null, NextDirectAt = null, UpdatedAt = @Now
        where Id = @Id and State <> 'Removed'
        """);

    // Connected again, it begins anew: what was said meanwhile was not said to us.
    private static readonly Sql DropCursors = Sql.Portable("delete from StreamCursors where AccountId = @Id");

    private static readonly Sql DropStop = Sql.Portable("delete from Stops where AccountId = @Id");

    private static readonly Sql DropQuietHours = Sql.Portable("delete from QuietHours where AccountId = @Id");

    private static readonly Sql CloseGaps = Sql.Portable("""
        update ReplyGaps set State = 'Accepted', NextTryAt = null, Note = @Note, ClosedAt = @Now, ClosedBy = @By
        where AccountId = @Id and State = 'Open'
        """);

    private static readonly Sql DropFromSeries = Sql.Portable("delete from SeriesAccounts where AccountId = @Id");

    private static readonly Sql ChangeSeries = Sql.Portable("""
        update Series set State = @State, LastProblem = @Problem, Version = Version + 1, UpdatedAt = @Now, UpdatedBy = @By where Id = @Id
        """);

    private static readonly Sql Waiting = Sql.Portable(
        """
        select Id, State, Version from Deliveries
        where AccountId = @AccountId and State in ('Draft', 'AwaitingApproval', 'Scheduled', 'Held') order by Id {page}
        """);

    /// <param name="By">Who removes it.</param>
    internal sealed record Command(Guid Id, string By);

    /// <param name="Cancelled">Deliveries that waited.</param>
    /// <param name="PausedSeries">Series that have no account any more.</param>
    /// <param name="AccessGivenBack">The network has ended our access, or had before.</param>
    /// <param name="Access">How that went, in a sentence.</param>
    internal sealed record Removed(string Name, int Cancelled, IReadOnlyList<string> PausedSeries, bool AccessGivenBack, string Access)
    {
        public string Words =>
            Sentence.Of($"{Name} was removed. {Access}")
            + Cancelled switch { 0 => "", 1 => " One waiting delivery was cancelled.",
                _ => $" {Cancelled} waiting deliveries were cancelled." }
            + (PausedSeries.Count == 0 ? "" : $" Paused, having no account any more: {string.Join(", ", PausedSeries)}.");
    }

    public async Task<Answer<Removed>> RunAsync(Command command, CancellationToken ct)
    {
        if (await db.OneAsync<AccountRow>(AccountSql.Read, new { command.Id }, ct) is not { } account)
        {
            return new Answer<Removed>.Missing("There is no such account.");
        }

        if (account.State == AccountState.Removed)
        {
            return new Answer<Removed>.Conflict($"{account.Name} was removed already.");
        }

        // From the call on it is gone through with, even if the person leaves the page. Nothing is sent any more once the first transaction
        // is in; what a process that died after it left scheduled is held when it comes due.
        var given = await revoke.RunAsync(account, ct);
        var paused = await db.InTransactionAsync(tx => CloseAsync(tx, account, command.By), CancellationToken.None);
        var cancelled = await CancelAsync(account, command.By);
        foreach (var kind in Enum.GetValues<SilenceKind>())
        {
            await events.RaiseAsync(new NoticeMended(RaiseSilence.KeyOf(account.Id, kind)), CancellationToken.None);
        }

        log.LogInformation("Removed account {AccountId} on {Network}", account.Id, account.Network);
        return new Removed(account.Name, cancelled, paused, given.IsGone, given.Words);
    }

    private async Task<IReadOnlyList<string>> CloseAsync(Tx tx, AccountRow account, string by)
    {
        var done = new { account.Id, Now = clock.Now(), By = Fit.Shorten(by, Fit.Name), Note = "The account was removed." };
        await tx.ExecuteAsync(Close, done, CancellationToken.None);
        await tx.ExecuteAsync(DropCursors, done, CancellationToken.None);
        await tx.ExecuteAsync(DropStop, done, CancellationToken.None);
        await tx.ExecuteAsync(DropQuietHours, done, CancellationToken.None);
        await tx.ExecuteAsync(CloseGaps, done, CancellationToken.None);
        var series = await tx.QueryAsync<SeriesOfAccount>(ReadRemoval.SeriesOf, new { AccountId = account.Id }, CancellationToken.None);
        await tx.ExecuteAsync(DropFromSeries, done, CancellationToken.None);
        var paused = new List<string>();
        foreach (var one in series)
        {
            var ends = one is { Others: 0, State: "Active" };
            await tx.ExecuteAsync(ChangeSeries, new
            {
                one.Id,
                State = ends ? "Paused" : one.State,
                Problem = one.Others == 0
                    ? Fit.Shorten(Sentence.Of($"It has no account any more: {account.Name} was removed. Choose another."), 1000)
                    : null,
                done.Now,
                done.By,
            }, CancellationToken.None);
            if (ends)
            {
                paused.Add(one.Name);
            }
        }

        return paused;
    }

    private async Task<int> CancelAsync(AccountRow account, string by)
    {
        var cancelled = 0;
        while (true)
        {
            var some = await db.InTransactionAsync(async tx =>
            {
                var moved = 0;
                foreach (var waiting in await tx.QueryAsync<Delivery>(
                    Waiting, new { AccountId = account.Id, Take = AtOnce }, CancellationToken.None))
                {
                    // Cancelling a part cancels what follows it: that one has moved when its turn comes here.
                    var move = new Move(waiting.State, DeliveryState.Cancelled, $"{account.Name} was removed.", by, Next: null);
                    moved += await ledger.MoveAsync(tx, waiting.Id, waiting.Version, move, CancellationToken.None) ? 1 : 0;
                }

                return moved;
            }, CancellationToken.None);
            cancelled += some;
            if (some == 0)
            {
                return cancelled;
            }
        }
    }
}
