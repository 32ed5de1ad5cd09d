using Engagement.Data;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Integrations.Webhooks;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Host;
using Engagement.Jobs;
using Engagement.Outbox;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Deliveries;
using Hangfire;
using Hangfire.Common;
using Hangfire.InMemory;
using Hangfire.States;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Engagement.Tests.Outbox;

/// <summary>
/// No sort of work stands behind another. With one queue for all, a post of a node that was killed was asked about after 33 minutes, behind
/// 20,000 replies; and what was claimed from the backlog lost its lease in line and was claimed again, four times for each reply.
/// </summary>
public sealed class QueuesTests
{
    private static readonly Sql AnyOfA = Sql.Portable("select RefId from Outbox where LeaseOwner = 'a'");

    private static readonly Sql CountOf = Sql.Portable("select count(*) from Outbox where LeaseOwner = @Node");

    private static readonly Sql CountClaimed = Sql.Portable("select count(*) from Outbox where Kind = @Kind and LeaseOwner is not null");

    private static readonly OutboxKind[] Kinds =
    [
        new(StoreInbound.Work, JobQueue.Listening, IsBatch: true),
        new(SendWebhook.Work, JobQueue.Webhooks, IsBatch: false),
        new(Ledger.Work, JobQueue.Publishing, IsBatch: false),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    internal async Task A_post_goes_out_on_time_however_many_replies_and_webhooks_wait(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        using var storage = new InMemoryStorage();
        using var dispatcher = Dispatcher(room, storage);
        await PutAsync(room, StoreInbound.Work, 1000);
        await PutAsync(room, SendWebhook.Work, 300);
        for (var look = 0; look < 8; look++)
        {
            await dispatcher.DispatchAsync(Stop);
        }

        room.Clock.Advance(TimeSpan.FromMinutes(10));
        await PutAsync(room, Ledger.Work, 1);
        await dispatcher.DispatchAsync(Stop);

        Assert.Equal(1, Waiting(storage, JobQueue.Publishing));
        Assert.Equal(JobQueue.Listening.MostWaiting, Waiting(storage, JobQueue.Listening));
        Assert.Equal(JobQueue.Webhooks.MostWaiting, Waiting(storage, JobQueue.Webhooks));
    }

    [Theory, OnEachDatabase]
    internal async Task No_more_of_a_backlog_is_claimed_than_its_workers_can_soon_take(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        using var storage = new InMemoryStorage();
        using var dispatcher = Dispatcher(room, storage);
        await PutAsync(room, StoreInbound.Work, 1000);

        var waits = new List<TimeSpan>();
        for (var look = 0; look < 8; look++)
        {
            waits.Add(await dispatcher.DispatchAsync(Stop));
        }

        var twoJobs = 2 * new BatchSizes().Of(StoreInbound.Work);
        Assert.Equal(twoJobs, await room.Db.ScalarAsync<int>(CountClaimed, new { Kind = StoreInbound.Work }, Stop));
        Assert.Equal(TimeSpan.Zero, waits[0]); // more is due
        Assert.InRange(waits[^1], TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(200)); // soon, but not at once: the line is full
    }

    [Theory, OnEachDatabase]
    internal async Task What_a_dead_node_had_in_hand_is_taken_up_though_the_queue_is_full(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        using var storage = new InMemoryStorage();
        using var dispatcher = Dispatcher(room, storage);
        await PutAsync(room, StoreInbound.Work, 1000);
        await room.Outbox.ClaimAsync("dies", StoreInbound.Work, 10, Stop);
        await dispatcher.DispatchAsync(Stop);
        await dispatcher.DispatchAsync(Stop);
        Assert.Equal(JobQueue.Listening.MostWaiting, Waiting(storage, JobQueue.Listening));

        room.Clock.Advance(Lease.Length - TimeSpan.FromTicks(1));
        await dispatcher.DispatchAsync(Stop);
        Assert.Equal(0, Waiting(storage, JobQueue.Lapsed));

        room.Clock.Advance(TimeSpan.FromSeconds(1));
        await dispatcher.DispatchAsync(Stop);

        Assert.Equal(JobQueue.Listening.MostWaiting, Waiting(storage, JobQueue.Listening));
        Assert.Equal(1, Waiting(storage, JobQueue.Lapsed));
        Assert.Equal(0, await room.Db.ScalarAsync<int>(CountOf, new { Node = "dies" }, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task Of_two_kinds_in_one_queue_the_one_that_waited_longest_goes_first(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        using var storage = new InMemoryStorage();
        OutboxKind[] kinds = [new("one", JobQueue.Mails, IsBatch: false), new("other", JobQueue.Mails, IsBatch: false)];
        using var dispatcher = Dispatcher(room, storage, kinds);
        await PutAsync(room, "other", JobQueue.Mails.MostWaiting);
        room.Clock.Advance(TimeSpan.FromSeconds(1));
        await PutAsync(room, "one", 100);

        await dispatcher.DispatchAsync(Stop);

        Assert.Equal(JobQueue.Mails.MostWaiting, await room.Db.ScalarAsync<int>(CountClaimed, new { Kind = "other" }, Stop));
        Assert.Equal(0, await room.Db.ScalarAsync<int>(CountClaimed, new { Kind = "one" }, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task A_look_waits_until_the_next_row_of_any_kind(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        using var storage = new InMemoryStorage();
        using var dispatcher = Dispatcher(room, storage);
        Assert.Equal(TimeSpan.FromMilliseconds(500), await dispatcher.DispatchAsync(Stop));

        await room.Outbox.PutAsync(room.Db, SendWebhook.Work, Ids.New(room.Clock), room.Clock.Now().AddMilliseconds(120), Stop);
        Assert.Equal(TimeSpan.FromMilliseconds(120), await dispatcher.DispatchAsync(Stop));

        await PutAsync(room, Ledger.Work, 1);
        Assert.Equal(TimeSpan.FromMilliseconds(120), await dispatcher.DispatchAsync(Stop));
        Assert.Equal(1, Waiting(storage, JobQueue.Publishing));
    }

    [Theory, OnEachDatabase]
    internal async Task What_waits_in_line_is_kept_for_as_long_as_its_node_lives(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        using var storage = new InMemoryStorage();
        using var dispatcher = Dispatcher(room, storage);
        await PutAsync(room, Ledger.Work, 3);
        await dispatcher.DispatchAsync(Stop);

        for (var beats = 0; beats < 6; beats++)
        {
            room.Clock.Advance(Lease.Beat);
            await dispatcher.DispatchAsync(Stop);
            Assert.Empty(await room.Outbox.ClaimAsync("b", Ledger.Work, 10, Stop));
        }

        room.Clock.Advance(Lease.Length);
        Assert.Equal(3, (await room.Outbox.ClaimAsync("b", Ledger.Work, 10, Stop)).Count);
    }

    [Theory, OnEachDatabase]
    internal async Task What_another_node_runs_out_of_the_common_queue_is_its_own_and_the_rest_is_kept(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        using var storage = new InMemoryStorage();
        using var dispatcher = Dispatcher(room, storage);
        await PutAsync(room, Ledger.Work, 3);
        await dispatcher.DispatchAsync(Stop);
        var begun = await room.Db.ScalarAsync<Guid>(AnyOfA, ct: Stop);
        Assert.True(await room.Outbox.TakeOverAsync("b", new() { Kind = Ledger.Work, RefId = begun, Attempts = 1 }, Stop));
        await room.Outbox.DropAsync(room.Db, Ledger.Work, begun, Stop);

        for (var beats = 0; beats < 6; beats++)
        {
            room.Clock.Advance(Lease.Beat);
            await dispatcher.DispatchAsync(Stop);
            Assert.Empty(await room.Outbox.ClaimAsync("c", Ledger.Work, 10, Stop));
        }
    }

    [Theory, OnEachDatabase]
    internal async Task What_gets_no_job_is_handed_back_at_once(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        using var storage = new InMemoryStorage();
        using var dispatcher = Dispatcher(room, storage, jobs: new BreaksAfter(new BackgroundJobClient(storage), 1));
        await PutAsync(room, Ledger.Work, 3);

        await Assert.ThrowsAsync<BackgroundJobClientException>(() => dispatcher.DispatchAsync(Stop));

        Assert.Equal(1, Waiting(storage, JobQueue.Publishing));
        Assert.Equal(2, (await room.Outbox.ClaimAsync("b", Ledger.Work, 10, Stop)).Count);
        room.Clock.Advance(Lease.Beat);
        await dispatcher.DispatchAsync(Stop);
        Assert.Empty(await room.Outbox.ClaimAsync("c", Ledger.Work, 10, Stop)); // the one that has a job is kept
    }

    private static Task PutAsync(PublishingRoom room, string kind, int count) =>
        room.Db.InTransactionAsync(
            tx => room.Outbox.PutNewAsync(
                tx, kind, [.. Enumerable.Range(0, count).Select(_ => Ids.New(room.Clock))], room.Clock.Now(), Stop), Stop);

    private static long Waiting(JobStorage storage, JobQueue queue) => storage.GetMonitoringApi().EnqueuedCount(queue.Name);

    private static OutboxDispatcher Dispatcher(
        PublishingRoom room, JobStorage storage, OutboxKind[]? kinds = null, IBackgroundJobClient? jobs = null) => new(
        room.Outbox, new OutboxSignal(), jobs ?? new BackgroundJobClient(storage),
        storage, kinds ?? Kinds, new ClaimedRows(room.Clock), new BatchSizes(), new Node("a"), room.Clock,
        new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance), NullLogger<OutboxDispatcher>.Instance);

    // As Hangfire's storage may at any moment.
    private sealed class BreaksAfter(IBackgroundJobClient jobs, int count) : IBackgroundJobClient
    {
        private int _left = count;

        public string Create(Job job, IState state) => _left-- > 0
            ? jobs.Create(job, state)
            : throw new BackgroundJobClientException("The storage is away.", new TimeoutException());

        public bool ChangeState(string jobId, IState state, string expectedState) => jobs.ChangeState(jobId, state, expectedState);
    }
}
