using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Deliveries.Obstacles;

namespace Engagement.Features.Publishing.Deliveries.Foresight;

/// <summary>
/// Looks at all that waits as the sender will, in the order it will come due and with what will have gone out by then: what goes out, is
/// held, missed, fails or comes late, and what mends it. It asks the very judgement the send asks (<see cref="FindObstacles"/>).
/// Reads only.
/// </summary>
internal sealed class Foresee(ReadPreflight read, FindObstacles obstacles, ChannelCatalog channels, TimeProvider clock)
{
    /// <summary>Nearer than this a missing approval is told without being asked for.</summary>
    public static readonly TimeSpan ApprovalDue = TimeSpan.FromHours(24);

    // Years of posts for most desks; who has more is told how far it was looked.
    private const int MostLooked = 10_000;

    // A post that a crowded hour puts off again and again ends somewhere.
    private const int MostLooks = 500;

    /// <param name="accountId">Of one account; null: of all.</param>
    /// <param name="most">At most so many answers.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Foresight> RunAsync(Guid? accountId, int most, CancellationToken ct)
    {
        var now = clock.Now();
        var found = await read.RunAsync(now, MostLooked, ct);
        var walk = new Walk(found, obstacles, channels, now);
        await walk.RunAsync(ct);
        return new(
            [.. walk.Seen().Where(f => accountId is null || f.AccountId == accountId).Take(most)],
            walk.Fates,
            found.Waiting.Count == MostLooked ? found.Waiting[^1].DueAt : null);
    }

    // One look ahead: a world that is carried from moment to moment.
    private sealed class Walk(ReadPreflight.Read found, FindObstacles obstacles, ChannelCatalog channels, DateTimeOffset now)
    {
        private readonly Dictionary<Guid, Delivery> _waiting = found.Waiting.ToDictionary(d => d.Id);
        private readonly Dictionary<Guid, Delivery> _next = found.Waiting.Where(d => d.PreviousId is not null)
            .DistinctBy(d => d.PreviousId).ToDictionary(d => d.PreviousId!.Value);
        private readonly Dictionary<Guid, List<PreflightReason>> _reasons = found.Waiting.ToDictionary(d => d.Id,
            _ => new List<PreflightReason>());
        private readonly Dictionary<Guid, int> _looks = [];
        private readonly PriorityQueue<Guid, (DateTimeOffset At, Guid Id)> _coming = new();
        // the moment that holds; what was brought forward stands in the queue twice
        private readonly Dictionary<Guid, DateTimeOffset> _comes = [];

        public Dictionary<Guid, Fate> Fates { get; } = [];

        public async Task RunAsync(CancellationToken ct)
        {
            foreach (var delivery in found.Waiting)
            {
                Begin(delivery);
            }

            while (_coming.TryDequeue(out var id, out var moment))
            {
                if (_comes.TryGetValue(id, out var comes) && comes == moment.At)
                {
                    _comes.Remove(id);
                    await LookAsync(_waiting[id], moment.At, ct);
                }
            }

            // Nobody brings these on: what they follow does not go out.
            foreach (var delivery in found.Waiting.Where(d => !Fates.ContainsKey(d.Id)))
            {
                Say(delivery,
                    PreflightReasons.Thread(delivery,
                        _waiting.ContainsKey(delivery.PreviousId!.Value) ? null : found.World.Beside[delivery.Id].PreviousState));
                Fates[delivery.Id] = new(DeliveryState.Scheduled, delivery.DueAt, "Thread");
            }
        }

        public IEnumerable<Foreseen> Seen() =>
            from delivery in found.Waiting
            let account = found.Accounts[delivery.AccountId]
            let language = PreflightReasons.Language(delivery, account, found.World.Beside[delivery.Id])
            let reasons = language is null ? _reasons[delivery.Id] : [.. _reasons[delivery.Id], language]
            where reasons.Count > 0
            select new Foreseen(
                delivery.Id, delivery.Kind, found.World.Beside[delivery.Id].Title, delivery.DueAt,
                account.Id, account.Name, delivery.Network,
                Fates[delivery.Id], reasons);

        // When it is looked at first; the parts of a thread that wait for another are brought on by that one.
        private void Begin(Delivery delivery)
        {
            var beside = found.World.Beside[delivery.Id];
            var isBroughtOn = beside.PreviousState is DeliveryState.Publishing or DeliveryState.Uncertain;
            if (delivery.State == DeliveryState.AwaitingApproval || !delivery.WaitsForPrevious || isBroughtOn)
            {
                var at = delivery.State == DeliveryState.Scheduled && beside.NextLook > delivery.DueAt
                    ? beside.NextLook.Value
                    : delivery.DueAt;
                Come(delivery, at > now ? at : now);
            }
        }

        private void Come(Delivery delivery, DateTimeOffset at)
        {
            _comes[delivery.Id] = at;
            _coming.Enqueue(delivery.Id, (at, delivery.Id));
        }

        private async Task LookAsync(Delivery delivery, DateTimeOffset at, CancellationToken ct)
        {
            var account = found.Accounts[delivery.AccountId];

            // Approved late, it is due when it is approved.
            var judged = delivery.State == DeliveryState.AwaitingApproval ? delivery with { DueAt = at } : delivery;
            Obstacle? first = null;
            await foreach (var obstacle in BothAsync(judged, ct))
            {
                // What waits is asked again when the wait is over; of what is held every cause is said.
                if (first is null || obstacle.To is not null)
                {
                    Say(delivery, PreflightReasons.Of(obstacle, delivery, account));
                    first ??= obstacle;
                }

                if (first.To is null)
                {
                    break;
                }
            }

            if (delivery.State == DeliveryState.AwaitingApproval)
            {
                Fates[delivery.Id] = new(DeliveryState.AwaitingApproval, at, Obstacle.NotApproved);
            }
            else if ((first ?? Take(delivery, at)) is { } met)
            {
                Meet(delivery, met, at);
            }
            else
            {
                GoesOut(delivery, at);
            }

            async IAsyncEnumerable<Obstacle> BothAsync(Delivery its,
                [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
            {
                await foreach (var obstacle in obstacles.BeforeAccessAsync(its, account, found.World, at, ct))
                {
                    yield return obstacle;
                }

                await foreach (var obstacle in obstacles.AtIntentAsync(its, account, found.World, at, ct))
                {
                    yield return obstacle;
                }
            }
        }

        // The network's limits, then the account's money, as the send takes them.
        private Obstacle? Take(Delivery delivery, DateTimeOffset at)
        {
            var account = found.Accounts[delivery.AccountId];
            var facts = channels[account.Network].Facts;
            if (found.Purse.Draw(account, facts, at) is { } usedUp)
            {
                Say(delivery, PreflightReasons.UsedUp(usedUp, facts, delivery, account));
                found.Accounts[account.Id] = account with { PublishRestUntil = usedUp.Until, PublishLastError = usedUp.Words(facts.Name) };
                return Obstacle.NoCalls(usedUp, facts.Name);
            }

            if (found.Purse.Take(account, delivery, at) is { } poor)
            {
                var obstacle = Obstacle.NoMoney(account, poor);
                Say(delivery, PreflightReasons.Of(obstacle, delivery, account));
                return obstacle;
            }

            return null;
        }

        private void Meet(Delivery delivery, Obstacle obstacle, DateTimeOffset at)
        {
            var looks = _looks[delivery.Id] = _looks.GetValueOrDefault(delivery.Id) + 1;
            if (obstacle is { To: null, Until: { } until } && looks < MostLooks)
            {
                Change(obstacle.IsPutOff ? delivery with { DueAt = until, ErrorKind = obstacle.Kind } : delivery);
                Come(delivery, until);
                return;
            }

            // Whoever meets its end first marks the account, for all that come after.
            if (obstacle.EndsAccess)
            {
                found.Accounts[delivery.AccountId] = found.Accounts[delivery.AccountId] with { State = AccountState.NeedsReconnect };
            }

            Change(delivery with { State = obstacle.To ?? DeliveryState.Scheduled });
            Fates[delivery.Id] = new(obstacle.To ?? DeliveryState.Scheduled, at, obstacle.Kind);
        }

        private void GoesOut(Delivery delivery, DateTimeOffset at)
        {
            Change(delivery with { State = DeliveryState.Published });
            found.World.Posts.GoesOut(delivery, at);
            Fates[delivery.Id] = new(DeliveryState.Published, at, null);
            EndRest(delivery.AccountId, at);
            if (_next.GetValueOrDefault(delivery.Id) is { State: DeliveryState.Scheduled } next)
            {
                Change(next with { DueAt = at, InReplyToRemoteId = "foreseen" });
                Come(next, at);
            }
        }

        // What works after a rest brings forward what waited for the account (AccountRests.BringForward).
        private void EndRest(Guid accountId, DateTimeOffset at)
        {
            if (found.Accounts[accountId] is not { PublishRestUntil: not null } account)
            {
                return;
            }

            found.Accounts[accountId] = account with { PublishRestUntil = null, PublishLastError = null, PublishFailures = 0 };
            foreach (var waits in _comes.Where(c => c.Value > at).Select(c => _waiting[c.Key]).ToList())
            {
                if (waits.AccountId == accountId && waits.State == DeliveryState.Scheduled && waits.DueAt <= at
                    && waits.ErrorKind is null or nameof(RefusalKind.RateLimited) or nameof(RefusalKind.Unavailable))
                {
                    Come(waits, at);
                }
            }
        }

        private void Change(Delivery delivery)
        {
            _waiting[delivery.Id] = delivery;
            found.World.Posts.Places(delivery);
        }

        // The same cause is said once, however often it is met.
        private void Say(Delivery delivery, PreflightReason reason)
        {
            var reasons = _reasons[delivery.Id];
            if (!reasons.Any(r => r.Code == reason.Code && r.IsFatal == reason.IsFatal))
            {
                reasons.Add(reason);
            }
        }
    }
}
