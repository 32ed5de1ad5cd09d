using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Removal;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Conversations.Listening.Accounting;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Series;
using Engagement.Host;
using Engagement.Sandbox;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using static Engagement.Tests.Publishing.Posts.PostsRoom;

namespace Engagement.Tests.Accounts;

public sealed class RemoveAccountTests
{
    private static readonly Sql FindMissingRepliesCount = Sql.Portable("select count(*) from ReplyGaps where State = 'Open'");

    private static readonly Sql Tickets = Sql.Portable("select Id from Tickets order by Id");

    private static readonly Sql Items = Sql.Portable("select count(*) from InboundItems");

    private static readonly Sql FindMissingReplies = Sql.Portable("select count(*) from ReplyGaps where State = 'Open'");

    [Theory, OnEachDatabase]
    internal async Task It_says_what_happens_does_it_and_keeps_what_was_posted_and_heard(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var other = await room.ConnectAsync("second_desk");
        var token = room.Get<AccountSecrets>().Open(desk).Secret("token")!;
        var published = await room.ScheduledAsync(desk);
        room.Clock.SetUtcNow(published.DueAt);
        await room.WorkAsync(published.Id);
        await AnswerAsync(room, (await room.DeliveryAsync(published.Id)).RemoteId!, "How?");
        await ListenAsync(room);
        var ticket = Assert.Single(await room.Db.QueryAsync<Guid>(Tickets, ct: Stop));
        var waiting = Assert.Single(
            await room.DeliveriesAsync(Done(await room.CreateAsync(room.Command(desk.Id) with { DueAt = "2026-11-26T09:00" })).PostId));
        var others = Assert.Single(
            await room.DeliveriesAsync(Done(await room.CreateAsync(room.Command(other.Id) with { DueAt = "2026-11-26T09:00" })).PostId));
        var alone = await SeriesAsync(room, "Alone", desk.Id);
        var shared = await SeriesAsync(room, "Shared", desk.Id, other.Id);

        var plan = Done(await room.Get<ReadRemoval>().RunAsync(desk.Id, Stop));
        Assert.Equal((1, 0, 1, 1, 1), (plan.Waiting, plan.Doubts, plan.Posts, plan.Tickets, plan.OpenTickets));
        Assert.Equal([new("Alone", true), new("Shared", false)], plan.Series);
        Assert.Contains("given back to Sandbox", plan.Access, StringComparison.Ordinal);

        var removed = Done(await room.Get<RemoveAccount>().RunAsync(new(desk.Id, "Erin"), Stop));

        Assert.Equal((1, true), (removed.Cancelled, removed.AccessGivenBack));
        Assert.Equal(["Alone"], removed.PausedSeries);
        var gone = await room.AccountAsync(desk.Id);
        Assert.Equal((AccountState.Removed, "", "Erin", desk.Name), (gone.State, gone.SecretsCipher, gone.RemovedBy, gone.Name));
        var withOldToken = new ChannelAccount(desk.Id, "sandbox", desk.Handle,
            desk.RemoteId, room.Sandbox.Address, [], [new("token", token)]);
        Assert.IsType<Reading<RemoteProfile>.Refused>(await ((IReadProfile)room.Get<ChannelCatalog>()["sandbox"])
            .ReadOwnProfileAsync(withOldToken, Stop));
        Assert.Equal(DeliveryState.Cancelled, (await room.DeliveryAsync(waiting.Id)).State);
        Assert.Equal(DeliveryState.Scheduled, (await room.DeliveryAsync(others.Id)).State);
        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(published.Id)).State);
        Assert.Equal(SeriesState.Paused, (await room.Db.OneAsync<SeriesRow>(SeriesSql.Read, new { Id = alone }, Stop))!.State);
        Assert.Equal([other.Id], await room.Db.QueryAsync<Guid>(SeriesSql.Accounts, new { Id = shared }, Stop));

        // Its ticket is still there to be read, and nobody is told that it can be answered.
        Assert.Equal(desk.Id, (await room.Db.OneAsync<TicketRow>(TicketSql.Read, new { Id = ticket }, Stop))!.AccountId);
        Assert.Contains("was removed",
            Wrong(await room.Get<ReplyToTicket>().RunAsync(new(ticket, "Like this.", "Erin", null), Stop)).Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain(await room.AccountsAsync(), a => a.Id == desk.Id);

        // It is not missed: no alarm, no statement of a later day, and the others go on.
        room.Clock.Advance(TimeSpan.FromDays(2));
        await ListenAsync(room);
        Assert.Empty(await room.Get<FindInactiveAccounts>().RunAsync(Stop));
        var check = await ActivatorUtilities.CreateInstance<AccountsCheck>(room.Get<IServiceProvider>())
            .CheckHealthAsync(new HealthCheckContext(), Stop);
        Assert.Equal(HealthStatus.Healthy, check.Status);
        var later = await room.Get<CountDay>().RunAsync(room.Clock.Now().AddDays(-1), room.Clock.Now(), Stop);
        Assert.Equal([other.Id], later.Select(f => f.AccountId));
        Assert.IsType<Result<RemoveAccount.Removed>.Conflict>(await room.Get<RemoveAccount>().RunAsync(new(desk.Id, "Erin"), Stop));
        Assert.IsType<Result<string>.Conflict>(await room.Get<ChangeAccount>().PauseAsync(desk.Id, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task Access_that_cannot_be_given_back_is_said_and_not_kept(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        await room.Sandbox.MisbehaveAsync("revoke", "500-before", times: 5);

        var removed = Done(await room.Get<RemoveAccount>().RunAsync(new(desk.Id, "Erin"), Stop));

        Assert.False(removed.AccessGivenBack);
        Assert.Contains("could not be given back", removed.Words, StringComparison.Ordinal);
        Assert.Equal((AccountState.Removed, ""),
            ((await room.AccountAsync(desk.Id)).State, (await room.AccountAsync(desk.Id)).SecretsCipher));
    }

    [Theory, OnEachDatabase]
    internal async Task Connected_again_it_takes_up_its_history_and_doubles_nothing(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var published = await room.ScheduledAsync(desk);
        room.Clock.SetUtcNow(published.DueAt);
        await room.WorkAsync(published.Id);
        var post = (await room.DeliveryAsync(published.Id)).RemoteId!;
        await AnswerAsync(room, post, "How?");
        await ListenAsync(room);
        Done(await room.Get<RemoveAccount>().RunAsync(new(desk.Id, "Erin"), Stop));
        room.Clock.Advance(TimeSpan.FromDays(3));

        var back = await AgainAsync(room, desk);
        await ListenAsync(room);

        Assert.Equal((desk.Id, AccountState.Active, null), (back.Id, back.State, back.RemovedAt));
        Assert.Equal(1, await room.Db.ScalarAsync<int>(Items, ct: Stop));
        Assert.Single(await room.Db.QueryAsync<Guid>(Tickets, ct: Stop));
        room.Clock.Advance(TimeSpan.FromMinutes(1));
        await AnswerAsync(room, post, "And now?", "ben");
        await ListenAsync(room);
        Assert.Equal(2, (await room.Db.QueryAsync<Guid>(Tickets, ct: Stop)).Count);
        Assert.Empty(await room.Get<FindInactiveAccounts>().RunAsync(Stop));
        Assert.Equal(0, await room.Db.ScalarAsync<int>(FindMissingReplies, ct: Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_restored_of_a_removed_account_is_held_until_it_is_connected_again(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var delivery = await room.ScheduledAsync(desk);
        Done(await room.Get<RemoveAccount>().RunAsync(new(desk.Id, "Erin"), Stop));
        var cancelled = await room.DeliveryAsync(delivery.Id);
        await room.Db.InTransactionAsync(tx => room.Get<RestoreDeliveries>()
            .InAsync(tx, new([new(delivery.Id, cancelled.Version, delivery.DueAt, DeliveryState.Scheduled)], "Erin"), Stop), Stop);
        room.Clock.SetUtcNow(delivery.DueAt);

        await room.WorkAsync(delivery.Id);
        Assert.Equal((DeliveryState.Held, ReleaseHeld.AccountRemoved),
            ((await room.DeliveryAsync(delivery.Id)).State, (await room.DeliveryAsync(delivery.Id)).ErrorKind));

        await AgainAsync(room, desk);
        await room.WorkAsync(delivery.Id);
        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(delivery.Id)).State);
    }

    private static async Task<AccountRow> AgainAsync(PostsRoom room, AccountRow desk)
    {
        var again = await room.ConnectAsync();
        Assert.Equal(desk.Id, again.Id);
        return again;
    }

    private static async Task<Guid> SeriesAsync(PostsRoom room, string name, params Guid[] accounts) =>
        Done(await room.Get<SaveSeries>().RunAsync(
            new(null, 0, name, [new([.. Slot.Week], "02:30")], "Europe/Berlin", SeriesQueue.All, null, 30,
                false, null, null, 1, null, [room.TemplateId], accounts, false, "Erin", null), Stop)).Id;

    private static async Task AnswerAsync(PostsRoom room, string post, string text, string who = "ann")
    {
        var client = room.Sandbox.Profiles.Find(who) ?? room.Sandbox.Profiles.Add(new(who, who)).Value!;
        Assert.NotNull(room.Sandbox.Posts.Publish(client, new($"{who}-{text}", text, post)).Value);
        await Task.CompletedTask;
    }

    private static async Task ListenAsync(PostsRoom room)
    {
        await room.Get<ListenToAccounts>().RunAsync(Stop);
        foreach (var item in await room.Db.QueryAsync<Guid>(
            Sql.Portable("select Id from InboundItems where State = 'New' order by ReceivedAt, Id"), ct: Stop))
        {
            await ActivatorUtilities.GetServiceOrCreateInstance<IngestWork>(room.Get<IServiceProvider>()).RunAsync(item, Stop);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
