using System.Security.Cryptography;
using Engagement.Channels;
using Engagement.Data;

namespace Engagement.Features.Accounts;

/// <summary>
/// Asks an account's network to tell us at once when somebody answers. Where it cannot, or does not want to, reading by the clock finds
/// everything all the same, only later; so this never fails a connection.
/// </summary>
internal sealed class SubscribeToPush(
    Db db, ChannelCatalog channels, AccountSecrets secrets, TimeProvider clock, ILogger<SubscribeToPush> log)
{
    /// <summary>The account's secret that pushes are signed with.</summary>
    public const string SecretName = "pushSecret";

    private static readonly Sql Store = Sql.Portable(
        """
        update Accounts set SecretsCipher = @Cipher, SecretsVersion = SecretsVersion + 1, UpdatedAt = @Now
        where Id = @Id and SecretsVersion = @SecretsVersion
        """);

    /// <param name="accountId">Whose replies.</param>
    /// <param name="ourAddress">A page of ours, <c>/accounts/connected</c>, as the network reaches it.</param>
    /// <param name="ct">Cancels the call.</param>
    public async Task RunAsync(Guid accountId, Uri ourAddress, CancellationToken ct)
    {
        var account = (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = accountId }, ct))!;
        if (!channels.TryGet<IReceivePush>(account.Network, out var channel))
        {
            return;
        }

        var held = secrets.Unprotect(account.SecretsCipher);
        if (!held.TryGetValue(SecretName, out var secret))
        {
            secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
            var row = new { account.Id, account.SecretsVersion,
                Cipher = secrets.Protect(held.SetItem(SecretName, secret)), Now = clock.Now() };
            if (await db.ExecuteAsync(Store, row, ct) == 0)
            {
                log.LogInformation("Account {AccountId} was renewed meanwhile; it is listened to by the clock", accountId);
                return;
            }
        }

        var address = new Uri(ourAddress, $"../hooks/{accountId}");
        if (await channel.SubscribeAsync(secrets.Open(account), address, secret, ct) is Reading<bool>.Refused { Refusal: var refusal })
        {
            log.LogWarning("{Network} does not push for account {AccountId}: {Kind}", account.Network, accountId, refusal.Kind);
        }
    }
}
