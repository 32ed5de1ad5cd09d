using System.Security.Cryptography;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Host;
using Engagement.Outbox;
using Engagement.Web.Security.Keys;
using Engagement.Web.Text;

namespace Engagement.Features.Accounts;

/// <summary>
/// An account ready for a call: opened, and its access renewed when it is about to end. On several networks a refresh token works once and
/// a second use kills the whole family (X: docs.x.com, "Refresh tokens"), so one node renews and the others wait, and the new
/// secrets are stored before anybody uses them.
/// </summary>
internal sealed class AccountAccess(
    Db db, ChannelCatalog channels, AccountSecrets secrets, TimeProvider clock, ILogger<AccountAccess> log, Troubles? troubles = null)
{
    // Renewed this long before the end: longer than a call takes, so that access does not end on the way.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(2);

    // The answer holds the only access there is: it is stored whatever the database does meanwhile.
    private static readonly TimeSpan Insists = TimeSpan.FromMinutes(2);

    // Our own, and not the caller's: a network that has spent the refresh token answers with the only new one, which must not be missed
    // because a page was closed or a node is stopping.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly Sql Claim = Sql.Portable(
        """
        update Accounts set RefreshLeaseUntil = @LeaseUntil
        where Id = @Id and SecretsVersion = @SecretsVersion and (RefreshLeaseUntil is null or RefreshLeaseUntil <= @Now)
        """);

    private static readonly Sql Renew = Sql.Portable("""
        update Accounts set RefreshLeaseUntil = @LeaseUntil where Id = @Id and SecretsVersion = @SecretsVersion
            and RefreshLeaseUntil is not null
        """);

    private static readonly Sql Store = Sql.Portable(
        """
        update Accounts set SecretsCipher = @Cipher, SecretsVersion = SecretsVersion + 1, AccessExpiresAt = @ExpiresAt,
            RefreshLeaseUntil = null, UpdatedAt = @Now
        where Id = @Id and SecretsVersion = @SecretsVersion
        """);

    private static readonly Sql LetGo = Sql.Portable(
        "update Accounts set RefreshLeaseUntil = null where Id = @Id and SecretsVersion = @SecretsVersion");

    /// <summary>The account with access that will last for a call, or why there is none.</summary>
    public async Task<Reading<ChannelAccount>> OpenAsync(AccountRow row, CancellationToken ct) =>
        row.State == AccountState.Removed
            ? Reading<ChannelAccount>.No(RefusalKind.BadToken, Sentence.Of($"{row.Name} was removed, and no access to it is kept."))
        : row.AccessExpiresAt is { } ends && ends - Ahead <= clock.GetUtcNow() && channels.TryGet<IRefreshTokens>(row.Network, out _)
        ? await RenewAsync(row, ct)
        : Open(row);

    /// <summary>
    /// Renews the access whatever its stated end: for when the network has just refused it. Does nothing when somebody else renewed it
    /// since <paramref name="row"/> was read.
    /// </summary>
    public async Task<Reading<ChannelAccount>> RenewAsync(AccountRow row, CancellationToken ct)
    {
        if (row.State == AccountState.Removed || !channels.TryGet<IRefreshTokens>(row.Network, out var refresher))
        {
            return Reading<ChannelAccount>.No(RefusalKind.BadToken,
                Sentence.Of($"{row.Name} must be connected again: its access cannot be renewed."));
        }

        if (Open(row) is Reading<ChannelAccount>.Refused cannot)
        {
            return cannot;
        }

        while (await db.ExecuteAsync(
            Claim, new { row.Id, row.SecretsVersion, Now = clock.Now(), LeaseUntil = clock.Now() + Lease.Length }, ct) == 0)
        {
            var current = await ReadAsync(row.Id, ct);
            if (current.SecretsVersion != row.SecretsVersion)
            {
                return await OpenAsync(current with { AccessExpiresAt = null }, ct);
            }

            // Another node is at it; it finishes, or its lease ends.
            await Task.Delay(TimeSpan.FromMilliseconds(200), clock, ct);
        }

        await using var heartbeat = Heartbeat.Start(clock, async until =>
            await db.ExecuteAsync(Renew, new { row.Id, row.SecretsVersion, LeaseUntil = until }, CancellationToken.None) > 0);
        var renewed = await RefreshAsync(refresher, secrets.Open(row));
        switch (renewed)
        {
            case Reading<RefreshedAccess>.Got { Value: var access }:
                var merged = secrets.Unprotect(row.SecretsCipher).SetItems(access.Secrets);
                await db.WriteDownAsync(Store, new
                {
                    row.Id,
                    row.SecretsVersion,
                    Cipher = secrets.Protect(merged),
                    access.ExpiresAt,
                    Now = clock.Now(),
                }, Insists);
                log.LogInformation("Renewed the access of account {AccountId} on {Network}", row.Id, row.Network);
                return secrets.Open(await ReadAsync(row.Id, ct));

            case Reading<RefreshedAccess>.Refused { Refusal: var refusal }:
                await db.ExecuteAsync(LetGo, new { row.Id, row.SecretsVersion }, CancellationToken.None);
                log.LogWarning("The access of account {AccountId} on {Network} could not be renewed: {Kind}",
                    row.Id, row.Network, refusal.Kind);
                return new Reading<ChannelAccount>.Refused(refusal);

            default:
                throw new InvalidOperationException($"No way on from {renewed.GetType().Name}.");
        }
    }

    // Locked for want of a certificate, it opens again with it: nothing that a new connecting would mend.
    private Reading<ChannelAccount> Open(AccountRow row)
    {
        try
        {
            return secrets.Open(row);
        }
        catch (CryptographicException) when (troubles?.Find(KeysSetup.LockedKey) is { } locked)
        {
            return Reading<ChannelAccount>.No(RefusalKind.Unavailable, $"Its access cannot be opened. {locked.Title}: see Home.");
        }
    }

    private static async Task<Reading<RefreshedAccess>> RefreshAsync(IRefreshTokens refresher, ChannelAccount account)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await refresher.RefreshAsync(account, patience.Token);
        }
        catch (OperationCanceledException)
        {
            return Reading<RefreshedAccess>.No(RefusalKind.Unavailable,
                "The network did not answer in time when its access was to be renewed.");
        }
    }

    private async Task<AccountRow> ReadAsync(Guid id, CancellationToken ct) =>
        await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = id }, ct)
            ?? throw new InvalidOperationException($"Account {id} is not there.");
}
