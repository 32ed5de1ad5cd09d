using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Deliveries.Guards;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Engagement.Host;
using Engagement.Outbox;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>
/// The ledger: the only place that makes a delivery or changes its state. A move is a compare-and-set on state and version
/// with its history row and its outbox row in the same transaction, so what a delivery did can always be read back, and two nodes
/// cannot both move it.
/// </summary>
internal sealed partial class Ledger(OutboxTable outbox, DomainEvents events, Node node, TimeProvider clock)
{
    /// <summary>The kind of a delivery's outbox row.</summary>
    public const string Work = "deliver";

    public const string System = "system";

    private const int SentAsLength = 400;

    // Soon enough to see that somebody answered whom we did not hear.
    private static readonly TimeSpan FirstMetrics = TimeSpan.FromMinutes(10);

    public async Task<Guid> CreateAsync(Tx tx, NewDelivery delivery, CancellationToken ct)
    {
        if (delivery.State is not (DeliveryState.Draft or DeliveryState.AwaitingApproval or DeliveryState.Scheduled))
        {
            throw new ArgumentException($"A delivery cannot be made {delivery.State}.", nameof(delivery));
        }

        var now = clock.Now();
        var id = Ids.New(now);
        var made = new Writes();
        made.Add(LedgerSql.Insert, new
        {
            Id = id,
            delivery.Kind,
            delivery.PostId,
            delivery.TicketId,
            delivery.MessageId,
            delivery.ArticleId,
            delivery.AccountId,
            delivery.Network,
            delivery.Body,
            delivery.LinkUrl,
            delivery.CardJson,
            delivery.InReplyToRemoteId,
            delivery.ImageCount,
            delivery.Part,
            delivery.PreviousId,
            State = delivery.State.ToString(),
            delivery.DueAt,
            SendKey = $"engagement-{id:N}",
            EditedById = delivery.ActorId,
            delivery.ArticleVersion,
            WordsHash = PostWords.HashOf(delivery.Body, delivery.LinkUrl),
            GuardsWaivedAt = delivery.WaivesGuards ? now : (DateTimeOffset?)null,
            IsProgram = delivery.ActorId is null ? 1 : 0,
            SilentAfter = now - DeskLife.AsksAfterStart,
            ResumedAfter = now - DeskLife.AsksAfterPause,
            Now = now,
        });
        made.Add(LedgerSql.InsertHistory, HistoryOf(id, version: 1, from: null, delivery.State, delivery.Reason, delivery.Actor));

        // Agents' answers need nobody's approval, and are not asked about.
        if (delivery is { State: DeliveryState.Scheduled, Kind: not "post", PreviousId: null })
        {
            outbox.PutNew(tx, made, Work, [id], delivery.DueAt);
            await tx.WriteAsync(made, ct);
            return id;
        }

        await tx.WriteAsync(made, ct);
        if (delivery.State == DeliveryState.Scheduled && await AwaitsApprovalAsync(tx, id, ct))
        {
            await MoveAsync(tx, id, version: 1,
                new Move(DeliveryState.Scheduled, DeliveryState.AwaitingApproval, "Posts need approval.", System, Next: null), ct);
        }
        else if (delivery is { State: DeliveryState.Scheduled, PreviousId: null })
        {
            await outbox.PutNewAsync(tx, Work, [id], delivery.DueAt, ct);
        }

        return id;
    }

    // A setting and the delivery itself say so, whoever asks: there is no way round it into Scheduled.
    private static async Task<bool> AwaitsApprovalAsync(Tx tx, Guid id, CancellationToken ct) =>
        await tx.ScalarAsync<int>(ApprovalSettings.Awaits, new { Id = id }, ct) == 1;

    /// <summary>Moves a delivery if it still stands where the caller saw it.</summary>
    /// <returns>False when somebody else moved it meanwhile; that is no error.</returns>
    /// <exception cref="InvalidOperationException">The move is not legal: a bug in the caller.</exception>
    public async Task<bool> MoveAsync(Tx tx, Guid deliveryId, int version, Move move, CancellationToken ct)
    {
        if (!LegalMoves.Allows(move.From, move.To))
        {
            throw new InvalidOperationException($"A delivery does not move from {move.From} to {move.To}.");
        }

        // Out of Publishing and Uncertain only what was let go before comes back.
        if (move is { To: DeliveryState.Scheduled, Approves: false, From: not (DeliveryState.Publishing or DeliveryState.Uncertain) }
            && await AwaitsApprovalAsync(tx, deliveryId, ct))
        {
            move = move with { To = DeliveryState.AwaitingApproval, Reason = $"{move.Reason} It needs approval.", Next = null };
        }

        // It is out, whatever the network calls it: an id that cannot be kept is one we do not know, and is said.
        if (move.RemoteId is { Length: > Fit.Id } tooLong)
        {
            move = move with { RemoteId = null, Reason = $"{move.Reason} Its id there has {tooLong.Length:N0} characters and cannot be "
                + $"kept, so its replies are not followed." };
        }

        var now = clock.Now();
        var moved = await tx.ExecuteAsync(LedgerSql.Move, new
        {
            Id = deliveryId,
            Version = version,
            From = move.From.ToString(),
            To = move.To.ToString(),
            Now = now,
            move.DueAt,
            Begins = move.BeginsSend ? 1 : 0,
            SendStartedAt = move.BeginsSend ? now : (DateTimeOffset?)null,
            SentAs = Fit.Shorten(move.SentAs, SentAsLength),
            move.LeaseUntil,
            move.RemoteId,
            RemoteUrl = move.RemoteUrl is { Length: <= Fit.Url } ? move.RemoteUrl : null,
            PublishedAt = move.To == DeliveryState.Published ? move.PublishedAt ?? now : (DateTimeOffset?)null,
            NextMetricsAt = move.To == DeliveryState.Published ? now + FirstMetrics : (DateTimeOffset?)null,
            move.ErrorKind,
            Error = Shorten(move.Error),
            ApprovedAt = move.Approves ? now : (DateTimeOffset?)null,
            ApprovedBy = move.Approves ? Fit.Shorten(move.Actor, Fit.Name) : null,
            ApprovedById = move.Approves ? move.ActorId : null,
            GuardsWaivedAt = move.WaivesGuards ? now : (DateTimeOffset?)null,
            Withdraws = move.WithdrawsApproval ? 1 : 0,
        }, ct);
        if (moved == 0)
        {
            return false;
        }

        await WriteHistoryAsync(tx, deliveryId, version + 1, move.From, move.To, move.Reason, move.Actor, ct);
        await events.RaiseAsync(tx, new DeliveryMoved(deliveryId, move), ct); // before what follows from it for the next part of a thread
        if (move.Next is { } next)
        {
            await outbox.PutAsync(tx, Work, deliveryId, next, ct);
        }
        else
        {
            await outbox.DropAsync(tx, Work, deliveryId, ct);
        }

        if (move.To is DeliveryState.Published or DeliveryState.Cancelled)
        {
            await FollowAsync(tx, deliveryId, move, ct);
        }

        return true;
    }

    // The next part of a thread: its turn has come, or it will never come.
    private async Task FollowAsync(Tx tx, Guid deliveryId, Move move, CancellationToken ct)
    {
        if (await tx.OneAsync<Delivery>(LedgerSql.ReadNextPart, new { Id = deliveryId }, ct) is not { } next)
        {
            return;
        }

        if (move.To == DeliveryState.Cancelled && LegalMoves.Allows(next.State, DeliveryState.Cancelled))
        {
            await MoveAsync(tx, next.Id, next.Version,
                new Move(next.State, DeliveryState.Cancelled, $"Part {next.Part - 1} of the thread was cancelled.", move.Actor, Next: null),
                ct);
        }
        else if (move.To == DeliveryState.Published && move.RemoteId is null && next.State == DeliveryState.Scheduled)
        {
            var reason = $"Part {next.Part - 1} is out, but we do not know its id there, so this part cannot answer it. "
                + $"Post it by hand, or cancel it.";
            await MoveAsync(tx, next.Id, next.Version, new Move(DeliveryState.Scheduled, DeliveryState.Held, reason, System, Next: null)
                { ErrorKind = "ThreadBroken", Error = reason }, ct);
        }
        else if (move is { To: DeliveryState.Published, RemoteId: not null })
        {
            var now = clock.Now();
            await tx.ExecuteAsync(LedgerSql.Follow, new { next.Id, next.Version, move.RemoteId, Now = now }, ct);
            await WriteHistoryAsync(tx, next.Id, next.Version + 1, next.State, next.State,
                $"Part {next.Part - 1} is out; this one follows it.", System, ct);
            if (next.State == DeliveryState.Scheduled)
            {
                await outbox.PutAsync(tx, Work, next.Id, now, ct);
            }
        }
    }

    /// <summary>
    /// Changes the words or the time of a delivery that has not left, if it still stands where the caller saw it. Where posts need
    /// approval, what was approved needs it again.
    /// </summary>
    /// <param name="actorId">The person behind <paramref name="actor"/>; null: a program.</param>
    /// <returns>False when it was moved or changed meanwhile.</returns>
    public async Task<bool> ReviseAsync(
        Tx tx, Delivery seen, string body, DateTimeOffset dueAt, string reason, string actor, Guid? actorId, CancellationToken ct)
    {
        var (deliveryId, version, state) = (seen.Id, seen.Version, seen.State);
        if (!LegalMoves.IsEditable(state))
        {
            throw new InvalidOperationException($"A delivery that is {state} cannot be changed.");
        }

        var revised = await tx.ExecuteAsync(LedgerSql.Revise, new
        {
            Id = deliveryId,
            Version = version,
            State = state.ToString(),
            Body = body,
            DueAt = dueAt,
            WordsHash = PostWords.HashOf(body, seen.LinkUrl),
            // Whoever only gives it another time has not written it: with four eyes its author still may not approve it.
            EditedById = body == seen.Body ? seen.EditedById : actorId,
            Now = clock.Now(),
        }, ct);
        if (revised == 0)
        {
            return false;
        }

        if (dueAt != seen.DueAt && seen is { PostId: { } postId, Part: 1 })
        {
            await tx.ExecuteAsync(LedgerSql.PostFollows, new { PostId = postId }, ct);
        }

        await WriteHistoryAsync(tx, deliveryId, version + 1, state, state, reason, actor, ct);
        if (state == DeliveryState.Scheduled && await AwaitsApprovalAsync(tx, deliveryId, ct))
        {
            return await MoveAsync(tx, deliveryId, version + 1,
                new Move(state, DeliveryState.AwaitingApproval, "Changed, so it needs approval again.", System, Next: null), ct);
        }

        if (state == DeliveryState.Scheduled && !seen.WaitsForPrevious)
        {
            await outbox.PutAsync(tx, Work, deliveryId, dueAt, ct);
        }

        return true;
    }

    /// <summary>
    /// Puts a scheduled delivery off without anybody's doing, and says why. What was approved stays so: its words are the same.
    /// </summary>
    /// <returns>False when it was moved or changed meanwhile.</returns>
    public async Task<bool> PutOffAsync(Tx tx, Delivery seen, DateTimeOffset dueAt, string reason, string errorKind, CancellationToken ct)
    {
        if (await tx.ExecuteAsync(LedgerSql.PutOff,
            new { seen.Id, seen.Version, DueAt = dueAt, ErrorKind = errorKind, Error = Shorten(reason), Now = clock.Now() }, ct) == 0)
        {
            return false;
        }

        await WriteHistoryAsync(tx, seen.Id, seen.Version + 1, DeliveryState.Scheduled, DeliveryState.Scheduled, reason, System, ct);
        await outbox.PutAsync(tx, Work, seen.Id, dueAt, ct);
        return true;
    }

    /// <summary>A person wants one that was put off to go out now.</summary>
    /// <returns>False when it was moved or changed meanwhile.</returns>
    public async Task<bool> WaiveGuardsAsync(Tx tx, Delivery seen, string actor, CancellationToken ct)
    {
        var now = clock.Now();
        if (await tx.ExecuteAsync(LedgerSql.WaiveGuards, new { seen.Id, seen.Version, Now = now }, ct) == 0)
        {
            return false;
        }

        await WriteHistoryAsync(tx, seen.Id, seen.Version + 1, DeliveryState.Scheduled,
            DeliveryState.Scheduled, "To be sent now, whatever the guards say.", actor, ct);
        await outbox.PutAsync(tx, Work, seen.Id, now, ct);
        return true;
    }

    /// <summary>
    /// The words of one that is held, made anew from its article as it is now: its link and card with them. What was approved needs it
    /// again.
    /// </summary>
    /// <returns>False when it was moved or changed meanwhile.</returns>
    public async Task<bool> RewriteAsync(
        Tx tx, Delivery seen, NewWords words, string reason, string actor, Guid? actorId, CancellationToken ct)
    {
        var now = clock.Now();
        var row = new
        {
            seen.Id, seen.Version, State = seen.State.ToString(), words.Body, words.LinkUrl, words.CardJson,
            words.ArticleVersion, EditedById = actorId, WordsHash = PostWords.HashOf(words.Body, words.LinkUrl), Now = now,
        };
        if (!LegalMoves.IsEditable(seen.State) || await tx.ExecuteAsync(LedgerSql.Rewrite, row, ct) == 0)
        {
            return false;
        }

        await WriteHistoryAsync(tx, seen.Id, seen.Version + 1, seen.State, seen.State, reason, actor, ct);
        return true;
    }

    /// <summary>Somebody looked at it beside its article as it is now, and its words still hold.</summary>
    /// <returns>False when it was moved or changed meanwhile.</returns>
    public async Task<bool> AcceptArticleAsync(Tx tx, Delivery seen, int articleVersion, string reason, string actor, CancellationToken ct)
    {
        if (await tx.ExecuteAsync(LedgerSql.AcceptArticle,
            new { seen.Id, seen.Version, ArticleVersion = articleVersion, Now = clock.Now() }, ct) == 0)
        {
            return false;
        }

        await WriteHistoryAsync(tx, seen.Id, seen.Version + 1, seen.State, seen.State, reason, actor, ct);
        return true;
    }

    private Task WriteHistoryAsync(
        Tx tx, Guid deliveryId, int version, DeliveryState? from, DeliveryState to, string reason, string actor, CancellationToken ct) =>
        tx.ExecuteAsync(LedgerSql.InsertHistory, HistoryOf(deliveryId, version, from, to, reason, actor), ct);

    private object HistoryOf(Guid deliveryId, int version, DeliveryState? from, DeliveryState to, string reason, string actor) => new
    {
        DeliveryId = deliveryId,
        Version = version,
        FromState = from?.ToString(),
        ToState = to.ToString(),
        Reason = Shorten(reason),
        Actor = Fit.Shorten(actor, Fit.Name),
        Node = node.Name,
        OccurredAt = clock.Now(),
    };

    private static string? Shorten(string? text) => Fit.Shorten(text, 2000);
}
