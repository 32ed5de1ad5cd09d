using Engagement.Data;
using Engagement.Outbox;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Deliveries;

namespace Engagement.Tests.Outbox;

public sealed class LeaseTests
{
    private const string Kind = "deliver";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>107 s late was seen, when a claim was left alone for 90.</summary>
    [Fact]
    public void A_lease_is_no_longer_than_half_a_minute_and_lives_through_two_missed_beats()
    {
        Assert.True(Lease.Length <= TimeSpan.FromSeconds(30));
        Assert.True(3 * Lease.Beat < Lease.Length);
        Assert.True(new Features.Publishing.Deliveries.PublishingOptions().SendLease <= Lease.Length);
    }

    [Theory, OnEachDatabase]
    internal async Task Work_that_goes_on_for_minutes_stays_with_its_node_and_is_free_when_the_node_is_gone(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        var id = await ClaimAsync(room, "a");
        using var beaten = new SemaphoreSlim(0);
        await using (room.Outbox.Keep("a", Kind, [id]))
        {
            room.Db.OnStep = (step, _) => _ = step == DbStep.Answer ? beaten.Release() : 0;
            for (var i = 0; i < 12; i++)
            {
                room.Clock.Advance(Lease.Beat);
                await beaten.WaitAsync(Stop);
                room.Db.OnStep = null;
                Assert.Empty(await room.Outbox.ClaimAsync("b", "deliver", 1, Stop));
                room.Db.OnStep = (step, _) => _ = step == DbStep.Answer ? beaten.Release() : 0;
            }
        }

        room.Db.OnStep = null;
        room.Clock.Advance(Lease.Length);
        Assert.Equal(id, Assert.Single(await room.Outbox.ClaimAsync("b", "deliver", 1, Stop)).RefId);
    }

    [Theory, OnEachDatabase]
    internal async Task A_job_that_waited_until_another_node_had_its_row_does_not_begin(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        var id = await ClaimAsync(room, "a");
        var mine = new OutboxClaim { Kind = Kind, RefId = id, Attempts = 1 };
        room.Clock.Advance(Lease.Length);
        var other = Assert.Single(await room.Outbox.ClaimAsync("b", "deliver", 1, Stop));

        Assert.False(await room.Outbox.TakeOverAsync("a", mine, Stop));
        Assert.True(await room.Outbox.TakeOverAsync("c", other, Stop)); // queued by b, run by c
    }

    [Theory, OnEachDatabase]
    internal async Task A_node_that_stops_hands_back_what_it_has_claimed_and_not_begun(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        var (waiting, begun) = (await ClaimAsync(room, "a"), await ClaimAsync(room, "a"));
        var claimed = new ClaimedRows(room.Clock);
        claimed.Claimed(
            [new() { Kind = Kind, RefId = waiting, Attempts = 1 }, new() { Kind = Kind, RefId = begun, Attempts = 1 }],
            room.Clock.GetTimestamp());
        Assert.True(claimed.Begins(Kind, begun, 1));

        foreach (var kind in claimed.TakeAll())
        {
            await room.Outbox.HandBackAsync("a", kind.Key, [.. kind]);
        }

        Assert.Equal(waiting, Assert.Single(await room.Outbox.ClaimAsync("b", "deliver", 10, Stop)).RefId);
        Assert.False(claimed.Begins(Kind, waiting, 1));
        Assert.False(await room.Outbox.TakeOverAsync("a", new() { Kind = Kind, RefId = waiting, Attempts = 1 }, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task A_dead_nodes_work_is_claimed_before_a_backlog_that_was_due_earlier(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        var dead = await ClaimAsync(room, "a");
        var backlog = Enumerable.Range(0, 5).Select(_ => Ids.New(room.Clock)).ToList();
        await room.Db.InTransactionAsync(tx => room.Outbox.PutNewAsync(tx, Kind, backlog, room.Clock.Now(), Stop), Stop);
        room.Clock.Advance(Lease.Length);

        Assert.Equal(dead, Assert.Single(await room.Outbox.ClaimAsync("b", Kind, 1, Stop)).RefId);
        Assert.Equal(backlog.Order(), (await room.Outbox.ClaimAsync("b", Kind, 10, Stop)).Select(claim => claim.RefId).Order());
    }

    [Fact]
    public async Task A_claim_that_is_renewed_while_it_waits_need_not_be_asked_about()
    {
        await using var room = await PublishingRoom.OpenAsync(Dialect.Sqlite);
        var claimed = new ClaimedRows(room.Clock);
        var id = Guid.NewGuid();
        claimed.Claimed([new() { Kind = Kind, RefId = id, Attempts = 1 }], room.Clock.GetTimestamp());
        Assert.Empty(claimed.ToRenew());
        room.Clock.Advance(Lease.Beat);
        Assert.Equal([id], claimed.ToRenew()[Kind]);

        claimed.Renewed(Kind, [id, Guid.NewGuid()], room.Clock.GetTimestamp());

        Assert.Empty(claimed.ToRenew());
        Assert.True(claimed.Begins(Kind, id, 1));
    }

    [Fact]
    public async Task A_job_that_never_begins_is_let_go_after_some_minutes()
    {
        await using var room = await PublishingRoom.OpenAsync(Dialect.Sqlite);
        var claimed = new ClaimedRows(room.Clock);
        claimed.Claimed([new() { Kind = Kind, RefId = Guid.NewGuid(), Attempts = 1 }], room.Clock.GetTimestamp());
        var beats = 0;
        for (; beats < 1000; beats++)
        {
            room.Clock.Advance(Lease.Beat);
            if (claimed.ToRenew()[Kind].ToList() is not { Count: > 0 } rows)
            {
                break;
            }

            claimed.Renewed(Kind, rows, room.Clock.GetTimestamp());
        }

        Assert.InRange(beats * Lease.Beat, 9 * Lease.Length, 10 * Lease.Length);
    }

    [Fact]
    public void As_many_are_worked_on_together_as_take_two_seconds()
    {
        var sizes = new BatchSizes();
        Assert.Equal(25, sizes.Of(Kind));
        sizes.Took(Kind, 25, TimeSpan.FromMilliseconds(100));
        sizes.Took(Kind, 3, TimeSpan.FromMilliseconds(10)); // says nothing of fifty
        Assert.Equal(50, sizes.Of(Kind));
        sizes.Took(Kind, 50, TimeSpan.FromMilliseconds(100));
        sizes.Took(Kind, 100, TimeSpan.FromMilliseconds(100));
        Assert.Equal((100, 25), (sizes.Of(Kind), sizes.Of("other")));

        sizes.Took(Kind, 100, TimeSpan.FromSeconds(1.5));
        Assert.Equal(100, sizes.Of(Kind));
        sizes.Took(Kind, 100, TimeSpan.FromSeconds(4));
        Assert.Equal(50, sizes.Of(Kind));
        sizes.Took(Kind, 50, TimeSpan.FromMinutes(1));
        Assert.Equal(25, sizes.Of(Kind));
    }

    [Fact]
    public async Task A_claim_that_has_waited_is_asked_about_before_its_work_begins()
    {
        await using var room = await PublishingRoom.OpenAsync(Dialect.Sqlite);
        var claimed = new ClaimedRows(room.Clock);
        var (soon, late) = (Guid.NewGuid(), Guid.NewGuid());
        claimed.Claimed(
            [new() { Kind = Kind, RefId = soon, Attempts = 1 }, new() { Kind = Kind, RefId = late, Attempts = 1 }],
            room.Clock.GetTimestamp());

        Assert.False(claimed.Begins(Kind, soon, 2)); // another claim's job
        claimed.Claimed([new() { Kind = Kind, RefId = soon, Attempts = 2 }], room.Clock.GetTimestamp());
        Assert.True(claimed.Begins(Kind, soon, 2));
        room.Clock.Advance(Lease.Beat);
        Assert.False(claimed.Begins(Kind, late, 1));
    }

    private static async Task<Guid> ClaimAsync(PublishingRoom room, string node)
    {
        var id = Ids.New(room.Clock);
        await room.Outbox.PutAsync(room.Db, Kind, id, room.Clock.Now(), Stop);
        return Assert.Single(await room.Outbox.ClaimAsync(node, "deliver", 1, Stop)).RefId;
    }
}
