using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Posts;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;
using static Engagement.Tests.Publishing.Posts.PostsRoom;

namespace Engagement.Tests.Accounts;

/// <summary>One ladder for an account and an outage, however many rows wait.</summary>
public sealed class AccountRestsTests
{
    private static readonly Sql SetServer = Sql.Portable("update Accounts set Server = @Server where Id = @Id");

    private static readonly Sql NextAt = Sql.Portable("select AvailableAt from Outbox where Kind = 'deliver' and RefId = @Id");

    private static readonly Sql ListenNow = Sql.Portable("update Accounts set NextListenAt = @Now where Id = @Id");

    [Theory, OnEachDatabase]
    internal async Task A_hundred_waiting_rows_climb_one_step_a_try_and_go_out_when_one_of_them_did(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var waiting = await WaitingAsync(room, desk, 100);
        await MoveAsync(room, desk, "http://127.0.0.1:1/");
        room.Clock.SetUtcNow(waiting[0].DueAt);

        // Side by side, as the dispatcher has them: all that are under way fail, and that is one step.
        await Task.WhenAll(waiting.Take(20).Select(d => Task.Run(() => room.WorkAsync(d.Id))));
        await WorkAllAsync(room, waiting);
        var rests = await room.AccountAsync(desk.Id);
        Assert.Equal((1, room.Clock.Now() + BackOff.After(1)), (rests.PublishFailures, rests.PublishRestUntil!.Value));
        await AllSayAsync(room, waiting, rests.PublishRestUntil.Value);

        // After the rest one tries, and the others wait for what comes of it.
        for (var step = 2; step <= 4; step++)
        {
            room.Clock.SetUtcNow((await room.AccountAsync(desk.Id)).PublishRestUntil!.Value);
            var before = await TriesAsync(room, waiting);
            await WorkAllAsync(room, waiting);
            rests = await room.AccountAsync(desk.Id);
            Assert.Equal((step, room.Clock.Now() + BackOff.After(step)), (rests.PublishFailures, rests.PublishRestUntil!.Value));
            Assert.Equal(before + 1, await TriesAsync(room, waiting));
            await AllSayAsync(room, waiting, rests.PublishRestUntil.Value);
        }

        await MoveAsync(room, desk, desk.Server);
        room.Clock.SetUtcNow(rests.PublishRestUntil!.Value);
        await room.WorkAsync(waiting[50].Id);

        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(waiting[50].Id)).State);
        rests = await room.AccountAsync(desk.Id);
        Assert.Equal((0, null, null), (rests.PublishFailures, rests.PublishRestUntil, rests.PublishLastError));
        foreach (var delivery in waiting.Where((_, i) => i != 50))
        {
            Assert.True(await room.Db.ScalarAsync<DateTimeOffset>(NextAt, new { delivery.Id }, Stop) <= room.Clock.Now());
        }

        await WorkAllAsync(room, waiting);
        Assert.All(await StatesAsync(room, waiting), s => Assert.Equal(DeliveryState.Published, s));
    }

    [Theory, OnEachDatabase]
    internal async Task A_read_that_works_ends_an_outage_of_sending_and_no_limit(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var waiting = await WaitingAsync(room, desk, 2);
        room.Clock.SetUtcNow(waiting[0].DueAt);
        await MoveAsync(room, desk, "http://127.0.0.1:1/");
        await WorkAllAsync(room, waiting);
        await MoveAsync(room, desk, desk.Server);

        await ListenAsync(room, desk);

        Assert.Equal((0, null), ((await room.AccountAsync(desk.Id)).PublishFailures, (await room.AccountAsync(desk.Id)).PublishRestUntil));
        await AllSayAsync(room, waiting, room.Clock.Now());

        // What the network itself set a time for is not over because reading works.
        await room.Sandbox.MisbehaveAsync("publish", "429", retryAfter: 3600);
        await room.WorkAsync(waiting[0].Id);
        await ListenAsync(room, desk);
        Assert.Equal(room.Clock.Now().AddHours(1), (await room.AccountAsync(desk.Id)).PublishRestUntil);
    }

    [Theory, OnEachDatabase]
    internal async Task A_send_that_works_ends_an_outage_of_reading_and_lets_it_be_read_at_once(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var waiting = await WaitingAsync(room, desk, 1);
        room.Clock.SetUtcNow(waiting[0].DueAt);
        await room.Sandbox.MisbehaveAsync("mentions", "500-before");
        await ListenAsync(room, desk);
        Assert.Equal(1, (await room.AccountAsync(desk.Id)).ListenFailures);

        await room.WorkAsync(waiting[0].Id);

        var account = await room.AccountAsync(desk.Id);
        Assert.Equal((0, null, null, room.Clock.Now()),
            (account.ListenFailures, account.ListenRestUntil, account.ListenLastError, account.NextListenAt!.Value));
    }

    [Theory, OnEachDatabase]
    internal async Task A_nearer_moment_that_the_network_names_shortens_a_farther_one_and_brings_what_waits_forward(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var waiting = await WaitingAsync(room, desk, 3);
        room.Clock.SetUtcNow(waiting[0].DueAt);
        var seen = await room.AccountAsync(desk.Id);
        await room.Sandbox.MisbehaveAsync("publish", "429", retryAfter: 3600);
        await WorkAllAsync(room, waiting);
        await AllSayAsync(room, waiting, room.Clock.Now().AddHours(1));

        // The answer to a call that was under way at the time.
        var rests = room.Get<AccountRests>();
        Task<DateTimeOffset> RefusedAsync(TimeSpan wait) =>
            room.Db.InTransactionAsync(
                tx => rests.RefusedAsync(tx, seen, new Refusal(RefusalKind.RateLimited, "Slow down.", wait), Stop), Stop);
        Assert.Equal(room.Clock.Now().AddMinutes(2), await RefusedAsync(TimeSpan.FromMinutes(2)));
        Assert.Equal(room.Clock.Now().AddMinutes(2), (await room.AccountAsync(desk.Id)).PublishRestUntil);
        await AllSayAsync(room, waiting, room.Clock.Now().AddMinutes(2));
        Assert.Equal(room.Clock.Now().AddMinutes(2), await RefusedAsync(TimeSpan.FromHours(3))); // a farther one lengthens nothing
        Assert.Equal(TimeSpan.FromSeconds(90), BackOff.After(8, TimeSpan.FromSeconds(90)));
        Assert.Equal(BackOff.After(1), BackOff.After(8, TimeSpan.Zero)); // but never at once

        room.Clock.Advance(TimeSpan.FromMinutes(2));
        await WorkAllAsync(room, waiting);
        await WorkAllAsync(room, waiting);
        Assert.All(await StatesAsync(room, waiting), s => Assert.Equal(DeliveryState.Published, s));
    }

    [Theory, OnEachDatabase]
    internal async Task A_limit_that_starts_anew_sooner_than_we_counted_shortens_the_rest(Dialect dialect)
    {
        var limit = new DocumentedLimit("posts", 1, TimeSpan.FromHours(24), Draws.Sending);
        await using var room = await OpenAsync(dialect, facts => facts with { Limits = [limit] });
        var desk = await room.ConnectAsync();
        var waiting = await WaitingAsync(room, desk, 2);
        room.Clock.SetUtcNow(waiting[0].DueAt);
        await WorkAllAsync(room, waiting);
        Assert.Equal(room.Clock.Now().AddHours(24), (await room.AccountAsync(desk.Id)).PublishRestUntil);

        await room.Get<RateBudgets>().LearnAsync(room.Db, desk.Id, new RateReading("posts", 1, 0, room.Clock.Now().AddMinutes(10)), Stop);

        Assert.Equal(room.Clock.Now().AddMinutes(10), (await room.AccountAsync(desk.Id)).PublishRestUntil);
        Assert.Equal(room.Clock.Now().AddMinutes(10), await room.Db.ScalarAsync<DateTimeOffset>(NextAt, new { waiting[1].Id }, Stop));
        room.Clock.Advance(TimeSpan.FromMinutes(10));
        await room.WorkAsync(waiting[1].Id);
        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(waiting[1].Id)).State);
    }

    private static async Task<IReadOnlyList<PostDelivery>> WaitingAsync(PostsRoom room, AccountRow desk, int number)
    {
        var waiting = new List<PostDelivery>();
        for (var i = 0; i < number; i++)
        {
            waiting.Add(await room.ScheduledAsync(desk));
        }

        return waiting;
    }

    private static Task MoveAsync(PostsRoom room, AccountRow desk, string server) =>
        room.Db.ExecuteAsync(SetServer, new { desk.Id, Server = server }, Stop);

    private static async Task WorkAllAsync(PostsRoom room, IReadOnlyList<PostDelivery> waiting)
    {
        foreach (var delivery in waiting)
        {
            // As the dispatcher does: what is not due is left alone.
            if (await room.Db.ScalarAsync<DateTimeOffset?>(NextAt, new { delivery.Id }, Stop) <= room.Clock.Now())
            {
                await room.WorkAsync(delivery.Id);
            }
        }
    }

    private static async Task AllSayAsync(PostsRoom room, IReadOnlyList<PostDelivery> waiting, DateTimeOffset next)
    {
        foreach (var delivery in waiting)
        {
            // What its page says: its own row's time, or the account's where that is later.
            var own = await room.Db.ScalarAsync<DateTimeOffset>(NextAt, new { delivery.Id }, Stop);
            var account = (await room.AccountAsync(delivery.AccountId)).PublishRestUntil;
            Assert.Equal(next, account > own ? account : own);
        }
    }

    private static async Task<int> TriesAsync(PostsRoom room, IReadOnlyList<PostDelivery> waiting)
    {
        var tries = 0;
        foreach (var delivery in waiting)
        {
            tries += (await room.DeliveryAsync(delivery.Id)).Attempts;
        }

        return tries;
    }

    private static async Task<IReadOnlyList<DeliveryState>> StatesAsync(PostsRoom room, IReadOnlyList<PostDelivery> waiting)
    {
        var states = new List<DeliveryState>();
        foreach (var delivery in waiting)
        {
            states.Add((await room.DeliveryAsync(delivery.Id)).State);
        }

        return states;
    }

    private static async Task ListenAsync(PostsRoom room, AccountRow desk)
    {
        await room.Db.ExecuteAsync(ListenNow, new { desk.Id, Now = room.Clock.Now() }, Stop);
        await room.Get<ListenToAccounts>().RunAsync(Stop);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
