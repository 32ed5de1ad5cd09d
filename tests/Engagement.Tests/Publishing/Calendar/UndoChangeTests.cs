using Engagement.Data;
using Engagement.Features.Publishing.Calendar;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Outbox;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Publishing.Calendar;

public sealed class UndoChangeTests
{
    [Theory, OnEachDatabase]
    internal async Task A_move_is_taken_back_once_and_only_by_whoever_made_it(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var (ada, eve) = (await room.PersonAsync(), await room.PersonAsync("eve"));
        var post = await room.PostAtAsync((await room.ConnectAsync()).Id, "2026-11-25T09:00");
        var undo = PostsRoom.Done(
            await room.Get<ChangeMany>().MoveAsync([post.Seen()], new NewTime.Shifted(5, 0), CalendarRoom.Somebody(ada), Stop)).Undo!.Value;

        CalendarRoom.Why(await UndoAsync(room, undo, eve));
        Assert.Equal("Taken back: 1 post is at the old time.", PostsRoom.Done(await UndoAsync(room, undo, ada)));

        Assert.Equal(post.DueAt, (await room.DeliveryAsync(post.Id)).DueAt);
        Assert.Equal(post.DueAt, await room.Get<OutboxTable>().NextAtAsync(Stop));
        CalendarRoom.Why(await UndoAsync(room, undo, ada));
    }

    [Theory, OnEachDatabase]
    internal async Task Nothing_is_taken_back_once_somebody_changed_one_of_them_or_it_is_long_ago(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var ada = await room.PersonAsync();
        var account = (await room.ConnectAsync()).Id;
        var (one, other) = (await room.PostAtAsync(account, "2026-11-25T09:00"), await room.PostAtAsync(account, "2026-11-26T09:00"));
        var many = room.Get<ChangeMany>();
        var undo = PostsRoom.Done(
            await many.MoveAsync([one.Seen(), other.Seen()], new NewTime.Shifted(5, 0), CalendarRoom.Somebody(ada), Stop)).Undo!.Value;
        PostsRoom.Done(await many.CancelAsync([await room.SeenAsync(other.Id)], CalendarRoom.Somebody(), Stop));

        CalendarRoom.Why(await UndoAsync(room, undo, ada));
        Assert.Equal(one.DueAt.AddDays(5), (await room.DeliveryAsync(one.Id)).DueAt);

        var late = PostsRoom.Done(
            await many.MoveAsync([await room.SeenAsync(one.Id)], new NewTime.Shifted(1, 0), CalendarRoom.Somebody(ada), Stop)).Undo!.Value;
        room.Clock.Advance(UndoChange.For + TimeSpan.FromSeconds(1));
        CalendarRoom.Why(await UndoAsync(room, late, ada));
    }

    [Theory, OnEachDatabase]
    internal async Task What_was_cancelled_goes_out_again_when_that_is_taken_back_and_what_had_failed_only_becomes_a_draft(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var ada = await room.PersonAsync();
        var account = (await room.ConnectAsync()).Id;
        var (one, missed) = (await room.PostAtAsync(account, "2026-11-27T09:00"), await room.PostAtAsync(account, "2026-11-25T09:00"));
        room.Clock.SetUtcNow(missed.DueAt.AddDays(1));
        await room.WorkAsync(missed.Id);
        Assert.Equal(DeliveryState.Missed, (await room.DeliveryAsync(missed.Id)).State);
        var undo = PostsRoom.Done(await room.Get<ChangeMany>()
            .CancelAsync([one.Seen(), await room.SeenAsync(missed.Id)], CalendarRoom.Somebody(ada), Stop)).Undo!.Value;
        Assert.Null(await room.Get<OutboxTable>().NextAtAsync(Stop));

        PostsRoom.Done(await UndoAsync(room, undo, ada));

        Assert.Equal(DeliveryState.Draft, (await room.DeliveryAsync(missed.Id)).State);
        room.Clock.SetUtcNow(one.DueAt);
        await room.WorkAsync(one.Id);
        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(one.Id)).State);
    }

    [Theory, OnEachDatabase]
    internal async Task An_approval_taken_back_must_be_given_anew(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await room.AskForApprovalAsync();
        var ada = await room.PersonAsync();
        var post = await room.PostAtAsync((await room.ConnectAsync()).Id, "2026-11-25T09:00");
        var undo = PostsRoom.Done(await room.Get<ChangeMany>().ApproveAsync([post.Seen()], CalendarRoom.Somebody(ada), Stop)).Undo!.Value;

        PostsRoom.Done(await UndoAsync(room, undo, ada));

        var waiting = await room.DeliveryAsync(post.Id);
        Assert.Equal((DeliveryState.AwaitingApproval, null, null), (waiting.State, waiting.ApprovedAt, waiting.ApprovedBy));
        room.Clock.SetUtcNow(post.DueAt);
        await room.WorkAsync(post.Id);
        Assert.Equal(DeliveryState.AwaitingApproval, (await room.DeliveryAsync(post.Id)).State);
    }

    [Theory, OnEachDatabase]
    internal async Task What_was_cancelled_is_not_sent_by_a_retry(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var post = await room.PostAtAsync((await room.ConnectAsync()).Id, "2026-11-25T09:00");
        PostsRoom.Done(await room.Get<ChangeMany>().CancelAsync([post.Seen()], CalendarRoom.Somebody(), Stop));
        var seen = await room.SeenAsync(post.Id);

        CalendarRoom.Why(await room.Get<ChangeDelivery>().RetryAsync(seen.Id, seen.Version, "Eve", Stop));

        Assert.Equal(DeliveryState.Cancelled, (await room.DeliveryAsync(post.Id)).State);
    }

    private static Task<Result<string>> UndoAsync(PostsRoom room, Guid undo, Guid by) =>
        room.Get<UndoChange>().RunAsync(new(undo, CalendarRoom.Berlin, "Ada", by), Stop);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
