using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>
/// Deletes on the network what we published there. Deleting twice does no harm, so a lost answer is no doubt to be settled: a person
/// asks again, and what is not there any more counts as taken back.
/// </summary>
internal sealed class TakeBack(Db db, Ledger ledger, ChannelCatalog channels, AccountAccess access, PublishingOptions options)
{
    public async Task<Result<Guid>> RunAsync(Guid id, int version, string by, CancellationToken ct)
    {
        if (await db.OneAsync<Delivery>(LedgerSql.Read, new { Id = id }, ct) is not { } delivery)
        {
            return new Result<Guid>.Missing("There is no such delivery.");
        }

        var facts = channels[delivery.Network].Facts;
        if (delivery is not { State: DeliveryState.Published } || delivery.Version != version)
        {
            return new Result<Guid>.Conflict("It was changed meanwhile. Look at it again as it is now.");
        }

        if (delivery.RemoteId is null || !channels.TryGet<IDelete>(delivery.Network, out var channel))
        {
            return new Result<Guid>.Conflict($"It cannot be taken back from here. Delete it on {facts.Name} yourself.");
        }

        var account = (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = delivery.AccountId }, ct))!;
        if (await access.OpenAsync(account, ct) is not Reading<ChannelAccount>.Got { Value: var opened })
        {
            return new Result<Guid>.Conflict($"{account.Name} must be connected again before anything can be taken back.");
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(options.SendTimeout);
        return await channel.DeleteAsync(opened, delivery.RemoteId, timeout.Token) switch
        {
            SendOutcome.Accepted => await WriteAsync(delivery, $"Taken back: deleted on {facts.Name}.", by),
            SendOutcome.Refused { Refusal.Kind: RefusalKind.NotFound } =>
                await WriteAsync(delivery, $"Taken back: it was not on {facts.Name} any more.", by),
            SendOutcome.Refused { Refusal: var refusal } => new Result<Guid>.Conflict($"{refusal.Reason} It is still there."),
            SendOutcome.Unknown unknown =>
                new Result<Guid>.Conflict($"{unknown.Reason} It may still be there: try again, deleting twice does no harm."),
            var other => throw new InvalidOperationException($"No way on from {other.GetType().Name}."),
        };
    }

    // It is gone: that is written down even if the person has left the page.
    private async Task<Result<Guid>> WriteAsync(Delivery delivery, string reason, string by)
    {
        await db.InTransactionAsync(tx => ledger.MoveAsync(tx, delivery.Id, delivery.Version,
            new Move(DeliveryState.Published, DeliveryState.Withdrawn, reason, by, Next: null), CancellationToken.None));
        return delivery.Id;
    }
}
