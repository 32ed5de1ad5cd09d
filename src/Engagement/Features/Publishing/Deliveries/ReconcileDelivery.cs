using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Web.Text;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>
/// Settles a doubt by asking the network. Found: Published. Certainly absent: back to Scheduled, and so sent again.
/// Not sure: asked again later, and after <see cref="PublishingOptions.ReconcileFor"/> left to a person. Never sends anything itself.
/// </summary>
internal sealed class ReconcileDelivery(
    Db db,
    Ledger ledger,
    ChannelCatalog channels,
    AccountAccess access,
    OutgoingPosts outgoing,
    RateBudgets budgets,
    Spending spending,
    SinceSend since,
    PublishingOptions options,
    TimeProvider clock)
{
    private static readonly Sql DoubtBegan = Sql.Portable(
        "select max(OccurredAt) from DeliveryHistory where DeliveryId = @Id and ToState = 'Uncertain' and FromState <> 'Uncertain'");

    public async Task RunAsync(Delivery delivery, CancellationToken ct)
    {
        var row = await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = delivery.AccountId }, ct)
            ?? throw new InvalidOperationException($"Delivery {delivery.Id} names an account that is not there.");
        var facts = channels[delivery.Network].Facts;
        var sentAt = Earliest(delivery.SendStartedAt, delivery.AskSince) ?? delivery.DueAt;

        // What is asked about first was perhaps sent long ago; how long we have been asking counts from our first question.
        var began = delivery.AskSince is null
            ? sentAt
            : await db.ScalarAsync<DateTimeOffset?>(DoubtBegan, new { delivery.Id }, ct) ?? clock.Now();

        // Asked too early, a timeline that lags would say "absent" of something that is out. Counted twice: by the clock on the wall, for
        // what was sent elsewhere, and by elapsed time, because that clock may have been set since.
        var now = clock.Now();
        var (bySent, byElapsed) = (sentAt + facts.TimelineLag, now + facts.TimelineLag - since.Of(delivery.Id));
        if ((bySent > byElapsed ? bySent : byElapsed) is var earliest && earliest > now)
        {
            await MoveAsync(delivery, new Move(DeliveryState.Uncertain, DeliveryState.Uncertain,
                $"Waiting until {facts.Name} would show it.", Ledger.System, Next: earliest), ct);
            return;
        }

        if (!channels.TryGet<IFindOwnPosts>(delivery.Network, out var finder))
        {
            await MoveAsync(delivery, Ask(delivery, channels.Find(delivery.Network) is null
                ? $"{GoneChannel.Words(delivery.Network)} A person must look there and say whether it is out."
                : $"{facts.Name} offers no way to ask. A person must look.", next: null), ct);
            return;
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(options.SendTimeout);
        var answer = await access.OpenAsync(row, ct) switch
        {
            Reading<ChannelAccount>.Got { Value: var account } =>
                await finder.FindOwnPostAsync(account, delivery.AskSince is { } since
                    ? await outgoing.ForgottenAsync(delivery, since, timeout.Token)
                    : await outgoing.OfAsync(delivery, timeout.Token), delivery.InReplyToRemoteId, sentAt, timeout.Token),
            Reading<ChannelAccount>.Refused { Refusal: var refusal } => new Reading<FindResult>.Refused(refusal),
            var other => throw new InvalidOperationException($"No way on from {other.GetType().Name}."),
        };
        PublishingSteps.Passed(PublishingSteps.ReconcileAsked, delivery.Id);
        var move = MoveAfter(delivery, row, facts, answer, began);
        await db.InTransactionAsync(async tx =>
        {
            await budgets.LearnAsync(tx, row.Id, answer.Rate, ct);
            if (await ledger.MoveAsync(tx, delivery.Id, delivery.Version, move, ct) && move.To == DeliveryState.Scheduled)
            {
                await spending.GiveBackAsync(tx, delivery.Network, delivery.Id, ct);
            }
        }, ct);
        if (move.To != DeliveryState.Uncertain)
        {
            since.Forget(delivery.Id);
        }

        PublishingSteps.Passed(PublishingSteps.ReconcileWritten, delivery.Id);
    }

    private Move MoveAfter(Delivery delivery, AccountRow account, ChannelFacts facts, Reading<FindResult> answer, DateTimeOffset began)
    {
        var now = clock.Now();
        return answer switch
        {
            Reading<FindResult>.Got { Value: FindResult.Found found } => new Move(DeliveryState.Uncertain, DeliveryState.Published,
                $"Asked {facts.Name}: it is out.", Ledger.System, Next: null)
            {
                RemoteId = found.RemoteId,
                RemoteUrl = found.Url?.ToString(),
                PublishedAt = found.Since,
            },
            Reading<FindResult>.Got { Value: FindResult.Absent absent } => new Move(DeliveryState.Uncertain, DeliveryState.Scheduled,
                $"Asked {facts.Name}: it is certainly not out ({absent.How}). Sending it.", Ledger.System, Next: now),
            Reading<FindResult>.Got { Value: FindResult.NotSure unsure } =>
                Later($"Asked {facts.Name}: not seen, which proves nothing yet ({unsure.Why})."),
            Reading<FindResult>.Refused refused =>
                Later($"{facts.Name} could not be asked. {refused.Refusal.Reason}", refused.Refusal.RetryAfter),
            _ => throw new InvalidOperationException($"No move for {answer.GetType().Name}."),
        };

        Move Later(string reason, TimeSpan? asked = null)
        {
            var next = now + BackOff.After((int)Math.Log2(Math.Max(2, (now - began).TotalSeconds / 15)), asked);
            return next - began <= options.ReconcileFor
                ? Ask(delivery, $"{reason} Asking again {Lateness.InWords(next - now)} from now.", next)
                : Ask(delivery, Sentence.Of($"{reason} A person must look on {account.Name} and say whether it is out."), next: null);
        }
    }

    private static DateTimeOffset? Earliest(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;

    private static Move Ask(Delivery delivery, string reason, DateTimeOffset? next) =>
        new(DeliveryState.Uncertain, DeliveryState.Uncertain, reason, Ledger.System, next)
        {
            ErrorKind = delivery.ErrorKind,
            Error = delivery.LastError,
        };

    private Task MoveAsync(Delivery delivery, Move move, CancellationToken ct) =>
        db.InTransactionAsync(tx => ledger.MoveAsync(tx, delivery.Id, delivery.Version, move, ct), ct);
}
