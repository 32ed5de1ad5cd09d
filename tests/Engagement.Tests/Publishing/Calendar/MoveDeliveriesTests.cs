using Engagement.Data;
using Engagement.Features.Publishing.Calendar;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Posts;
using Engagement.Outbox;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;
using Engagement.Web.Security;

namespace Engagement.Tests.Publishing.Calendar;

public sealed class MoveDeliveriesTests
{
    [Theory, OnEachDatabase]
    internal async Task Moved_to_another_day_it_keeps_its_time_of_day_its_outbox_row_follows_and_the_history_says_so(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var post = await room.PostAtAsync((await room.ConnectAsync()).Id, "2026-11-25T09:00");

        // Across the end of winter time: nine o'clock stays nine o'clock.
        var moved = PostsRoom.Done(await room.Get<MoveDeliveries>().RunAsync(
            new([post.Seen()], new NewTime.OnDay(new(2027, 4, 7)), CalendarRoom.Berlin, "Ada", null), Stop));

        var after = await room.DeliveryAsync(post.Id);
        Assert.Equal("2027-04-07 09:00", after.Local());
        Assert.Equal(after.DueAt, await room.Get<OutboxTable>().NextAtAsync(Stop));
        Assert.Equal(new ChangeMade(post.Id, after.Version, post.DueAt, DeliveryState.Scheduled), Assert.Single(moved.Deliveries));
        var last = (await room.Db.QueryAsync<DeliveryHistoryRow>(LedgerSql.ReadHistory, new { post.Id }, Stop))[^1];
        Assert.Equal(("Moved from Wed 25 Nov 09:00 to Wed 7 Apr 09:00 (Europe/Berlin).", "Ada"), (last.Reason, last.Actor));
        Assert.Equal(after.DueAt, (await room.Db.OneAsync<PostRow>(PostSql.Read, new { Id = post.PostId }, Stop))!.DueAt);
    }

    [Theory, OnEachDatabase]
    internal async Task A_time_that_clocks_skip_becomes_the_first_after_it_and_that_is_said(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var post = await room.PostAtAsync((await room.ConnectAsync()).Id, "2026-11-25T02:30");

        var moved = PostsRoom.Done(await room.Get<MoveDeliveries>().RunAsync(
            new([post.Seen()], new NewTime.OnDay(new(2027, 3, 28)), CalendarRoom.Berlin, "Ada", null), Stop));

        Assert.Equal("2027-03-28 03:00", (await room.DeliveryAsync(post.Id)).Local());
        Assert.Contains("does not exist", moved.Note, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task Of_several_all_are_moved_or_none(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        var (one, other) = (await room.PostAtAsync(account.Id, "2026-11-25T09:00"), await room.PostAtAsync(account.Id, "2026-11-26T09:00"));
        var move = room.Get<MoveDeliveries>();

        CalendarRoom.Why(await move.RunAsync(
            new([one.Seen(), other.Seen() with { Version = 7 }], new NewTime.Shifted(1, 0), CalendarRoom.Berlin, "Ada", null), Stop));
        Assert.Equal("To",
            PostsRoom.Wrong(await move.RunAsync(
                new([other.Seen(), one.Seen()], new NewTime.Shifted(-3, 0), CalendarRoom.Berlin, "Ada", null), Stop)).Field);
        Assert.Equal("To", PostsRoom.Wrong(
            await move.RunAsync(new([one.Seen()], new NewTime.Shifted(10_000_000, 0), CalendarRoom.Berlin, "Ada", null), Stop)).Field);
        Assert.Equal((one.DueAt, other.DueAt), ((await room.DeliveryAsync(one.Id)).DueAt, (await room.DeliveryAsync(other.Id)).DueAt));

        PostsRoom.Done(await move.RunAsync(
            new([one.Seen(), other.Seen()], new NewTime.Shifted(7, 90), CalendarRoom.Berlin, "Ada", null), Stop));
        Assert.Equal(("2026-12-02 10:30", "2026-12-03 10:30"),
            ((await room.DeliveryAsync(one.Id)).Local(), (await room.DeliveryAsync(other.Id)).Local()));
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_out_does_not_move(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var post = await room.PostAtAsync((await room.ConnectAsync()).Id, "2026-11-25T09:00");
        room.Clock.SetUtcNow(post.DueAt);
        await room.WorkAsync(post.Id);

        CalendarRoom.Why(await room.Get<MoveDeliveries>().RunAsync(
            new([await room.SeenAsync(post.Id)], new NewTime.Shifted(1, 0), CalendarRoom.Berlin, "Ada", null), Stop));

        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(post.Id)).State);
    }

    [Theory, OnEachDatabase]
    internal async Task What_was_approved_needs_approval_again_and_is_not_sent_at_its_old_time(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await room.AskForApprovalAsync();
        var post = await room.PostAtAsync((await room.ConnectAsync()).Id, "2026-11-25T09:00");
        PostsRoom.Done(await room.Get<ChangeMany>().ApproveAsync([post.Seen()], CalendarRoom.Somebody(), Stop));

        var changed = PostsRoom.Done(await room.Get<ChangeMany>().MoveAsync(
            [await room.SeenAsync(post.Id)], new NewTime.Shifted(1, 0), CalendarRoom.Somebody(), Stop));

        Assert.Contains("needs approval again", changed.Said, StringComparison.Ordinal);
        room.Clock.SetUtcNow(post.DueAt.AddDays(1));
        await room.WorkAsync(post.Id);
        Assert.Equal(DeliveryState.AwaitingApproval, (await room.DeliveryAsync(post.Id)).State);
        Assert.Null(await room.Get<OutboxTable>().NextAtAsync(Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task With_four_eyes_a_colleague_who_moves_it_does_not_let_its_author_approve_it(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await room.AskForApprovalAsync(fourEyes: true);
        var (erin, ada) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var post = await room.PostAtAsync((await room.ConnectAsync()).Id, "2026-11-25T09:00", by: erin);

        PostsRoom.Done(await room.Get<MoveDeliveries>().RunAsync(
            new([post.Seen()], new NewTime.Shifted(1, 0), CalendarRoom.Berlin, "Ada", ada), Stop));

        var seen = await room.SeenAsync(post.Id);
        Assert.Contains("own words",
            CalendarRoom.Why(await room.Get<ApproveDeliveries>().RunAsync(new([seen], false, "Erin", erin, Role.Approver), Stop)),
            StringComparison.Ordinal);
        Assert.Equal(1, PostsRoom.Done(await room.Get<ApproveDeliveries>().RunAsync(new([seen], false, "Ada", ada, Role.Approver), Stop)));
    }

    [Theory, OnEachDatabase]
    internal async Task Approving_many_approves_those_that_wait_and_says_what_did_not_and_why(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await room.AskForApprovalAsync(fourEyes: true);
        var ada = await room.PersonAsync();
        var account = (await room.ConnectAsync()).Id;
        var (waiting, own, let) = (await room.PostAtAsync(account, "2026-11-25T09:00"),
            await room.PostAtAsync(account, "2026-11-26T09:00", by: ada), await room.PostAtAsync(account, "2026-11-27T09:00"));
        PostsRoom.Done(await room.Get<ChangeMany>().ApproveAsync([let.Seen()], CalendarRoom.Somebody(ada), Stop));
        var done = await room.SeenAsync(let.Id);

        var changed = PostsRoom.Done(
            await room.Get<ChangeMany>().ApproveAsync([waiting.Seen(), own.Seen(), done], CalendarRoom.Somebody(ada), Stop));

        Assert.Equal("Approved 1 post. 1 is of your own words: somebody else approves it. 1 does not wait for approval and stays as it is.",
            changed.Said);
        Assert.Equal((DeliveryState.Scheduled, DeliveryState.AwaitingApproval),
            ((await room.DeliveryAsync(waiting.Id)).State, (await room.DeliveryAsync(own.Id)).State));
        Assert.Contains("your own words",
            CalendarRoom.Why(await room.Get<ChangeMany>().ApproveAsync([own.Seen(), done], CalendarRoom.Somebody(ada), Stop)),
            StringComparison.Ordinal);
        Assert.Equal("None of these waits for approval.",
            CalendarRoom.Why(await room.Get<ChangeMany>().ApproveAsync([done], CalendarRoom.Somebody(ada), Stop)));
        Assert.Contains("changed meanwhile",
            CalendarRoom.Why(await room.Get<ChangeMany>().ApproveAsync([waiting.Seen(), own.Seen()], CalendarRoom.Somebody(ada), Stop)),
            StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task The_one_that_stands_in_the_way_of_many_is_named_and_nothing_is_done(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = (await room.ConnectAsync()).Id;
        var (free, taken) = (await room.PostAtAsync(account, "2026-11-25T09:00"), await room.PostAtAsync(account, "2026-11-26T09:00"));
        var (many, somebody, begins) = (room.Get<ChangeMany>(), CalendarRoom.Somebody(), taken.Body[..20]);
        PostsRoom.Done(await room.Get<MoveDeliveries>().RunAsync(
            new([taken.Seen()], new NewTime.Shifted(1, 0), CalendarRoom.Berlin, "Ada", null), Stop));

        var moved = CalendarRoom.Why(await many.MoveAsync([free.Seen(), taken.Seen()], new NewTime.Shifted(2, 0), somebody, Stop));
        var cancelled = CalendarRoom.Why(await many.CancelAsync([free.Seen(), taken.Seen()], somebody, Stop));
        Assert.All([moved, cancelled], why =>
        {
            Assert.StartsWith($"“{begins}", why, StringComparison.Ordinal);
            Assert.Contains("changed meanwhile", why, StringComparison.Ordinal);
        });

        PostsRoom.Done(await many.CancelAsync([await room.SeenAsync(taken.Id)], somebody, Stop));
        var past = CalendarRoom.Why(await many.CancelAsync([free.Seen(), await room.SeenAsync(taken.Id)], somebody, Stop));
        Assert.StartsWith($"“{begins}", past, StringComparison.Ordinal);
        Assert.EndsWith("is past cancelling (Cancelled). Nothing was cancelled.", past, StringComparison.Ordinal);
        Assert.Equal((DeliveryState.Scheduled, free.DueAt),
            ((await room.DeliveryAsync(free.Id)).State, (await room.DeliveryAsync(free.Id)).DueAt));
    }

    [Theory, OnEachDatabase]
    internal async Task A_thread_moves_as_one(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        var words = string.Join(' ', Enumerable.Repeat("Reset it yourself in three minutes.", 60));
        var parts = await room.DeliveriesAsync(PostsRoom.Done(
            await room.CreateAsync(room.Command(account.Id) with { TemplateId = null, Text = words, Thread = true })).PostId);
        Assert.True(parts.Count > 2);

        PostsRoom.Done(await room.Get<MoveDeliveries>().RunAsync(
            new([parts[0].Seen()], new NewTime.Shifted(1, 0), CalendarRoom.Berlin, "Ada", null), Stop));

        foreach (var part in parts)
        {
            Assert.Equal(parts[0].DueAt.AddDays(1), (await room.DeliveryAsync(part.Id)).DueAt);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
