using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Listening;
using Engagement.Sandbox;
using Engagement.Testing;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Listening;

/// <summary>Reading a Sandbox network that is really there, over HTTP, when it behaves and when it does not.</summary>
public sealed class ListenToAccountsTests
{
    private static readonly Sql EndAccess = Sql.Portable("update Accounts set AccessExpiresAt = @Now where Id = @Id");

    private static readonly Sql Later = Sql.Portable("update Accounts set NextListenAt = @At where Id = @Id");

    private static readonly Sql CountInHand = Sql.Portable("select count(*) from Accounts where Id = @Id and ListenLeaseUntil is not null");

    private static readonly Sql Pause = Sql.Portable("update Accounts set State = 'Paused' where Id = @Id");

    [Theory, OnEachDatabase]
    internal async Task What_clients_say_is_read_once_when_the_accounts_time_has_come(Dialect dialect)
    {
        await using var network = await SandboxServer.StartAsync();
        await using var desk = await DeskRoom.OpenAsync(dialect, await network.JoinAsync("desk"));
        var post = Say(network, "desk", "Tip of the day");
        await desk.PublishAsync(post);
        Say(network, "ann", "How?", post);

        await ListenAsync(desk);
        await ListenAsync(desk); // not due: nothing is asked
        Say(network, "ann", "Hello?", post);
        await desk.IngestAsync();
        Assert.Single(await desk.MessagesAsync((await desk.TicketAsync()).Id));

        desk.Clock.Advance(TimeSpan.FromSeconds(15));
        await ListenAsync(desk);
        await desk.IngestAsync();

        Assert.Equal(["How?", "Hello?"], await HeardAsync(desk));
        var account = await AccountAsync(desk);
        Assert.Equal((desk.Clock.Now(), 0, null), (account.ListenLastOkAt!.Value, account.ListenFailures, account.ListenLastError));
    }

    [Theory, OnEachDatabase]
    internal async Task What_comes_due_while_a_slow_account_is_read_does_not_wait_for_it(Dialect dialect)
    {
        await using var network = await SandboxServer.StartAsync();
        await using var desk = await DeskRoom.OpenAsync(dialect, await network.JoinAsync("desk"));
        var other = await desk.AddAccountAsync(await network.JoinAsync("other"));
        await desk.Db.ExecuteAsync(Later, new { Id = other, At = desk.Clock.Now().AddSeconds(2) }, Stop);
        await network.MisbehaveAsync("mentions", "slow");

        var run = ListenAsync(desk);
        while (await desk.Db.ScalarAsync<int>(CountInHand, new { Id = desk.AccountId }, Stop) == 0)
        {
            await Task.Delay(20, Stop);
        }

        desk.Clock.Advance(TimeSpan.FromSeconds(2));
        await run;

        Assert.NotNull((await desk.Db.OneAsync<AccountRow>(AccountSql.Read, new { Id = other }, Stop))!.ListenLastOkAt);
    }

    [Theory, OnEachDatabase]
    internal async Task Pages_told_twice_or_newest_first_or_over_many_pages_lose_and_double_nothing(Dialect dialect)
    {
        await using var network = await SandboxServer.StartAsync();
        await using var desk = await DeskRoom.OpenAsync(dialect, await network.JoinAsync("desk"));
        var post = Say(network, "desk", "Tip of the day");
        await desk.PublishAsync(post);
        Say(network, "ann", "said 0", post);
        await ListenAsync(desk);
        foreach (var i in Enumerable.Range(1, 120))
        {
            Say(network, "ann", $"said {i}", post);
        }

        await network.MisbehaveAsync("mentions", "repeat");
        await network.MisbehaveAsync("mentions", "reorder");
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        await ListenAsync(desk);
        await desk.IngestAsync();

        var heard = await HeardAsync(desk);
        Assert.Equal(121, heard.Count);
        Assert.Equal(Enumerable.Range(0, 121).Select(i => $"said {i}").Order(), heard.Order());
    }

    [Theory, OnEachDatabase]
    internal async Task A_network_that_fails_gives_the_account_a_rest_and_what_was_said_meanwhile_is_heard_after_it(Dialect dialect)
    {
        await using var network = await SandboxServer.StartAsync();
        await using var desk = await DeskRoom.OpenAsync(dialect, await network.JoinAsync("desk"));
        Say(network, "ann", "@desk are you there?");
        await network.MisbehaveAsync("mentions", "500-before");

        await ListenAsync(desk);

        var failing = await AccountAsync(desk);
        Assert.Equal((1, desk.Clock.Now() + BackOff.After(1), AccountState.Active),
            (failing.ListenFailures, failing.ListenRestUntil!.Value, failing.State));
        Assert.NotNull(failing.ListenLastError);
        Assert.Equal(DirectionState.Resting, AccountHealth.Of(failing, desk.Clock.Now()).Listening.State);

        desk.Clock.Advance(BackOff.After(1));
        await ListenAsync(desk);
        await desk.IngestAsync();

        Assert.Equal("@desk are you there?", Assert.Single(await desk.MessagesAsync((await desk.TicketAsync()).Id)).Body);
        Assert.Equal((0, null), ((await AccountAsync(desk)).ListenFailures, (await AccountAsync(desk)).ListenLastError));
    }

    [Theory, OnEachDatabase]
    internal async Task A_network_that_asks_for_patience_gets_it(Dialect dialect)
    {
        await using var network = await SandboxServer.StartAsync();
        await using var desk = await DeskRoom.OpenAsync(dialect, await network.JoinAsync("desk"));
        await network.MisbehaveAsync("mentions", "429", retryAfter: 120);

        await ListenAsync(desk);

        Assert.Equal(desk.Clock.Now().AddSeconds(120), (await AccountAsync(desk)).NextListenAt);
    }

    [Theory, OnEachDatabase]
    internal async Task Access_that_ended_is_renewed_and_the_read_goes_on(Dialect dialect)
    {
        await using var network = await SandboxServer.StartAsync();
        await using var desk = await DeskRoom.OpenAsync(dialect, await network.JoinAsync("desk"));
        Say(network, "ann", "@desk hello");
        await network.MisbehaveAsync("mentions", "expired-token");

        await ListenAsync(desk);
        await desk.IngestAsync();

        Assert.Single(await desk.TicketsAsync());
        Assert.Equal((AccountState.Active, 1), ((await AccountAsync(desk)).State, (await AccountAsync(desk)).SecretsVersion));
    }

    [Theory, OnEachDatabase]
    internal async Task A_network_that_cannot_renew_access_just_now_is_a_passing_fault_and_no_dead_access(Dialect dialect)
    {
        await using var network = await SandboxServer.StartAsync();
        await using var desk = await DeskRoom.OpenAsync(dialect, await network.JoinAsync("desk"));
        Say(network, "ann", "@desk hello");
        await network.MisbehaveAsync("mentions", "expired-token"); // the network says so,
        await network.MisbehaveAsync("refresh", "500-before");
        await ListenAsync(desk);
        Assert.Equal((AccountState.Active, 1), ((await AccountAsync(desk)).State, (await AccountAsync(desk)).ListenFailures));

        await desk.Db.ExecuteAsync(EndAccess, new { Id = desk.AccountId, Now = desk.Clock.Now() }); // or we know
        await network.MisbehaveAsync("refresh", "500-before");
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        await ListenAsync(desk);
        Assert.Equal((AccountState.Active, 2), ((await AccountAsync(desk)).State, (await AccountAsync(desk)).ListenFailures));

        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        await ListenAsync(desk);
        await desk.IngestAsync();
        Assert.Single(await desk.TicketsAsync());
        Assert.Equal((AccountState.Active, 0), ((await AccountAsync(desk)).State, (await AccountAsync(desk)).ListenFailures));
    }

    [Theory, OnEachDatabase]
    internal async Task Access_that_cannot_be_renewed_needs_a_person(Dialect dialect)
    {
        await using var network = await SandboxServer.StartAsync();
        var joined = await network.JoinAsync("desk");
        await using var desk = await DeskRoom.OpenAsync(
            dialect, joined with { Secrets = joined.Secrets.SetItem("token", "gone").SetItem("refreshToken", "gone") });

        await ListenAsync(desk);

        var account = await AccountAsync(desk);
        Assert.Equal(AccountState.NeedsReconnect, account.State);
        Assert.NotNull(account.ListenLastError);
    }

    [Theory, OnEachDatabase]
    internal async Task An_account_that_cannot_even_be_opened_does_not_make_the_others_deaf(Dialect dialect)
    {
        await using var network = await SandboxServer.StartAsync();
        await using var desk = await DeskRoom.OpenAsync(dialect, await network.JoinAsync("desk"));
        Say(network, "ann", "@desk hello");
        var broken = new List<Guid>();
        foreach (var i in Enumerable.Range(0, 6))
        {
            broken.Add(await desk.AddAccountAsync(await network.JoinAsync($"broken{i}"), cipher: "sealed with a key that is gone"));
        }

        await ListenAsync(desk);
        await desk.IngestAsync();

        Assert.Single(await desk.TicketsAsync());
        foreach (var id in broken)
        {
            var account = (await desk.Db.OneAsync<AccountRow>(AccountSql.Read, new { Id = id }))!;
            Assert.Equal((1, true), (account.ListenFailures, account.ListenLastError is { Length: > 0 }));
        }
    }

    [Theory, OnEachDatabase]
    internal async Task An_account_is_read_by_one_at_a_time(Dialect dialect)
    {
        await using var network = await SandboxServer.StartAsync();
        await using var desk = await DeskRoom.OpenAsync(dialect, await network.JoinAsync("desk"));
        Say(network, "ann", "@desk hello");
        await network.MisbehaveAsync("mentions", "slow", delayMs: 500);
        await network.MisbehaveAsync("mentions", "500-before"); // whoever reads beside the first one fails

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => ListenAsync(desk))));

        Assert.Equal(0, (await AccountAsync(desk)).ListenFailures);
    }

    [Theory, OnEachDatabase]
    internal async Task A_paused_account_is_not_read(Dialect dialect)
    {
        await using var network = await SandboxServer.StartAsync();
        await using var desk = await DeskRoom.OpenAsync(dialect, await network.JoinAsync("desk"));
        Say(network, "ann", "@desk hello");
        await desk.Db.ExecuteAsync(Pause, new { Id = desk.AccountId });

        await ListenAsync(desk);

        Assert.Empty(await desk.ItemsAsync());
    }

    private static string Say(SandboxServer network, string handle, string text, string? answers = null)
    {
        var author = network.Profiles.Find(handle) ?? network.Profiles.Add(new NewSandboxProfile(handle, handle)).Value!;
        return network.Posts.Publish(author, new NewSandboxPost(null, text, answers)).Value!.Id;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Task ListenAsync(DeskRoom desk) => desk.Get<ListenToAccounts>().RunAsync(Stop);

    // Who answers a post twice has asked twice: a ticket each.
    private static async Task<List<string>> HeardAsync(DeskRoom desk)
    {
        var heard = new List<string>();
        foreach (var ticket in await desk.TicketsAsync())
        {
            heard.AddRange((await desk.MessagesAsync(ticket.Id)).Select(m => m.Body));
        }

        return heard;
    }

    private static async Task<AccountRow> AccountAsync(DeskRoom desk) =>
        (await desk.Db.OneAsync<AccountRow>(AccountSql.Read, new { Id = desk.AccountId }))!;
}
