using System.Runtime.CompilerServices;
using Engagement.Channels;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Deliveries.Guards;
using Engagement.Web.Text;

namespace Engagement.Features.Publishing.Deliveries.Obstacles;

/// <summary>
/// Whether a delivery may go out at a moment, and what keeps it: one judgement for the send (<see cref="SendDelivery"/>, now) and for the
/// foresight (at the moment it will be due). The first obstacle decides; a person who mends them wants to see the others too.
/// </summary>
internal sealed class FindObstacles(ChannelCatalog channels)
{
    // Up to this it is not late: a dispatcher looks twice a second, and a clock is not the other's.
    private static readonly TimeSpan OnTime = TimeSpan.FromMinutes(1);

    /// <summary>What is known without asking the network, before its access is opened.</summary>
    public async IAsyncEnumerable<Obstacle> BeforeAccessAsync(
        Delivery delivery, AccountRow account, IDeliveryFacts facts, DateTimeOffset moment, [EnumeratorCancellation] CancellationToken ct)
    {
        // Looked up only when it is late at all: most go out on the second.
        var late = moment - delivery.DueAt;
        if (late >= OnTime && (await facts.LatePolicyAsync(delivery, ct)).Of(late) is { } tooLate)
        {
            yield return tooLate;
        }

        if (account.State == AccountState.NeedsReconnect)
        {
            yield return Obstacle.Held(nameof(RefusalKind.BadToken),
                Sentence.Of($"{account.Name} must be connected again: the network no longer accepts our access."));
        }

        if (account.State == AccountState.Removed)
        {
            yield return Obstacle.Held(ReleaseHeld.AccountRemoved, Sentence.Of($"{account.Name} was removed.")) with
            {
                Then = "Nothing was sent. It goes out if the account is connected again.",
            };
        }

        if (account.State == AccountState.Paused)
        {
            yield return Obstacle.Held(ReleaseHeld.AccountPaused, Sentence.Of($"{account.Name} is paused."));
        }

        // Made in the very moment in which approval was switched on, it was scheduled by nobody's leave.
        if (delivery.State == DeliveryState.AwaitingApproval
            || (delivery is { Kind: "post", ApprovedAt: null } && await facts.AwaitsApprovalAsync(delivery, ct)))
        {
            yield return new Obstacle(Obstacle.NotApproved,
                "Posts need approval, and nobody has let this one go.") { To = DeliveryState.AwaitingApproval };
        }

        await foreach (var wrong in WordsAsync(delivery, account, facts, ct))
        {
            yield return wrong;
        }

        if (account.PublishRestUntil is { } rest && rest > moment)
        {
            yield return Obstacle.Rests(
                Obstacle.Resting, Sentence.Of($"{account.Name} rests until {rest:d MMM HH:mm} UTC. {account.PublishLastError}"),
                rest);
        }

        if (AccessEnd(account) is { } ends && ends <= moment)
        {
            yield return Obstacle.Held(nameof(RefusalKind.BadToken),
                Sentence.Of($"The access to {account.Name} ends on {ends:d MMM HH:mm} UTC and cannot be renewed by us: connect it again."))
                with
            {
                EndsAccess = true,
            };
        }
    }

    /// <summary>
    /// What is asked in the transaction that begins the send and not before: what is stopped, changed or decided up to that moment counts.
    /// The network's limits and the account's money come after these, because asking takes from them.
    /// </summary>
    public async IAsyncEnumerable<Obstacle> AtIntentAsync(
        Delivery delivery, AccountRow account, IDeliveryFacts facts, DateTimeOffset moment, [EnumeratorCancellation] CancellationToken ct)
    {
        if (await facts.StopAsync(account.Id, ct) is { } stopped)
        {
            yield return stopped.Obstacle;
        }

        if (delivery is { Kind: "post", ArticleId: { } articleId } && await facts.ArticleAsync(articleId, ct) is { } article
            && article.Obstacle(delivery.ArticleVersion) is { } changed)
        {
            yield return changed;
        }

        if (await GuardedAsync(delivery, facts, moment, ct) is { } guarded)
        {
            yield return guarded;
        }
    }

    /// <summary>When access ends that only a person can renew; null: it does not, or we renew it.</summary>
    public DateTimeOffset? AccessEnd(AccountRow account) =>
        !channels.TryGet<IRefreshTokens>(account.Network, out _) ? account.AccessExpiresAt
        : account.RefreshEndsAt is { } last && account.AccessExpiresAt > last ? account.AccessExpiresAt
        : account.RefreshEndsAt;

    private async IAsyncEnumerable<Obstacle> WordsAsync(Delivery delivery, AccountRow account, IDeliveryFacts facts,
        [EnumeratorCancellation] CancellationToken ct)
    {
        if (channels.Find(account.Network) is not { } channel)
        {
            yield return Obstacle.Held(ReleaseHeld.NetworkGone, GoneChannel.Words(account.Network));
            yield break;
        }

        var measured = account.ForMeasure();
        if (channel.MeasurePart(delivery.Body, delivery.Place, StoredCard.Of(delivery)?.ContentWarning, measured).Explain() is { } problem)
        {
            yield return Obstacle.Fails(RefusalKind.TooLong, problem);
        }

        // Half a chain is worse than none: nothing of it goes out when a later part cannot.
        var isFirst = delivery is { Kind: "post", PreviousId: null, PostId: not null };
        foreach (var later in isFirst ? await facts.LaterPartsAsync(delivery, ct) : [])
        {
            var length = channel.MeasurePart(later.Body, later.Place, StoredCard.Of(later)?.ContentWarning, measured);
            if (later.State is not DeliveryState.Cancelled && length.Explain() is { } wrong)
            {
                yield return Obstacle.Held(nameof(RefusalKind.TooLong), $"Part {later.Part} of the thread cannot go out: {wrong}") with
                {
                    Then = "Nothing was sent. Change that part, and then send this one.",
                };
                yield break;
            }
        }
    }

    // A guard holds it or puts it off. Agents' answers are not guarded, nor are the later parts of a thread that has begun.
    private static async Task<Obstacle?> GuardedAsync(Delivery delivery, IDeliveryFacts facts, DateTimeOffset moment, CancellationToken ct)
    {
        if (delivery is not { Kind: "post", PostId: not null, Part: 1, GuardsWaivedAt: null })
        {
            return null;
        }

        var post = new GuardedPost(
            delivery.Id, delivery.PostId, delivery.AccountId, delivery.ArticleId, PostWords.HashOf(delivery.Body,
                delivery.LinkUrl), moment, HasPlace: delivery.ErrorKind == CheckGuards.TooMany);
        var findings = await CheckGuards.RunAsync(facts, post, ct);
        if (findings.FirstOrDefault(f => f.Until is null) is { } decide)
        {
            return Obstacle.Held(decide.Kind, decide.Reason) with
            {
                Then = "Nothing was sent. Send it all the same, change it, or cancel it.",
            };
        }

        // The one that puts it off longest; the others are asked again then.
        return findings.MaxBy(f => f.Until) is { Until: { } until } wait
            ? new Obstacle(wait.Kind, wait.Reason) { Until = until, IsPutOff = true, Then = "" }
            : null;
    }
}
