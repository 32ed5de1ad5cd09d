using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Publishing.Deliveries.Obstacles;
using Engagement.Features.Publishing.Deliveries.Stop;
using Engagement.Features.Publishing.Posts;
using Engagement.Outbox;
using Engagement.Web.Text;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>
/// Sends one scheduled delivery, at most once: checks what can be checked, writes the intent, makes the one call,
/// writes how it ended. What follows from a doubt is <see cref="ReconcileDelivery"/>'s.
/// </summary>
internal sealed class SendDelivery(
    Db db,
    Ledger ledger,
    OutboxTable outbox,
    ChannelCatalog channels,
    FindObstacles obstacles,
    AccountAccess access,
    OutgoingPosts outgoing,
    RateBudgets budgets,
    Spending spending,
    SinceSend since,
    LearnMeasure learn,
    AccountRests rests,
    PublishingOptions options,
    TimeProvider clock,
    ILogger<SendDelivery> log)
{
    // Of the lease, for what an answer needs to be written down.
    private static readonly TimeSpan Answering = TimeSpan.FromSeconds(1);

    // A database that is away longer than this leaves the outcome a doubt, which is asked about when it is back.
    private static readonly TimeSpan Insists = TimeSpan.FromMinutes(1);

    public async Task RunAsync(Delivery delivery, CancellationToken ct)
    {
        var row = await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = delivery.AccountId }, ct)
            ?? throw new InvalidOperationException($"Delivery {delivery.Id} names an account that is not there.");
        var facts = new StoredFacts(db, options);
        if (await obstacles.BeforeAccessAsync(delivery, row, facts, clock.GetUtcNow(), ct).FirstOrDefaultAsync(ct) is { } obstacle)
        {
            await db.InTransactionAsync(async tx =>
            {
                if (obstacle.EndsAccess)
                {
                    await tx.ExecuteAsync(AccountSql.NeedsReconnect,
                        new { row.Id, Now = clock.Now(), Error = Fit.Shorten(obstacle.Why, Fit.Error) }, ct);
                }

                await KeepBackAsync(tx, delivery, obstacle, ct);
            }, ct);
            return;
        }

        // Before the intent: a renewal that fails leaves the delivery where it was.
        var opened = await access.OpenAsync(row, ct);
        if (opened is Reading<ChannelAccount>.Refused { Refusal: var refusal })
        {
            await NoAccessAsync(delivery, row, refusal, ct);
            return;
        }

        var account = ((Reading<ChannelAccount>.Got)opened).Value;
        await outgoing.KeepCardImageAsync(delivery, channels[row.Network].Facts, ct);
        var leaseUntil = clock.Now() + options.SendLease;
        if (!await db.InTransactionAsync(tx => BeginAsync(tx, delivery, row, leaseUntil, ct), ct))
        {
            return; // it may not go out now, or was moved meanwhile: then whoever did it looks after it
        }

        PublishingSteps.Passed(PublishingSteps.IntentWritten, delivery.Id);
        delivery = (await db.OneAsync<Delivery>(LedgerSql.Read, new { delivery.Id }, ct))!;
        if (await Stops.OfAsync(db, row.Id, ct) is { } stopped)
        {
            await StoppedAsync(delivery, row, stopped, ct);
            return;
        }

        var outcome = await CallAsync(delivery, account, leaseUntil, ct);
        PublishingSteps.Passed(PublishingSteps.NetworkAnswered, delivery.Id);
        if (outcome is SendOutcome.Unknown or SendOutcome.Processing)
        {
            since.Note(delivery.Id);
        }

        // From here on the answer must be written down even if the node is stopping.
        await WriteAsync(delivery, row, outcome, renewed: await RenewedAsync(row, outcome));
        PublishingSteps.Passed(PublishingSteps.OutcomeWritten, delivery.Id);
    }

    // The intent, with what the call takes of the account's limits and money, or why it must wait.
    private async Task<bool> BeginAsync(Tx tx, Delivery delivery, AccountRow account, DateTimeOffset leaseUntil, CancellationToken ct)
    {
        var facts = new StoredFacts(tx, options);
        if (await obstacles.AtIntentAsync(delivery, account, facts, clock.GetUtcNow(), ct).FirstOrDefaultAsync(ct) is { } obstacle)
        {
            await KeepBackAsync(tx, delivery, obstacle, ct);
            return false;
        }

        if (await rests.WaitAsync(tx, account, leaseUntil, ct) is { } trial)
        {
            await outbox.PutAsync(tx, Ledger.Work, delivery.Id, trial, ct);
            return false;
        }

        var network = channels[account.Network].Facts;
        if (await budgets.DrawAsync(tx, account, network, Draws.Sending, ct) is { } usedUp)
        {
            await rests.UsedUpAsync(tx, account.Id, usedUp.Until, usedUp.Words(network.Name), ct);
            await KeepBackAsync(tx, delivery, Obstacle.NoCalls(usedUp, network.Name), ct);
            return false;
        }

        if (await spending.TakeAsync(tx, account, delivery.Id, delivery.Body, delivery.Kind == "reply", ct) is { } poor)
        {
            await rests.DidNotTryAsync(tx, account, leaseUntil, ct);
            await KeepBackAsync(tx, delivery, Obstacle.NoMoney(account, poor), ct);
            return false;
        }

        var begun = await ledger.MoveAsync(tx, delivery.Id, delivery.Version, new Move(
            DeliveryState.Scheduled, DeliveryState.Publishing, "Sending.", Ledger.System, Next: leaseUntil)
        {
            BeginsSend = true,
            SentAs = delivery.Kind == "post" ? PreviewModel.ChoicesInWords(network, account.ForMeasure()) : null,
            LeaseUntil = leaseUntil,
        }, ct);
        if (!begun)
        {
            await rests.DidNotTryAsync(tx, account, leaseUntil, ct);
            await spending.GiveBackAsync(tx, account.Network, delivery.Id, ct);
        }

        return begun;
    }

    // It leaves the schedule, is due anew, or keeps its time and is looked at again.
    private Task KeepBackAsync(Tx tx, Delivery delivery, Obstacle obstacle, CancellationToken ct) => obstacle switch
    {
        { To: not null } => ledger.MoveAsync(tx, delivery.Id, delivery.Version, obstacle.ToMove(), ct),
        { Until: { } until, IsPutOff: true } => ledger.PutOffAsync(tx, delivery, until, obstacle.Reason, obstacle.Kind, ct),
        _ => outbox.PutAsync(tx, Ledger.Work, delivery.Id, obstacle.Until!.Value, ct),
    };

    // Somebody pressed the button between the intent and the call. Nothing has left.
    private Task StoppedAsync(Delivery delivery, AccountRow account, Stopped stopped, CancellationToken ct) =>
        db.InTransactionAsync(async tx =>
        {
            await spending.GiveBackAsync(tx, account.Network, delivery.Id, ct);
            await ledger.MoveAsync(tx, delivery.Id, delivery.Version, stopped.Obstacle.ToMove(DeliveryState.Publishing), ct);
        }, ct);

    private async Task<SendOutcome> CallAsync(Delivery delivery, ChannelAccount account, DateTimeOffset leaseUntil, CancellationToken ct)
    {
        // A node that was asleep between its intent and now has lost its lease, and another may be asking the network already.
        var left = leaseUntil - clock.GetUtcNow() - Answering;
        if (left < options.SendTimeout / 2)
        {
            return new SendOutcome.Unknown(
                "This node was held up for so long before the call that another may have taken over. It did not send.");
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(left < options.SendTimeout ? left : options.SendTimeout);
        try
        {
            var post = await outgoing.OfAsync(delivery, timeout.Token);
            return await learn.RunAsync(account, post, delivery.Place, delivery.InReplyToRemoteId is { } parent
                ? channels.TryGet<IReply>(account.Network, out var reply)
                    ? await reply.ReplyAsync(account, parent, post, timeout.Token)
                    : SendOutcome.No(RefusalKind.Forbidden, "This network takes no replies from us.")
                : channels.TryGet<IPublish>(account.Network, out var publish)
                    ? await publish.PublishAsync(account, post, timeout.Token)
                    : SendOutcome.No(RefusalKind.Forbidden, "This network takes no posts from us."));
        }
        catch (Exception e)
        {
            // A bug in an adapter, or a node that is stopping. Either way the call may have left, and only asking can tell.
            log.LogError(e, "The adapter of {Network} threw while sending {DeliveryId}", account.Network, delivery.Id);
            return new SendOutcome.Unknown($"The send ended in an error of ours ({e.GetType().Name}).");
        }
    }

    // Access may end earlier than its stated time. The network said no, so nothing is out, and with new access it may be tried again at
    // once.
    private async Task<bool> RenewedAsync(AccountRow row, SendOutcome outcome) =>
        outcome is SendOutcome.Refused { Refusal.Kind: RefusalKind.BadToken }
        && channels.TryGet<IRefreshTokens>(row.Network, out _)
        && await access.RenewAsync(row, CancellationToken.None) is Reading<ChannelAccount>.Got;

    private Task NoAccessAsync(Delivery delivery, AccountRow account, Refusal refusal, CancellationToken ct) =>
        db.InTransactionAsync(async tx =>
        {
            if (await AccountHealthAsync(tx, account, new SendOutcome.Refused(refusal)) is { } until)
            {
                await outbox.PutAsync(tx, Ledger.Work, delivery.Id, until, ct);
                return;
            }

            await ledger.MoveAsync(tx, delivery.Id, delivery.Version, new Move(
                DeliveryState.Scheduled, DeliveryState.Held,
                Sentence.Of($"{refusal.Reason} Nothing was sent. It goes out once {account.Name} is connected again."),
                Ledger.System, Next: null)
            {
                ErrorKind = refusal.Kind.ToString(),
                Error = Fit.Shorten(refusal.Reason, Fit.Error),
            }, ct);
        }, ct);

    private async Task WriteAsync(Delivery delivery, AccountRow account, SendOutcome outcome, bool renewed)
    {
        var now = clock.Now();
        var again = renewed && delivery.Attempts < 3;
        var written = await db.WriteDownAsync(async tx =>
        {
            // Until when the account rests is when the row is tried again, so that is known first.
            var rest = again ? null : await AccountHealthAsync(tx, account, outcome);
            var move = again
                ? new Move(DeliveryState.Publishing, DeliveryState.Scheduled,
                    "The access had ended. Nothing was published. The access was renewed; sending again.", Ledger.System, Next: now)
                : OutcomeMoves.Of(delivery, account, channels[account.Network].Facts, outcome, now, options, rest);

            // What was written before, by the attempt whose answer was lost, is not written twice: nothing of this is kept then.
            if (!await ledger.MoveAsync(tx, delivery.Id, delivery.Version, move, CancellationToken.None))
            {
                return false;
            }

            // It says nothing of the account: the next one may try.
            if (again || outcome is SendOutcome.Refused { Refusal.IsPassing: false })
            {
                await rests.DidNotTryAsync(tx, account, delivery.LeaseUntil!.Value, CancellationToken.None);
            }

            await budgets.LearnAsync(tx, account.Id, outcome.Rate, CancellationToken.None);
            if (outcome is SendOutcome.Refused)
            {
                await spending.GiveBackAsync(tx, account.Network, delivery.Id, CancellationToken.None);
            }

            return true;
        }, Insists);
        if (!written && outcome is SendOutcome.Accepted accepted)
        {
            await WriteLateAnswerAsync(delivery.Id, accepted);
        }

        if (written && outcome is SendOutcome.Accepted or SendOutcome.Processing)
        {
            await NoteWellAsync(account);
        }
    }

    private async Task NoteWellAsync(AccountRow account)
    {
        try
        {
            await rests.StillWellAsync(db, account, CancellationToken.None);
        }
        catch (Exception e) when (DbFaults.Passes(e))
        {
            log.LogDebug(e, "That {Account} works was not noted; the next send notes it", account.Id);
        }
    }

    // The lease ended while the network was answering and somebody began to ask. We hold the answer to their question.
    private async Task WriteLateAnswerAsync(Guid id, SendOutcome.Accepted accepted)
    {
        var current = await db.OneAsync<Delivery>(LedgerSql.Read, new { Id = id });
        if (current?.State == DeliveryState.Uncertain)
        {
            await db.WriteDownAsync(tx => ledger.MoveAsync(tx, id, current.Version, new Move(
                DeliveryState.Uncertain, DeliveryState.Published, "The network's answer came late.", Ledger.System, Next: null)
            {
                RemoteId = accepted.RemoteId,
                RemoteUrl = accepted.Url?.ToString(),
            }, CancellationToken.None), Insists);
        }
    }

    /// <returns>Until when the account rests; null: it does not, or a person is needed.</returns>
    private async Task<DateTimeOffset?> AccountHealthAsync(Tx tx, AccountRow account, SendOutcome outcome)
    {
        switch (outcome)
        {
            case SendOutcome.Accepted or SendOutcome.Processing:
                await rests.SentAsync(tx, account, CancellationToken.None);
                return null;
            case SendOutcome.Refused { Refusal: { Kind: RefusalKind.BadToken } refusal }:
                var dead = new { account.Id, Now = clock.Now(), Error = Fit.Shorten(refusal.Reason, Fit.Error) };
                await tx.ExecuteAsync(AccountSql.NeedsReconnect, dead, CancellationToken.None);
                return null;
            case SendOutcome.Refused { Refusal: { IsPassing: true } refusal }:
                return await rests.RefusedAsync(tx, account, refusal, CancellationToken.None);
            default:
                return null;
        }
    }
}
