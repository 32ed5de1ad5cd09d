using Engagement.Channels;
using Engagement.Data;
using Engagement.Events;
using Engagement.Web.Text;

namespace Engagement.Features.Accounts;

/// <summary>
/// Asks the network who we are there. A yes takes an account out of "needs reconnecting"; a no that is about our access puts it there;
/// a passing fault changes nothing, because it says nothing about the access.
/// </summary>
internal sealed class TestAccount(Db db, ChannelCatalog channels, AccountAccess access, DomainEvents events, TimeProvider clock)
{
    // A person is waiting for the answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly Sql Works = Sql.Portable(
        """
        update Accounts set Handle = @Handle, AvatarUrl = @AvatarUrl, ProfileUrl = @ProfileUrl, UpdatedAt = @Now,
            State = case when State = 'NeedsReconnect' then 'Active' else State end,
            PublishLastError = case when State = 'NeedsReconnect' then null else PublishLastError end
        where Id = @Id
        """);

    /// <param name="Works">Did the network answer as it should?</param>
    /// <param name="Words">What it answered, for a person.</param>
    internal sealed record Result(bool Works, string Words);

    public async Task<Result<Result>> RunAsync(Guid id, string by, CancellationToken ct)
    {
        if (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = id }, ct) is not { } account)
        {
            return new Result<Result>.Missing("There is no such account.");
        }

        if (account.State == AccountState.Removed)
        {
            return new Result(false, Sentence.Of($"{account.Name} was removed. Connect it again to use it."));
        }

        if (!channels.TryGet<IReadProfile>(account.Network, out var channel))
        {
            return new Result(false, channels.Find(account.Network) is null
                ? Sentence.Of($"{account.Name} does not work: {GoneChannel.Words(account.Network)}")
                : Sentence.Of($"{account.Name}: this network has no way to ask who we are."));
        }

        return await AskAsync(account, channel, ct) switch
        {
            Reading<RemoteProfile>.Got { Value: var profile } => await WorksAsync(account, channel.Facts, profile, by, ct),
            Reading<RemoteProfile>.Refused { Refusal: var refusal } => await RefusedAsync(account, refusal, ct),
            var other => throw new InvalidOperationException($"No way on from {other.GetType().Name}."),
        };
    }

    private async Task<Reading<RemoteProfile>> AskAsync(AccountRow account, IReadProfile channel, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            return await access.OpenAsync(account, patience.Token) switch
            {
                Reading<ChannelAccount>.Got { Value: var opened } => await channel.ReadOwnProfileAsync(opened, patience.Token),
                Reading<ChannelAccount>.Refused refused => new Reading<RemoteProfile>.Refused(refused.Refusal),
                var other => throw new InvalidOperationException($"No way on from {other.GetType().Name}."),
            };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Our own patience ended: the same as no answer.
            return Reading<RemoteProfile>.No(RefusalKind.Unavailable, $"No answer within {Patience.TotalSeconds:0} seconds.");
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            // The key the secrets were protected with is gone; only new secrets help, which is what BadToken leads to.
            return Reading<RemoteProfile>.No(RefusalKind.BadToken, "Its stored access can no longer be read on this installation.");
        }
    }

    private async Task<Result> WorksAsync(AccountRow account, ChannelFacts facts, RemoteProfile profile, string by, CancellationToken ct)
    {
        var released = await db.InTransactionAsync(async tx =>
        {
            await tx.ExecuteAsync(Works, new
            {
                account.Id,
                Handle = Fit.Shorten(profile.Handle, Fit.Name),
                AvatarUrl = Fit.Web(profile.AvatarUrl),
                ProfileUrl = Fit.Web(profile.ProfileUrl),
                Now = clock.Now(),
            }, ct);
            return account.State == AccountState.NeedsReconnect
                ? await AccountUsable.RaiseAsync(events, tx, account.Id, Sentence.Of($"{account.Name} works again."), by, ct)
                : 0;
        }, ct);
        return new Result(true,
            Sentence.Of($"{account.Name} works: {facts.Name} knows us as {profile.Handle}.{ReleasedWords.Of(released)}"));
    }

    private async Task<Result> RefusedAsync(AccountRow account, Refusal refusal, CancellationToken ct)
    {
        if (refusal.Kind == RefusalKind.BadToken)
        {
            await db.ExecuteAsync(AccountSql.NeedsReconnect,
                new { account.Id, Now = clock.Now(), Error = Fit.Shorten(refusal.Reason, Fit.Error) }, ct);
        }

        var said = refusal.NetworkWords is { Length: > 0 } words ? $" The network said: {words}" : "";
        return new Result(false, Sentence.Of($"{account.Name} does not work: {refusal.Reason}{said}"));
    }
}

/// <summary>What became of held posts, said after whatever freed them.</summary>
internal static class ReleasedWords
{
    public static string Of(int released) => released switch
    {
        0 => "",
        1 => " One held post is scheduled again.",
        _ => $" {released} held posts are scheduled again.",
    };
}
