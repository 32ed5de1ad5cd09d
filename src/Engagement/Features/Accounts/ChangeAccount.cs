using Engagement.Data;
using Engagement.Events;
using Engagement.Web.Text;

namespace Engagement.Features.Accounts;

/// <summary>
/// Stops an account and starts it again. While it is stopped nothing is sent or read; what falls due is held and goes out afterwards.
/// </summary>
internal sealed class ChangeAccount(Db db, DomainEvents events, TimeProvider clock)
{
    private static readonly Sql Pause = Sql.Portable(
        "update Accounts set State = 'Paused', UpdatedAt = @Now where Id = @Id and State not in ('Paused', 'Removed')");

    // It starts with a clean slate: an old fault says nothing about now, and the next try finds out.
    private static readonly Sql Resume = Sql.Portable(
        """
        update Accounts set State = 'Active', PublishFailures = 0, PublishRestUntil = null, ListenFailures = 0, ListenPasses = 0,
            ListenRestUntil = null, NextListenAt = @Now, UpdatedAt = @Now
        where Id = @Id and State = 'Paused'
        """);

    /// <returns>The account's name.</returns>
    public async Task<Result<string>> PauseAsync(Guid id, CancellationToken ct)
    {
        if (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = id }, ct) is not { } account)
        {
            return new Result<string>.Missing("There is no such account.");
        }

        if (account.State == AccountState.Removed)
        {
            return new Result<string>.Conflict($"{account.Name} was removed.");
        }

        await db.ExecuteAsync(Pause, new { Id = id, Now = clock.Now() }, ct);
        return account.Name;
    }

    /// <returns>How many held deliveries are scheduled again.</returns>
    public async Task<Result<int>> ResumeAsync(Guid id, string by, CancellationToken ct)
    {
        if (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = id }, ct) is not { } account)
        {
            return new Result<int>.Missing("There is no such account.");
        }

        return await db.InTransactionAsync<Result<int>>(async tx =>
            await tx.ExecuteAsync(Resume, new { Id = id, Now = clock.Now() }, ct) == 0
                ? 0
                : await AccountUsable.RaiseAsync(events, tx, id, Sentence.Of($"{account.Name} is no longer paused."), by, ct), ct);
    }
}
