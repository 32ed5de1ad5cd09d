using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Posts;
using Engagement.Features.Publishing.Series;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;
using Engagement.Web.Security;

namespace Engagement.Tests.Publishing.Series;

/// <summary>A country does away with its summer time, and an update of the system says so.</summary>
public sealed class ZoneDataTests
{
    // Berlin, always an hour ahead.
    private static readonly ZoneData Changed = new("2027z", id => id == "Europe/Berlin"
        ? TimeZoneInfo.CreateCustomTimeZone(id, TimeSpan.FromHours(1), id, id)
        : TimeZoneInfo.FindSystemTimeZoneById(id));

    private static readonly DateTimeOffset InSummer = new(2027, 6, 1, 7, 0, 0, TimeSpan.Zero); // 9:00 in Berlin today
    private static readonly DateTimeOffset AfterIt = InSummer.AddHours(1);

    [Theory, OnEachDatabase]
    internal async Task What_waits_stays_at_its_moment_and_is_listed_and_told_once(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var delivery = await PostAsync(room, "2027-06-01T09:00");
        await PostAsync(room, "2027-01-15T09:00"); // in winter nothing changes
        Assert.Equal(InSummer, delivery.DueAt);

        Assert.Equal(1, await RecheckAsync(room));
        Assert.Equal(0, await RecheckAsync(room));

        Assert.Equal((InSummer, DeliveryState.Scheduled),
            ((await room.DeliveryAsync(delivery.Id)).DueAt, (await room.DeliveryAsync(delivery.Id)).State));
        var open = Assert.Single(await room.Db.QueryAsync<ZoneChange>(ZoneChange.Open, new { Take = 5 }));
        Assert.Equal((InSummer, AfterIt, "2027z"), (open.WasDueAt, open.NowDueAt, open.ZoneData));
    }

    [Theory, OnEachDatabase]
    internal async Task Kept_it_goes_out_at_the_moment_and_moved_at_the_time_on_the_clock(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var (kept, moved) = (await PostAsync(room, "2027-06-01T09:00"), await PostAsync(room, "2027-06-01T09:00"));
        Assert.Equal(2, await RecheckAsync(room));

        PostsRoom.Done(await room.Get<DecideZoneChanges>().RunAsync(new([kept.PostId!.Value], Move: false, "Erin", null), Token));
        PostsRoom.Done(await room.Get<DecideZoneChanges>().RunAsync(new([moved.PostId!.Value], Move: true, "Erin", null), Token));

        Assert.Equal((InSummer, AfterIt), ((await room.DeliveryAsync(kept.Id)).DueAt, (await room.DeliveryAsync(moved.Id)).DueAt));
        Assert.Equal(0, await room.Db.ScalarAsync<int>(ZoneChange.CountOpen));
        Assert.IsType<Result<int>.Conflict>(
            await room.Get<DecideZoneChanges>().RunAsync(new([kept.PostId.Value], Move: true, "Ada", null), Token));
        Assert.Contains("2027z", (await room.Db.QueryAsync<DeliveryHistoryRow>(LedgerSql.ReadHistory, new { moved.Id }))[^1].Reason,
            StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task What_was_approved_is_not_moved_without_a_person_and_moved_needs_approval_again(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await room.Get<SaveApproval>().RunAsync(new(Required: true, FourEyes: false, "Root", null), Token);
        var post = await PostAsync(room, "2027-06-01T09:00");
        PostsRoom.Done(await room.Get<ApproveDeliveries>().RunAsync(
            new([new(post.Id, post.Version)], false, "Ada", Guid.CreateVersion7(), Role.Approver), Token));
        await RecheckAsync(room);
        Assert.Equal((DeliveryState.Scheduled, InSummer, "Ada"), await room.DeliveryAsync(post.Id) is var d
            ? (d.State, d.DueAt, d.ApprovedBy) : default);

        PostsRoom.Done(await room.Get<DecideZoneChanges>().RunAsync(new([post.PostId!.Value], Move: true, "Erin", null), Token));
        Assert.Equal((DeliveryState.AwaitingApproval, AfterIt), await room.DeliveryAsync(post.Id) is var m ? (m.State, m.DueAt) : default);
    }

    [Theory, OnEachDatabase]
    internal async Task A_post_that_somebody_moved_by_hand_is_meant_as_it_is(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var post = await PostAsync(room, "2027-06-01T09:00");
        PostsRoom.Done(await room.Get<ChangeDelivery>().ReviseAsync(
            post.Id, post.Version, post.Body, InSummer.AddMinutes(20), "Erin", null, Token));

        Assert.Equal(0, await RecheckAsync(room));
    }

    private static Task<int> RecheckAsync(PostsRoom room) =>
        new RecheckZones(room.Db, room.Get<DomainEvents>(), Changed, room.Clock).RunAsync(Token);

    private static async Task<PostDelivery> PostAsync(PostsRoom room, string local)
    {
        var account = await room.AccountsAsync() is [var known, ..] ? known : await room.ConnectAsync();
        return Assert.Single(await room.DeliveriesAsync(
            PostsRoom.Done(await room.CreateAsync(room.Command(account.Id) with { DueAt = local, TimeZone = "Europe/Berlin" })).PostId));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
