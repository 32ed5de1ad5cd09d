using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Hangfire;

namespace Engagement.Features.Conversations.Listening;

/// <summary>
/// A network says that somebody answered. What it says is not taken from the push: it is read now, by the same way as always, so a push
/// that is lost, doubled or forged changes nothing.
/// </summary>
internal sealed class ReceivePush(
    Db db, ChannelCatalog channels, AccountSecrets secrets, IBackgroundJobClient jobs, TimeProvider clock, ILogger<ReceivePush> log)
{
    /// <returns>False when there is no such account, its network does not push, or the push is not genuine; which of them is nobody's
    /// business.</returns>
    public async Task<bool> RunAsync(Guid accountId, PushRequest push, CancellationToken ct)
    {
        if (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = accountId }, ct) is not { } account
            || !channels.TryGet<IReceivePush>(account.Network, out var channel)
            || secrets.Open(account).Secret(SubscribeToPush.SecretName) is not { } secret
            || !channel.IsGenuine(push, secret, clock.GetUtcNow()))
        {
            log.LogWarning("A push for account {AccountId} was not genuine", accountId);
            return false;
        }

        // The row first: if the job is lost, the recurring one finds the account due.
        await db.ExecuteAsync(ListeningSql.ListenNow, new { Id = accountId, Now = clock.Now() }, ct);
        jobs.Enqueue<ListenToAccounts>(job => job.RunAsync(CancellationToken.None));
        return true;
    }
}
