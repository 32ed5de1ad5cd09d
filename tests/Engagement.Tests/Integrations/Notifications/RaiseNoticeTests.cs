using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Home;
using Engagement.Features.Integrations.Notifications;
using Engagement.Features.People.Team;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;
using Engagement.Web.Security;

namespace Engagement.Tests.Integrations.Notifications;

public sealed class RaiseNoticeTests
{
    [Theory, OnEachDatabase]
    internal async Task Everybody_who_can_do_something_about_it_is_told_and_nobody_else(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var editor = await AddAsync(desk, Role.Editor);
        var administrator = await AddAsync(desk, Role.Administrator);

        await desk.Get<RaiseNotice>().RunAsync(Failed("f1"), Stop);

        Assert.Equal(0, await UnreadAsync(desk, desk.AgentId));
        Assert.Equal(1, await UnreadAsync(desk, editor));
        Assert.Equal(1, await UnreadAsync(desk, administrator));
    }

    [Theory, OnEachDatabase]
    internal async Task A_notice_to_one_person_is_theirs_alone(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var administrator = await AddAsync(desk, Role.Administrator);

        await desk.Get<RaiseNotice>().RunAsync(
            new(NoticeKinds.TicketAssigned, "Ticket #7 is yours", "", "/tickets/7", toUserId: desk.AgentId), Stop);

        Assert.Equal(1, await UnreadAsync(desk, desk.AgentId));
        Assert.Equal(0, await UnreadAsync(desk, administrator));
    }

    [Theory, OnEachDatabase]
    internal async Task The_same_key_is_raised_once_until_it_is_resolved(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var editor = await AddAsync(desk, Role.Editor);
        var raise = desk.Get<RaiseNotice>();

        Assert.NotNull(await raise.RunAsync(Failed("f1"), Stop));
        Assert.Null(await raise.RunAsync(Failed("f1"), Stop));
        Assert.NotNull(await raise.RunAsync(Failed("f2"), Stop));
        Assert.Equal(2, await UnreadAsync(desk, editor));

        Assert.True(await desk.Get<ResolveNotice>().RunAsync("f1", Stop));
        Assert.False(await desk.Get<ResolveNotice>().RunAsync("f1", Stop));
        Assert.Equal(1, await UnreadAsync(desk, editor));
        Assert.NotNull(await raise.RunAsync(Failed("f1"), Stop));
        Assert.Equal(2, await UnreadAsync(desk, editor));
    }

    [Theory, OnEachDatabase]
    internal async Task Of_many_who_raise_one_key_at_once_one_does(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var editor = await AddAsync(desk, Role.Editor);

        var raised = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => desk.Get<RaiseNotice>().RunAsync(Failed("f1"), Stop))));

        Assert.Single(raised, id => id is not null);
        Assert.Equal(1, await UnreadAsync(desk, editor));
    }

    [Theory, OnEachDatabase]
    internal async Task What_did_not_happen_after_all_is_told_to_nobody(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var editor = await AddAsync(desk, Role.Editor);

        await Assert.ThrowsAsync<TimeoutException>(() => desk.Db.InTransactionAsync(async tx =>
        {
            await desk.Get<RaiseNotice>().RunAsync(tx, Failed("f1"), Stop);
            throw new TimeoutException();
        }, Stop));

        Assert.Equal(0, await UnreadAsync(desk, editor));
    }

    [Theory, OnEachDatabase]
    internal async Task A_list_pages_by_key_and_narrows_and_what_came_later_stays_unread(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var editor = await AddAsync(desk, Role.Editor);
        for (var i = 0; i < 5; i++)
        {
            desk.Clock.Advance(TimeSpan.FromMinutes(1));
            await desk.Get<RaiseNotice>().RunAsync(Failed($"f{i}") with { Title = $"Post {i} failed 100%" }, Stop);
        }

        var list = desk.Get<ListNotices>();
        var first = await list.RunAsync(editor, new(Unread: true), null, 3, Stop);
        Assert.True(Engagement.Web.Api.Cursor.TryParse(first.Next, out var cursor));
        var second = await list.RunAsync(editor, new(Unread: true), cursor, 3, Stop);
        Assert.Equal(["Post 4 failed 100%", "Post 3 failed 100%", "Post 2 failed 100%", "Post 1 failed 100%", "Post 0 failed 100%"],
            first.Items.Concat(second.Items).Select(n => n.Title));
        Assert.Null(second.Next);
        Assert.Single((await list.RunAsync(editor, new(Unread: true, Words: "3 failed 100%"), null, 50, Stop)).Items);
        Assert.Empty((await list.RunAsync(editor, new(Unread: true, Words: "3_failed"), null, 50, Stop)).Items);
        Assert.Empty((await list.RunAsync(editor, new(Unread: true, Kind: NoticeKinds.SlaBreached), null, 50, Stop)).Items);

        await desk.Get<ReadNotices>().MarkAllAsync(editor, first.Items[1].CreatedAt, Stop);
        Assert.Equal("Post 4 failed 100%", Assert.Single((await list.RunAsync(editor, new(Unread: true), null, 50, Stop)).Items).Title);
        Assert.Equal(5, (await list.RunAsync(editor, new(Unread: false), null, 50, Stop)).Items.Count);
    }

    [Theory, OnEachDatabase]
    internal async Task Only_whose_it_is_can_open_or_mark_it(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var editor = await AddAsync(desk, Role.Editor);
        var id = (await desk.Get<RaiseNotice>().RunAsync(Failed("f1"), Stop))!.Value;
        var read = desk.Get<ReadNotices>();

        Assert.IsType<Result<string>.Missing>(await read.OpenAsync(id, desk.AgentId, Stop));
        await read.MarkAsync(id, desk.AgentId, read: true, Stop);
        Assert.Equal(1, await UnreadAsync(desk, editor));

        Assert.Equal("/deliveries/1", Assert.IsType<Result<string>.Done>(await read.OpenAsync(id, editor, Stop)).Value);
        Assert.Equal(0, await UnreadAsync(desk, editor));
        await read.MarkAsync(id, editor, read: false, Stop);
        Assert.Equal(1, await UnreadAsync(desk, editor));
    }

    [Theory, OnEachDatabase]
    internal async Task A_notice_leads_nowhere_but_into_the_portal(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);

        foreach (var link in new[] { "https://evil.example/", "//evil.example/", "deliveries/1", "" })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => desk.Get<RaiseNotice>().RunAsync(Failed("f1") with { Link = link }, Stop));
        }

        await Assert.ThrowsAsync<ArgumentException>(
            () => desk.Get<RaiseNotice>().RunAsync(Failed("f1") with { Kind = "delivery.fialed" }, Stop));
    }

    private static Notice Failed(string key) =>
        new(NoticeKinds.DeliveryFailed, "A post failed", "The token expired.", "/deliveries/1", key);

    private static async Task<Guid> AddAsync(DeskRoom desk, Role role) =>
        Assert.IsType<Result<AddUser.Added>.Done>(
            await desk.Get<AddUser>().RunAsync(new($"{role}@desk.example", role.ToString(), role.ToString()), Stop)).Value.Id;

    private static async Task<int> UnreadAsync(DeskRoom desk, Guid person) =>
        (await desk.Get<ReadFrame>().RunAsync(person, seesTickets: false, Stop)).Unread;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
