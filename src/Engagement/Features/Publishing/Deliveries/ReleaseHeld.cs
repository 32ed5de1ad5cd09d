using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts.Limits;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>
/// An account can be posted as again: what was held because it could not goes back to Scheduled. What is too late by then becomes Missed
/// when its turn comes, by the publisher's own rule, and is not sent.
/// </summary>
internal sealed class ReleaseHeld(Ledger ledger)
{
    /// <summary>The error kind of a delivery that was held because a person paused its account.</summary>
    public const string AccountPaused = nameof(AccountPaused);

    /// <summary>The error kind of a delivery that was held because this version does not speak its network.</summary>
    public const string NetworkGone = nameof(NetworkGone);

    /// <summary>The error kind of a delivery that was held because its account was removed.</summary>
    public const string AccountRemoved = nameof(AccountRemoved);

    private static readonly Sql ReadHeld = Sql.Portable($"""
        select Id, Version, DueAt from Deliveries where State = 'Held' and AccountId = @AccountId
            and ErrorKind in ('{nameof(RefusalKind.BadToken)}', '{AccountPaused}', '{NetworkGone}', '{AccountRemoved}',
            '{Spending.OverBudget}') order by DueAt, Id
        """);

    private static readonly Sql ReadStopped = Sql.Portable("""
        select Id, Version, DueAt from Deliveries where State = 'Held' and AccountId = @AccountId and ErrorKind = 'Stopped'
        order by DueAt, Id
        """);

    /// <returns>How many went back.</returns>
    public Task<int> RunAsync(Tx tx, Guid accountId, string reason, string by, CancellationToken ct) =>
        ReleaseAsync(ReadHeld, tx, accountId, reason, by, ct);

    /// <summary>What the stop button held.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public Task<int> StoppedAsync(Tx tx, Guid accountId, string reason, string by, CancellationToken ct) =>
        ReleaseAsync(ReadStopped, tx, accountId, reason, by, ct);

    private async Task<int> ReleaseAsync(Sql which, Tx tx, Guid accountId, string reason, string by, CancellationToken ct)
    {
        var released = 0;
        foreach (var held in await tx.QueryAsync<Delivery>(which, new { AccountId = accountId }, ct))
        {
            released += await ledger.MoveAsync(tx, held.Id, held.Version,
                new Move(DeliveryState.Held, DeliveryState.Scheduled, reason, by, Next: held.DueAt), ct) ? 1 : 0;
        }

        return released;
    }
}
