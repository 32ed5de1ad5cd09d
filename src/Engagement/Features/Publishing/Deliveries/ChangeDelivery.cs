using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Publishing.Deliveries.Changes;
using Engagement.Features.Publishing.Deliveries.Guards;
using Engagement.Features.Publishing.Links;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>
/// What a person may do with one delivery: cancel it, send it after all, give it another time or other words, settle a doubt. Each says
/// from which version the person saw it, so nobody overrules what happened meanwhile.
/// </summary>
internal sealed class ChangeDelivery(Db db, Ledger ledger, ChannelCatalog channels, Spending spending, TimeProvider clock)
{
    private static readonly Sql ArticleVersion = Sql.Portable("select Version from Articles where Id = @Id");

    private const string Moved = "It was changed meanwhile. Look at it again as it is now.";

    public Task<Result<Guid>> CancelAsync(Guid id, int version, string by, CancellationToken ct) =>
        MoveAsync(id, version, DeliveryState.Cancelled, "Cancelled.", by, next: null, ct);

    /// <summary>
    /// Failed, held or missed: back to Scheduled, for now. Whoever says so has read why it was held, so a guard does not hold it again.
    /// </summary>
    public Task<Result<Guid>> RetryAsync(Guid id, int version, string by, CancellationToken ct) =>
        MoveAsync(id, version, DeliveryState.Scheduled, "To be sent now.", by, next: clock.Now(), ct, dueAt: clock.Now(), insists: true);

    /// <summary>One that a guard put off goes out now all the same.</summary>
    public async Task<Result<Guid>> SendNowAsync(Guid id, int version, string by, CancellationToken ct)
    {
        if (await db.OneAsync<Delivery>(LedgerSql.Read, new { Id = id }, ct) is not { } delivery)
        {
            return new Result<Guid>.Missing("There is no such delivery.");
        }

        return delivery is { State: DeliveryState.Scheduled } && delivery.Version == version && CheckGuards.IsGuard(delivery.ErrorKind)
            && await db.InTransactionAsync(tx => ledger.WaiveGuardsAsync(tx, delivery, by, ct), ct)
            ? id
            : new Result<Guid>.Conflict(Moved);
    }

    /// <summary>A person looked and found it on the network.</summary>
    public Task<Result<Guid>> ItIsOutAsync(Guid id, int version, string? url, string by, CancellationToken ct) =>
        url is { Length: > 0 } && !(Uri.TryCreate(url, UriKind.Absolute, out var where) && where.Scheme is "https" or "http")
            ? Task.FromResult(Result<Guid>.Wrong("Url", "Give the post's address, starting with https://, or leave it empty."))
            : SettleAsync(id, version, DeliveryState.Published, "Looked on the network: it is out.",
                by, next: null, ct, url: string.IsNullOrWhiteSpace(url) ? null : url);

    /// <summary>A person looked and it is not there: sent again.</summary>
    public Task<Result<Guid>> ItIsNotOutAsync(Guid id, int version, string by, CancellationToken ct) =>
        SettleAsync(id, version, DeliveryState.Scheduled, "Looked on the network: it is not out. To be sent.",
            by, next: clock.Now(), ct, dueAt: clock.Now());

    /// <summary>Nobody will look any more.</summary>
    public Task<Result<Guid>> GiveUpAsync(Guid id, int version, string by, CancellationToken ct) =>
        SettleAsync(id, version, DeliveryState.Failed, "Given up without knowing whether it is out.", by, next: null, ct);

    /// <summary>Other words, another time; only while nothing has left.</summary>
    public async Task<Result<Guid>> ReviseAsync(
        Guid id, int version, string body, DateTimeOffset dueAt, string by, Guid? byId, CancellationToken ct)
    {
        if (await db.OneAsync<Delivery>(LedgerSql.Read, new { Id = id }, ct) is not { } delivery)
        {
            return new Result<Guid>.Missing("There is no such delivery.");
        }

        if (delivery.Version != version)
        {
            return new Result<Guid>.Conflict(Moved);
        }

        if (!LegalMoves.IsEditable(delivery.State))
        {
            return new Result<Guid>.Conflict(LegalMoves.WhyNot(delivery.State, delivery.State));
        }

        // A link by itself is no post.
        if (string.IsNullOrWhiteSpace(body))
        {
            return Result<Guid>.Wrong("Body", "Write the words.");
        }

        var link = await db.OneAsync<TrackedLink>(TrackedLinkSql.OfDelivery, new { DeliveryId = id }, ct);
        var text = delivery.LinkUrl is null
            ? body.ReplaceLineEndings("\n").Trim()
            : Posts.CreatePost.WithLink(body, link?.Target ?? delivery.LinkUrl, delivery.LinkUrl);
        var account = (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = delivery.AccountId }, ct))!;
        if (channels[delivery.Network].MeasurePart(text, delivery.Place, StoredCard.Of(delivery)?.ContentWarning,
            account.ForMeasure()).Explain() is { } problem)
        {
            return Result<Guid>.Wrong("Body", problem);
        }

        if (dueAt != delivery.DueAt && DueTimes.Explain(dueAt, clock.GetUtcNow()) is { } never)
        {
            return Result<Guid>.Wrong("DueAt", never);
        }

        var reason = (text == delivery.Body, dueAt == delivery.DueAt) switch
        {
            (true, true) => null,
            (false, true) => "Words changed.",
            (true, false) => "Time changed.",
            (false, false) => "Words and time changed.",
        };
        if (reason is null)
        {
            return id;
        }

        var revised = await db.InTransactionAsync(async tx =>
        {
            // Words written by somebody who was told that the article changed are of the article as it is.
            var seen = delivery;
            if (delivery.ErrorKind == ArticleChange.Changed && text != delivery.Body)
            {
                if (!await AcceptArticleAsync(tx, delivery, by, ct))
                {
                    return false;
                }

                seen = delivery with { Version = delivery.Version + 1 };
            }

            return await ledger.ReviseAsync(tx, seen, text, dueAt, reason, by, byId, ct);
        }, ct);
        return revised ? id : new Result<Guid>.Conflict(Moved);
    }

    private Task<Result<Guid>> SettleAsync(
        Guid id, int version, DeliveryState to, string reason, string by, DateTimeOffset? next,
        CancellationToken ct, string? url = null, DateTimeOffset? dueAt = null) =>
        MoveAsync(id, version, to, reason, by, next, ct, only: DeliveryState.Uncertain, url, dueAt);

    private async Task<Result<Guid>> MoveAsync(
        Guid id, int version, DeliveryState to, string reason, string by, DateTimeOffset? next, CancellationToken ct,
        DeliveryState? only = null, string? url = null, DateTimeOffset? dueAt = null, bool insists = false)
    {
        if (await db.OneAsync<Delivery>(LedgerSql.Read, new { Id = id }, ct) is not { } delivery)
        {
            return new Result<Guid>.Missing("There is no such delivery.");
        }

        if (delivery.Version != version)
        {
            return new Result<Guid>.Conflict(Moved);
        }

        // Out of a doubt a person goes only by settling it, out of waiting for approval only by an approver's word, out of a call that is
        // under way only by its outcome, and what was cancelled is restored (RestoreDeliveries) or stays so.
        var allowed = LegalMoves.Allows(delivery.State, to) && (only is null
            ? delivery.State is not (DeliveryState.Uncertain or DeliveryState.Cancelled or DeliveryState.Publishing)
                && (delivery.State, to) is not (DeliveryState.AwaitingApproval, DeliveryState.Scheduled)
            : delivery.State == only);
        if (!allowed)
        {
            return new Result<Guid>.Conflict(LegalMoves.WhyNot(delivery.State, to));
        }

        var moved = await db.InTransactionAsync(async tx =>
        {
            var seen = delivery;
            if (insists && delivery.ErrorKind == ArticleChange.Changed)
            {
                if (!await AcceptArticleAsync(tx, delivery, by, ct))
                {
                    return false;
                }

                seen = delivery with { Version = delivery.Version + 1 };
            }

            var done = await ledger.MoveAsync(tx, id, seen.Version, new Move(delivery.State, to, reason, by, next)
            {
                RemoteUrl = url,
                DueAt = dueAt,
                WaivesGuards = insists && CheckGuards.IsGuard(delivery.ErrorKind),
            }, ct);
            if (done && delivery.State == DeliveryState.Uncertain && to == DeliveryState.Scheduled)
            {
                await spending.GiveBackAsync(tx, delivery.Network, id, ct);
            }

            return done;
        }, ct);
        return moved ? id : new Result<Guid>.Conflict(Moved);
    }

    // Its article changed, and a person who has been told so wants these words.
    private async Task<bool> AcceptArticleAsync(Tx tx, Delivery delivery, string by, CancellationToken ct) =>
        await tx.ScalarAsync<int>(ArticleVersion, new { Id = delivery.ArticleId }, ct) is > 0 and var now
        && await ledger.AcceptArticleAsync(tx, delivery, now, "The article changed; these words are kept.", by, ct);
}
