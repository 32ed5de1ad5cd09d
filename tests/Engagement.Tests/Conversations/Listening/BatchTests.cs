using Engagement.Data;
using Engagement.Features.Conversations.Listening;
using Engagement.Outbox;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Listening;

/// <summary>Many items at once: as the dispatcher hands them over.</summary>
public sealed class BatchTests
{
    private static readonly Sql Break = Sql.Portable("update InboundItems set ItemJson = 'no json' where RemoteId = @RemoteId");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    internal async Task Items_taken_in_together_make_what_they_make_one_by_one_in_the_order_they_came(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        await room.StoreAsync([.. Enumerable.Range(0, 120)
            .Select(i => room.Said($"r{i:000}", $"Words {i}", by: $"client{i % 3}", answers: "root", root: "root")
                with { CreatedAt = room.Clock.GetUtcNow().AddSeconds(i) })]);

        await RunAsync(room);

        Assert.Equal(3, (await room.TicketsAsync()).Count);
        Assert.All(await room.ItemsAsync(), item => Assert.Equal("Done", item.State));
        foreach (var ticket in await room.TicketsAsync())
        {
            var bodies = (await room.MessagesAsync(ticket.Id))
                .Select(m => int.Parse(m.Body[6..], System.Globalization.CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(40, bodies.Count);
            Assert.Equal(bodies.Order(), bodies);
        }

        Assert.Empty(await room.DueAsync());
    }

    [Theory, OnEachDatabase]
    internal async Task One_that_cannot_be_read_keeps_no_other_from_its_ticket_and_is_set_aside_in_the_end(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        await room.StoreAsync([.. Enumerable.Range(0, 10).Select(i => room.Said($"r{i}", $"Words {i}", by: $"client{i}"))]);
        await room.Db.ExecuteAsync(Break, new { RemoteId = "r4" }, Stop);

        await RunAsync(room);

        var broken = Assert.Single(await room.ItemsAsync(), item => item.State != "Done");
        Assert.Equal(("r4", "New", 1), (broken.RemoteId, broken.State, broken.Attempts));
        Assert.Equal(9, (await room.TicketsAsync()).Count);
        Assert.Equal([broken.Id], await room.DueAsync());

        await RunAsync(room);
        await RunAsync(room);
        Assert.Equal("Failed", Assert.Single(await room.ItemsAsync(), item => item.State != "Done").State);
        Assert.Empty(await room.DueAsync());
    }

    // Two nodes with words of the same people, in opposite order: each would hold what the other waits for.
    [Theory, OnEachDatabase]
    internal async Task Batches_with_the_same_people_do_not_wait_for_each_other_in_a_circle(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        await room.StoreAsync([.. Enumerable.Range(0, 20).Select(i => room.Said($"first{i}", "Hello", by: $"client{i}"))]);
        await RunAsync(room);
        await room.StoreAsync([.. Enumerable.Range(0, 40)
            .Select(i => room.Said($"r{i}", $"Words {i}", by: $"client{(i < 20 ? i : 39 - i)}")
                with { CreatedAt = room.Clock.GetUtcNow().AddSeconds(i) })]);
        var items = (await room.ItemsAsync()).Where(item => item.State == "New")
            .ToLookup(item => int.Parse(item.RemoteId[1..], System.Globalization.CultureInfo.InvariantCulture) < 20, item => item.Id);
        var again = 0;
        room.Db.OnStep = (_, attempt) => Interlocked.Add(ref again, attempt);

        await Task.WhenAll(items.Select(batch => Task.Run(async () =>
        {
            await ActivatorUtilities.CreateInstance<IngestWork>(room.Get<IServiceProvider>()).RunManyAsync([.. batch], Stop);
        })));

        room.Db.OnStep = null;
        Assert.Equal(0, again);
        Assert.All(await room.ItemsAsync(), item => Assert.Equal("Done", item.State));
        Assert.Equal(60, (await room.TicketsAsync()).Count);
    }

    private static async Task RunAsync(DeskRoom room)
    {
        room.Clock.Advance(TimeSpan.FromHours(1)); // whatever was put off is due
        var claims = (await room.Get<OutboxTable>().ClaimAsync("a node", StoreInbound.Work, 1000, Stop)).ToList();
        await ActivatorUtilities.CreateInstance<OutboxJob>(room.Get<IServiceProvider>()).RunManyAsync(
            StoreInbound.Work, [.. claims.Select(c => c.RefId)], [.. claims.Select(c => c.Attempts)], Stop);
    }
}
