using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Outbox;
using Engagement.Testing;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Publishing.Deliveries;

/// <summary>
/// The database fails once, at each step in turn, while a post goes out or a reply comes in; the work comes back as its outbox row would.
/// The network's side is counted: once there, whatever was lost.
/// </summary>
public sealed class DatabaseFaultTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1205)]
    [InlineData(10054)]
    public async Task A_post_is_out_once_and_known_to_be_whatever_step_of_its_sending_the_database_fails_at(int number)
    {
        await using var network = await SandboxServer.StartAsync();
        var account = await network.JoinAsync("desk");
        var (n, reached) = (1, true);
        for (; reached; n++)
        {
            await using var room = await DeskRoom.OpenAsync(Dialect.Sqlite, account);
            var id = await room.Db.InTransactionAsync(tx => room.Get<Ledger>().CreateAsync(
                tx, new NewDelivery("post", room.AccountId, "sandbox", $"Tip {number}-{n}",
                    room.Clock.Now(), DeliveryState.Scheduled, "editor"), Stop));

            var fault = FaultAt.Strike(room.Db, n, () => SqlErrors.Of(number));
            await TryAsync(room, id);
            fault.End();
            reached = fault.Struck is not null;
            for (var i = 0; i < 4 && (await StateAsync(room, id)).State != DeliveryState.Published; i++)
            {
                room.Clock.Advance(TimeSpan.FromSeconds(40)); // its lease ends
                await TryAsync(room, id);
            }

            var delivery = await StateAsync(room, id);
            Assert.True(delivery.State == DeliveryState.Published, $"step {n} ({fault.Struck}): {delivery.State}");
            var there = network.Posts.ByKey(network.Profiles.Find("desk")!, delivery.SendKey).Count;
            Assert.True(there == 1, $"step {n} ({fault.Struck}): {there} times on the network");
        }

        Assert.True(n > 20, $"Only {n} steps.");
    }

    [Fact]
    public async Task The_outcome_of_a_send_is_written_though_the_answer_to_its_commit_is_lost_and_there_is_no_doubt()
    {
        await using var network = await SandboxServer.StartAsync();
        await using var room = await DeskRoom.OpenAsync(Dialect.Sqlite, await network.JoinAsync("desk"));
        var id = await room.Db.InTransactionAsync(tx => room.Get<Ledger>().CreateAsync(
            tx, new NewDelivery("post", room.AccountId, "sandbox", "Tip", room.Clock.Now(), DeliveryState.Scheduled, "editor"), Stop));
        var failures = 0;
        room.Db.OnStep = (step, _) =>
        {
            // From the moment that the network has it, the line to the database breaks three times.
            if (network.Posts.Threads(long.MaxValue, 10, network.Profiles.Find("desk")!).Items.Count > 0 && failures < 3)
            {
                failures++;
                throw SqlErrors.Of(10054);
            }
        };
        await TryAsync(room, id);

        room.Db.OnStep = null;
        Assert.Equal(3, failures);
        Assert.Equal(["Scheduled", "Publishing", "Published"],
            (await room.Db.QueryAsync<DeliveryHistoryRow>(LedgerSql.ReadHistory, new { Id = id }, Stop))
                .OrderBy(h => h.Version).Select(h => h.ToState.ToString()));
    }

    [Theory]
    [InlineData(1205)]
    [InlineData(10054)]
    public async Task A_reply_becomes_one_message_and_is_not_blamed_for_a_fault_of_the_database(int number)
    {
        var (n, reached) = (1, true);
        for (; reached; n++)
        {
            await using var desk = await DeskRoom.OpenAsync(Dialect.Sqlite);
            await desk.StoreAsync(desk.Said("1"));
            desk.Db.Patience = TimeSpan.Zero; // as if it lasted longer than anybody waits
            var due = await desk.DueAsync();
            var fault = FaultAt.Strike(desk.Db, n, () => SqlErrors.Of(number));
            foreach (var id in due)
            {
                await TryAsync(() => desk.Get<IngestWork>().RunAsync(id, Stop));
            }

            fault.End();
            reached = fault.Struck is not null;
            var item = Assert.Single(await desk.ItemsAsync());
            Assert.Equal(item.State == "Done" ? 1 : 0, item.Attempts);
            await desk.IngestAsync();
            Assert.Equal("Done", Assert.Single(await desk.ItemsAsync()).State);
            Assert.Single(await desk.MessagesAsync((await desk.TicketAsync()).Id), m => m.Kind == "inbound");
        }

        Assert.True(n > 10, $"Only {n} steps.");
    }

    [Theory]
    [InlineData(1205)]
    [InlineData(10054)]
    public async Task An_account_is_not_called_deaf_for_a_fault_of_the_database_and_is_read_when_its_lease_ends(int number)
    {
        await using var network = await SandboxServer.StartAsync();
        var account = await network.JoinAsync("desk");
        var ann = network.Profiles.Add(new Sandbox.NewSandboxProfile("ann", "ann")).Value!;
        network.Posts.Publish(ann, new Sandbox.NewSandboxPost(null, "@desk It does not work.", null));
        var (n, reached) = (1, true);
        for (; reached; n++)
        {
            await using var desk = await DeskRoom.OpenAsync(Dialect.Sqlite, account);
            desk.Db.Patience = TimeSpan.Zero;
            var fault = FaultAt.Strike(desk.Db, n, () => SqlErrors.Of(number));
            await TryAsync(() => desk.Get<ListenToAccounts>().RunAsync(Stop));
            fault.End();
            reached = fault.Struck is not null;

            var row = await desk.AccountAsync();
            Assert.Equal((0, AccountState.Active), (row.ListenFailures, row.State));
            desk.Clock.Advance(Lease.Length);
            await desk.Get<ListenToAccounts>().RunAsync(Stop);
            Assert.Single(await desk.ItemsAsync());
        }

        Assert.True(n > 5, $"Only {n} steps.");
    }

    private static Task TryAsync(DeskRoom room, Guid id) => TryAsync(() => room.Get<DeliverWork>().RunAsync(id, Stop));

    // As a job: what it throws, its row survives.
    private static async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (DbFaults.Passes(e))
        {
            // It comes back.
        }
    }

    private static async Task<Delivery> StateAsync(DeskRoom room, Guid id) =>
        (await room.Db.OneAsync<Delivery>(LedgerSql.Read, new { Id = id }, Stop))!;
}
