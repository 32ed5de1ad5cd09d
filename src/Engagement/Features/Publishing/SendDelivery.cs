using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Channels;
using Engagement.Features.Channels.Limits;
using Engagement.Features.Publishing.Approval;
using Engagement.Features.Publishing.Changes;
using Engagement.Features.Publishing.Guards;
using Engagement.Features.Publishing.Stop;
using Engagement.Outbox;

namespace Engagement.Features.Publishing;

/// <summary>
/// Sends one scheduled delivery, at most once: checks what can be checked, writes the intent, makes the one call,
/// writes how it ended. What follows from a doubt is <see cref="ReconcileDelivery"/>'s.
/// </summary>
internal sealed class SendDelivery(
    Db db,
    Ledger ledger,
    OutboxTable outbox,
    ChannelCatalog channels,
    AccountSecrets secrets,
    AccountAccess access,
    OutgoingPosts outgoing,
    RateBudgets budgets,
    Spending spending,
    SinceSend since,
    LearnMeasure learn,
    PublishingOptions options,
    TimeProvider clock,
    ILogger<SendDelivery> log)
{
    private const string NotApproved = nameof(NotApproved);

    // Of the lease, for what an answer needs to be written down.
    private static readonly TimeSpan Answering = TimeSpan.FromSeconds(1);

    // A database that is away longer than this leaves the outcome a doubt, which is asked about when it is back.
    private static readonly TimeSpan Insists = TimeSpan.FromMinutes(1);

    public async Task RunAsync(Delivery delivery, CancellationToken ct)
    {
        var row = await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = delivery.AccountId }, ct)
            ?? throw new InvalidOperationException($"Delivery {delivery.Id} names an account that is not there.");
        if (await ObstacleAsync(delivery, row, ct) is { } obstacle)
        {
            await db.InTransactionAsync(tx => ledger.MoveAsync(tx, delivery.Id, delivery.Version, obstacle, ct), ct);
            return;
        }

        if (row.PublishRestUntil is { } rest && rest > clock.GetUtcNow())
        {
            await outbox.PutAsync(db, Ledger.Work, delivery.Id, rest, ct);
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
        // Asked here and not before: what is stopped, changed or decided up to this moment counts.
        if (await Stops.OfAsync(tx, account.Id, ct) is { } stopped)
        {
            await ledger.MoveAsync(tx, delivery.Id, delivery.Version, new Move(DeliveryState.Scheduled, DeliveryState.Held, stopped.Words, Ledger.System, Next: null) { ErrorKind = Stops.Kind, Error = stopped.Words }, ct);
            return false;
        }

        if (await ArticleChange.ObstacleAsync(tx, delivery, ct) is { } changed)
        {
            await ledger.MoveAsync(tx, delivery.Id, delivery.Version, changed, ct);
            return false;
        }

        if (await GuardedAsync(tx, delivery, ct))
        {
            return false;
        }

        var facts = channels[account.Network].Facts;
        if (await budgets.DrawAsync(tx, account, facts, Draws.Sending, ct) is { } usedUp)
        {
            await tx.ExecuteAsync(AccountSql.PublishingRests, new { account.Id, RestUntil = usedUp.Until, Error = usedUp.Words(facts.Name) }, ct);
            await outbox.PutAsync(tx, Ledger.Work, delivery.Id, usedUp.Until, ct);
            return false;
        }

        if (await spending.TakeAsync(tx, account, delivery.Id, delivery.Body, delivery.Kind == "reply", ct) is { } poor)
        {
            await ledger.MoveAsync(tx, delivery.Id, delivery.Version, new Move(
                DeliveryState.Scheduled, DeliveryState.Held, $"{poor} Nothing was sent. It goes out when {account.Name}'s budget is raised, or when a person sends it.", Ledger.System, Next: null)
            {
                ErrorKind = Spending.OverBudget,
                Error = poor,
            }, ct);
            return false;
        }

        var begun = await ledger.MoveAsync(tx, delivery.Id, delivery.Version, new Move(DeliveryState.Scheduled, DeliveryState.Publishing, "Sending.", Ledger.System, Next: leaseUntil)
        {
            BeginsSend = true,
            LeaseUntil = leaseUntil,
        }, ct);
        if (!begun)
        {
            await spending.GiveBackAsync(tx, account.Network, delivery.Id, ct);
        }

        return begun;
    }

    // A guard holds it or puts it off. Agents' answers are not guarded, nor are the later parts of a thread that has begun.
    private async Task<bool> GuardedAsync(Tx tx, Delivery delivery, CancellationToken ct)
    {
        if (delivery is not { Kind: "post", PostId: not null, Part: 1, GuardsWaivedAt: null })
        {
            return false;
        }

        var post = new GuardedPost(delivery.Id, delivery.PostId, delivery.AccountId, delivery.ArticleId, PostWords.HashOf(delivery.Body, delivery.LinkUrl), clock.Now(), HasPlace: delivery.ErrorKind == CheckGuards.TooMany);
        var findings = await CheckGuards.RunAsync(tx, post, planned: false, ct);
        if (findings.FirstOrDefault(f => f.Until is null) is { } decide)
        {
            var reason = $"{decide.Reason} Nothing was sent. Send it all the same, change it, or cancel it.";
            await ledger.MoveAsync(tx, delivery.Id, delivery.Version, new Move(DeliveryState.Scheduled, DeliveryState.Held, reason, Ledger.System, Next: null) { ErrorKind = decide.Kind, Error = reason }, ct);
            return true;
        }

        // The one that puts it off longest; the others are asked again then.
        if (findings.MaxBy(f => f.Until) is not { Until: { } until } wait)
        {
            return false;
        }

        await ledger.PutOffAsync(tx, delivery, until, wait.Reason, wait.Kind, ct);
        return true;
    }

    // Somebody pressed the button between the intent and the call. Nothing has left.
    private Task StoppedAsync(Delivery delivery, AccountRow account, Stopped stopped, CancellationToken ct) => db.InTransactionAsync(async tx =>
    {
        await spending.GiveBackAsync(tx, account.Network, delivery.Id, ct);
        await ledger.MoveAsync(tx, delivery.Id, delivery.Version, new Move(DeliveryState.Publishing, DeliveryState.Held, stopped.Words, Ledger.System, Next: null) { ErrorKind = Stops.Kind, Error = stopped.Words }, ct);
    }, ct);

    // What keeps it from being sent, known without asking the network.
    private async Task<Move?> ObstacleAsync(Delivery delivery, AccountRow account, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        Move To(DeliveryState state, string reason, string errorKind) =>
            new(DeliveryState.Scheduled, state, reason, Ledger.System, Next: null) { ErrorKind = errorKind, Error = reason };

        // Looked up only when it is late at all: most go out on the second.
        if (now - delivery.DueAt >= TimeSpan.FromMinutes(1) && (await LatePolicy.OfAsync(db, delivery, options, ct)).Of(now - delivery.DueAt) is { } tooLate)
        {
            return tooLate;
        }

        if (account.State == AccountState.NeedsReconnect)
        {
            return To(DeliveryState.Held, $"{account.Name} must be connected again: the network no longer accepts our access. Nothing was sent.", nameof(RefusalKind.BadToken));
        }

        if (account.State == AccountState.Paused)
        {
            return To(DeliveryState.Held, $"{account.Name} is paused. Nothing was sent.", ReleaseHeld.AccountPaused);
        }

        // Made in the very moment in which approval was switched on, it was scheduled by nobody's leave.
        if (delivery is { Kind: "post", ApprovedAt: null } && await db.ScalarAsync<int>(ApprovalSettings.Awaits, new { delivery.Id }, ct) == 1)
        {
            return To(DeliveryState.AwaitingApproval, "Posts need approval, and nobody has let this one go. Nothing was sent.", NotApproved);
        }

        if (channels.Find(account.Network) is not { } channel)
        {
            return To(DeliveryState.Failed, $"This program has no adapter for the network '{account.Network}'.", nameof(RefusalKind.Invalid));
        }

        var opened = secrets.Open(account);
        if (channel.MeasurePart(delivery.Body, delivery.Place, StoredCard.Of(delivery)?.ContentWarning, opened).Explain() is { } problem)
        {
            return To(DeliveryState.Failed, problem, nameof(RefusalKind.TooLong));
        }

        // Half a chain is worse than none: nothing of it goes out when a later part cannot.
        foreach (var later in delivery is { Kind: "post", PreviousId: null, PostId: not null } ? await db.QueryAsync<Delivery>(LedgerSql.LaterParts, new { delivery.PostId, delivery.AccountId, delivery.Part }, ct) : [])
        {
            if (later.State is not DeliveryState.Cancelled && channel.MeasurePart(later.Body, later.Place, StoredCard.Of(later)?.ContentWarning, opened).Explain() is { } wrong)
            {
                return To(DeliveryState.Held, $"Part {later.Part} of the thread cannot go out: {wrong} Nothing was sent. Change that part, and then send this one.", nameof(RefusalKind.TooLong));
            }
        }

        return null;
    }

    private async Task<SendOutcome> CallAsync(Delivery delivery, ChannelAccount account, DateTimeOffset leaseUntil, CancellationToken ct)
    {
        // A node that was asleep between its intent and now has lost its lease, and another may be asking the network already.
        var left = leaseUntil - clock.GetUtcNow() - Answering;
        if (left < options.SendTimeout / 2)
        {
            return new SendOutcome.Unknown("This node was held up for so long before the call that another may have taken over. It did not send.");
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

    // Access may end earlier than its stated time. The network said no, so nothing is out, and with new access it may be tried again at once.
    private async Task<bool> RenewedAsync(AccountRow row, SendOutcome outcome) =>
        outcome is SendOutcome.Refused { Refusal.Kind: RefusalKind.BadToken }
        && channels.TryGet<IRefreshTokens>(row.Network, out _)
        && await access.RenewAsync(row, CancellationToken.None) is Reading<ChannelAccount>.Got;

    private Task NoAccessAsync(Delivery delivery, AccountRow account, Refusal refusal, CancellationToken ct) =>
        db.InTransactionAsync(async tx =>
        {
            var outcome = new SendOutcome.Refused(refusal);
            await AccountHealthAsync(tx, account, outcome);
            if (refusal.IsPassing)
            {
                await outbox.PutAsync(tx, Ledger.Work, delivery.Id, clock.Now() + BackOff.After(account.PublishFailures + 1, refusal.RetryAfter), ct);
                return;
            }

            await ledger.MoveAsync(tx, delivery.Id, delivery.Version, new Move(
                DeliveryState.Scheduled, DeliveryState.Held, $"{refusal.Reason} Nothing was sent. It goes out once {account.Name} is connected again.", Ledger.System, Next: null)
            {
                ErrorKind = refusal.Kind.ToString(),
                Error = Fit.Shorten(refusal.Reason, Fit.Error),
            }, ct);
        }, ct);

    private async Task WriteAsync(Delivery delivery, AccountRow account, SendOutcome outcome, bool renewed)
    {
        var now = clock.Now();
        var move = renewed && delivery.Attempts < 3
            ? new Move(DeliveryState.Publishing, DeliveryState.Scheduled, "The access had ended. Nothing was published. The access was renewed; sending again.", Ledger.System, Next: now)
            : OutcomeMoves.Of(delivery, account, channels[account.Network].Facts, outcome, now, options);
        var written = await db.WriteDownAsync(async tx =>
        {
            // First: what was written before, by the attempt whose answer was lost, is not written twice.
            if (!await ledger.MoveAsync(tx, delivery.Id, delivery.Version, move, CancellationToken.None))
            {
                return false;
            }

            if (move.To != DeliveryState.Scheduled || !renewed)
            {
                await AccountHealthAsync(tx, account, outcome);
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

    private Task AccountHealthAsync(Tx tx, AccountRow account, SendOutcome outcome)
    {
        var now = clock.Now();
        return outcome switch
        {
            SendOutcome.Accepted or SendOutcome.Processing =>
                tx.ExecuteAsync(AccountSql.PublishedWell, new { account.Id, Now = now, MinuteAgo = now.AddMinutes(-1) }),
            SendOutcome.Refused { Refusal: { Kind: RefusalKind.BadToken } refusal } =>
                tx.ExecuteAsync(AccountSql.NeedsReconnect, new { account.Id, Now = now, Error = Fit.Shorten(refusal.Reason, Fit.Error) }),
            SendOutcome.Refused { Refusal: { IsPassing: true } refusal } =>
                tx.ExecuteAsync(AccountSql.PublishingFailed, new
                {
                    account.Id,
                    RestUntil = now + BackOff.After(account.PublishFailures + 1, refusal.RetryAfter),
                    Error = Fit.Shorten(refusal.Reason, Fit.Error),
                }),
            _ => Task.CompletedTask,
        };
    }
}
