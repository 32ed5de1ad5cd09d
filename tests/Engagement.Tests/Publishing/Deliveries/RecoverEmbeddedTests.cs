using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Outbox;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Publishing.Deliveries;

/// <summary>The embedded mode starts after a process that was killed: whatever that one had in hand is due at once.</summary>
public sealed class RecoverEmbeddedTests
{
    private static readonly Sql CutShort = Sql.Portable(
        "update Deliveries set State = 'Publishing', LeaseUntil = @LeaseUntil where Id = @Id");

    private static readonly Sql NotYet = Sql.Portable("update Outbox set AvailableAt = @LeaseUntil where Kind = 'deliver' and RefId = @Id");

    private static readonly Sql Lease = Sql.Portable(
        "update Accounts set ListenLeaseUntil = @LeaseUntil, RefreshLeaseUntil = @LeaseUntil, StreamLeaseUntil = @LeaseUntil");

    private static readonly Sql Leased = Sql.Portable(
        """
        select (select count(*) from Outbox where LeaseOwner is not null or AvailableAt > @Now)
            + (select count(*) from Deliveries where LeaseUntil is not null)
            + (select count(*) from Accounts
                where ListenLeaseUntil is not null or RefreshLeaseUntil is not null or StreamLeaseUntil is not null)
        """);

    [Theory, OnEachDatabase]
    internal async Task Every_lease_of_the_process_before_ends_and_what_it_was_sending_is_looked_into(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        var (sending, waiting) = (await room.ScheduledAsync(account), await room.ScheduledAsync(account));
        room.Clock.SetUtcNow(sending.DueAt);
        await room.Get<OutboxTable>().ClaimAsync("the process before", "deliver", 1, Stop);
        foreach (var id in new[] { sending.Id, waiting.Id })
        {
            await room.Db.ExecuteAsync(CutShort, new { Id = id, LeaseUntil = room.Clock.Now().AddSeconds(25) }, Stop);
            await room.Db.ExecuteAsync(NotYet, new { Id = id, LeaseUntil = room.Clock.Now().AddSeconds(25) }, Stop);
        }

        await room.Db.ExecuteAsync(Lease, new { LeaseUntil = room.Clock.Now().AddSeconds(25) }, Stop);
        Assert.InRange(await LeasedAsync(room), 5, 9);

        await room.Get<RecoverEmbedded>().RunAsync(Stop);

        Assert.Equal(0, await LeasedAsync(room));
        Assert.Equal(DeliveryState.Publishing, (await room.DeliveryAsync(sending.Id)).State); // only the network knows
    }

    private static Task<int> LeasedAsync(PostsRoom room) => room.Db.ScalarAsync<int>(Leased, new { Now = room.Clock.Now() }, Stop);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
