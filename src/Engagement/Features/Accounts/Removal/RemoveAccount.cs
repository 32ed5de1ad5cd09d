using Engagement.Data;
using Engagement.Events;
using Engagement.Web.Text;

namespace Engagement.Features.Accounts.Removal;

/// <summary>
/// Removes an account: gives its access back, deletes it here, cancels what waits, takes it out of series and stops listening. What was
/// posted and heard stays with its name, and connecting the same account again takes up its history.
/// </summary>
internal sealed class RemoveAccount(
    Db db, RevokeAccess revoke, DomainEvents events, TimeProvider clock, ILogger<RemoveAccount> log)
{
    private static readonly Sql Close = Sql.Portable(
        """
        update Accounts set State = 'Removed', RemovedAt = @Now, RemovedBy = @By, SecretsCipher = '', SecretsVersion = SecretsVersion + 1,
            AccessExpiresAt = null,
            RefreshEndsAt = null, RefreshLeaseUntil = null, PublishFailures = 0, PublishRestUntil = null, PublishLastError = null,
            ListenLastOkAt = null, ListenFailures = 0, ListenPasses = 0, ListenRestUntil = null, ListenLastError = null,
            NextListenAt = null, DirectError = null, NextDirectAt = null, UpdatedAt = @Now
        where Id = @Id and State <> 'Removed'
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

    public async Task<Result<Removed>> RunAsync(Command command, CancellationToken ct)
    {
        if (await db.OneAsync<AccountRow>(AccountSql.Read, new { command.Id }, ct) is not { } account)
        {
            return new Result<Removed>.Missing("There is no such account.");
        }

        if (account.State == AccountState.Removed)
        {
            return new Result<Removed>.Conflict($"{account.Name} was removed already.");
        }

        // From the call on it is gone through with, even if the person leaves the page. Nothing is sent any more once the first transaction
        // is in; what a process that died after it left scheduled is held when it comes due.
        var given = await revoke.RunAsync(account, ct);
        var paused = await db.InTransactionAsync(tx => CloseAsync(tx, account, command.By), CancellationToken.None);
        var cancelled = await CancelAsync(account, command.By);

        log.LogInformation("Removed account {AccountId} on {Network}", account.Id, account.Network);
        return new Removed(account.Name, cancelled, paused, given.IsGone, given.Words);
    }

    private async Task<IReadOnlyList<string>> CloseAsync(Tx tx, AccountRow account, string by)
    {
        var removed = new AccountRemoved(account.Id, account.Name, clock.Now(), Fit.Shorten(by, Fit.Name));
        await tx.ExecuteAsync(Close, new { account.Id, Now = removed.At, removed.By }, CancellationToken.None);
        await events.RaiseAsync(tx, removed, CancellationToken.None);
        return removed.PausedSeries;
    }

    private async Task<int> CancelAsync(AccountRow account, string by)
    {
        var cancelled = 0;
        while (true)
        {
            var some = await db.InTransactionAsync(async tx =>
            {
                var cleared = new AccountCleared(account.Id, account.Name, by);
                await events.RaiseAsync(tx, cleared, CancellationToken.None);
                return cleared.Cancelled;
            }, CancellationToken.None);
            if (some == 0)
            {
                return cancelled;
            }

            cancelled += some;
        }
    }
}
