using Engagement.Data;
using Engagement.Outbox;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Deliveries;

namespace Engagement.Tests.Outbox;

public sealed class OutboxTableTests
{
    [Theory, OnEachDatabase]
    internal async Task Claims_take_the_oldest_due_rows_and_leave_the_rest(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        var now = room.Clock.Now();
        var ids = Enumerable.Range(0, 4).Select(i => Ids.New(now.AddDays(i))).ToList();
        await room.Outbox.PutAsync(room.Db, "deliver", ids[0], now.AddSeconds(-1), Stop);
        await room.Outbox.PutAsync(room.Db, "deliver", ids[1], now.AddSeconds(-3), Stop);
        await room.Outbox.PutAsync(room.Db, "deliver", ids[2], now.AddSeconds(-2), Stop);
        await room.Outbox.PutAsync(room.Db, "deliver", ids[3], now.AddSeconds(1), Stop);

        var first = await room.Outbox.ClaimAsync("a", "deliver", 2, Stop);
        var second = await room.Outbox.ClaimAsync("b", "deliver", 10, Stop);

        Assert.Equal([ids[1], ids[2]], first.Select(c => c.RefId).Order());
        Assert.Equal([ids[0]], second.Select(c => c.RefId));
        Assert.Empty(await room.Outbox.ClaimAsync("c", "deliver", 10, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task A_row_whose_holder_died_comes_back_when_its_lease_ends(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        var id = Ids.New(room.Clock);
        await room.Outbox.PutAsync(room.Db, "deliver", id, room.Clock.Now(), Stop);
        await room.Outbox.ClaimAsync("dies", "deliver", 1, Stop);

        room.Clock.Advance(Lease.Length - TimeSpan.FromSeconds(1));
        Assert.Empty(await room.Outbox.ClaimAsync("other", "deliver", 1, Stop));
        room.Clock.Advance(TimeSpan.FromSeconds(1));
        var claim = Assert.Single(await room.Outbox.ClaimAsync("other", "deliver", 1, Stop));

        Assert.Equal((id, 2), (claim.RefId, claim.Attempts));
    }

    [Theory, OnEachDatabase]
    internal async Task Nodes_that_claim_at_once_never_share_a_row(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        for (var i = 0; i < 60; i++)
        {
            await room.Outbox.PutAsync(room.Db, "deliver", Ids.New(room.Clock), room.Clock.Now(), Stop);
        }

        var claims = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => Task.Run(async () =>
        {
            var mine = new List<Guid>();
            while (await room.Outbox.ClaimAsync($"node-{n}", "deliver", 5, Stop) is { Count: > 0 } some)
            {
                mine.AddRange(some.Select(c => c.RefId));
            }

            return mine;
        })));

        Assert.Equal(60, claims.Sum(c => c.Count));
        Assert.Equal(60, claims.SelectMany(c => c).Distinct().Count());
    }

    [Theory, OnEachDatabase]
    internal async Task Work_that_throws_is_put_off_ever_longer_and_says_why(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        var id = Ids.New(room.Clock);
        await room.Outbox.PutAsync(room.Db, "deliver", id, room.Clock.Now(), Stop);
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 3; i++)
        {
            var claim = Assert.Single(await room.Outbox.ClaimAsync("a", "deliver", 1, Stop));
            await room.Outbox.PutOffAsync(claim, "SqlException: away", Stop);
            var next = (await room.Outbox.NextAtAsync(Stop))!.Value;
            waits.Add(next - room.Clock.Now());
            room.Clock.Advance(next - room.Clock.Now());
        }

        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)], waits);
        Assert.Equal("SqlException: away", await room.Db.ScalarAsync<string>(Sql.Portable("select LastError from Outbox"), ct: Stop));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
