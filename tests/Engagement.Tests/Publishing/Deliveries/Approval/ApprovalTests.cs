using Engagement.Common.Settings;
using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Posts;
using Engagement.Outbox;
using Engagement.Sandbox;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;
using Engagement.Web.Security;

namespace Engagement.Tests.Publishing.Deliveries.Approval;

public sealed class ApprovalTests
{
    private static readonly Guid Erin = Guid.CreateVersion7();
    private static readonly Guid Ada = Guid.CreateVersion7();

    [Theory, OnEachDatabase]
    internal async Task What_needs_approval_is_neither_scheduled_nor_sent_before_it(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await AskForItAsync(room);
        var waiting = await PostAsync(room);
        Assert.Equal(DeliveryState.AwaitingApproval, waiting.State);
        Assert.Null(await room.Get<OutboxTable>().NextAtAsync(Stop));

        room.Clock.SetUtcNow(waiting.DueAt);
        await room.WorkAsync(waiting.Id);
        Assert.Empty(Sent(room, waiting));

        Assert.Equal(1, PostsRoom.Done(await ApproveAsync(room, waiting, Ada)));
        await room.WorkAsync(waiting.Id);
        var sent = await room.DeliveryAsync(waiting.Id);
        Assert.Equal((DeliveryState.Published, "Ada"), (sent.State, sent.ApprovedBy));
        Assert.Single(Sent(room, waiting));
    }

    [Theory, OnEachDatabase]
    internal async Task An_edit_after_approval_needs_approval_again(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await AskForItAsync(room);
        var waiting = await PostAsync(room);
        PostsRoom.Done(await ApproveAsync(room, waiting, Ada));
        var approved = await room.DeliveryAsync(waiting.Id);
        Assert.Equal(DeliveryState.Scheduled, approved.State);

        PostsRoom.Done(await room.Get<ChangeDelivery>().ReviseAsync(
            approved.Id, approved.Version, approved.Body + " Really.", approved.DueAt, "Erin", Erin, Stop));

        var changed = await room.DeliveryAsync(waiting.Id);
        Assert.Equal((DeliveryState.AwaitingApproval, null), (changed.State, changed.ApprovedAt));
        Assert.Null(await room.Get<OutboxTable>().NextAtAsync(Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task With_four_eyes_nobody_approves_what_they_wrote_or_changed_last_and_no_program_does(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await AskForItAsync(room, fourEyes: true);
        var waiting = await PostAsync(room);

        Assert.Contains("own words", Why(await ApproveAsync(room, waiting, Erin)), StringComparison.Ordinal);
        Assert.Contains("not a program", Why(await ApproveAsync(room, waiting, null)), StringComparison.Ordinal);

        var seen = await room.DeliveryAsync(waiting.Id);
        PostsRoom.Done(await room.Get<ChangeDelivery>().ReviseAsync(
            seen.Id, seen.Version, seen.Body + " Now.", seen.DueAt, "Ada", Ada, Stop));
        var changed = waiting with { Version = (await room.DeliveryAsync(waiting.Id)).Version };
        Assert.Contains("own words", Why(await ApproveAsync(room, changed, Ada)), StringComparison.Ordinal);
        Assert.Equal(1, PostsRoom.Done(await ApproveAsync(room, changed, Erin)));
    }

    [Theory, OnEachDatabase]
    internal async Task Editors_and_agents_do_not_approve_whatever_they_call(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await AskForItAsync(room);
        var waiting = await PostAsync(room);

        foreach (var role in new[] { Role.Agent, Role.Editor })
        {
            Why(await room.Get<ApproveDeliveries>().RunAsync(
                new([new(waiting.Id, waiting.Version)], SendLate: false, "Eve", Guid.CreateVersion7(), role), Stop));
        }

        Assert.Equal(DeliveryState.AwaitingApproval, (await room.DeliveryAsync(waiting.Id)).State);
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_returned_is_a_draft_with_the_comment_and_its_history_says_who_did_what(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await AskForItAsync(room);
        var waiting = await PostAsync(room);
        Assert.Equal("Comment", PostsRoom.Wrong(await room.Get<ReturnDeliveries>().RunAsync(new([Seen(waiting)], " ", "Ada"), Stop)).Field);

        PostsRoom.Done(await room.Get<ReturnDeliveries>().RunAsync(new([Seen(waiting)], "Say which password.", "Ada"), Stop));
        var draft = await room.DeliveryAsync(waiting.Id);
        Assert.Equal((DeliveryState.Draft, "Say which password."), (draft.State, draft.LastError));

        PostsRoom.Done(await room.Get<ChangeDelivery>().ReviseAsync(draft.Id, draft.Version,
            $"The Windows password. {draft.LinkUrl}", draft.DueAt, "Erin", Erin, Stop));
        var changed = await room.DeliveryAsync(draft.Id);
        PostsRoom.Done(await room.Get<SubmitDrafts>().RunAsync(new([new(changed.Id, changed.Version)], "Erin"), Stop));
        var again = await room.DeliveryAsync(draft.Id);
        Assert.Equal(DeliveryState.AwaitingApproval, again.State);
        PostsRoom.Done(await room.Get<ApproveDeliveries>().RunAsync(
            new([new(again.Id, again.Version)], false, "Ada", Ada, Role.Approver), Stop));

        var history = await room.Db.QueryAsync<DeliveryHistoryRow>(LedgerSql.ReadHistory, new { Id = draft.Id }, Stop);
        Assert.Equal(
            [("Erin", DeliveryState.Scheduled), (Ledger.System, DeliveryState.AwaitingApproval), ("Ada", DeliveryState.Draft),
                ("Erin", DeliveryState.Draft), ("Erin", DeliveryState.AwaitingApproval), ("Ada", DeliveryState.Scheduled)],
            history.Select(h => (h.Actor, h.ToState)));
    }

    [Theory, OnEachDatabase]
    internal async Task There_is_no_way_round_it_through_a_retry(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var scheduled = await PostAsync(room);
        room.Clock.SetUtcNow(scheduled.DueAt.AddDays(1));
        await room.WorkAsync(scheduled.Id);
        var missed = await room.DeliveryAsync(scheduled.Id);
        Assert.Equal(DeliveryState.Missed, missed.State);
        await AskForItAsync(room);

        PostsRoom.Done(await room.Get<ChangeDelivery>().RetryAsync(missed.Id, missed.Version, "Erin", Stop));

        Assert.Equal(DeliveryState.AwaitingApproval, (await room.DeliveryAsync(missed.Id)).State);
        Assert.Null(await room.Get<OutboxTable>().NextAtAsync(Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task What_waits_is_not_let_go_by_send_it_now(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await AskForItAsync(room);
        var waiting = await PostAsync(room);

        Assert.IsType<Result<Guid>.Conflict>(await room.Get<ChangeDelivery>().RetryAsync(waiting.Id, waiting.Version, "Erin", Stop));

        Assert.Equal((DeliveryState.AwaitingApproval, waiting.DueAt),
            ((await room.DeliveryAsync(waiting.Id)).State, (await room.DeliveryAsync(waiting.Id)).DueAt));
    }

    [Theory, OnEachDatabase]
    internal async Task What_was_made_in_the_moment_in_which_approval_was_switched_on_is_not_sent(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var scheduled = await PostAsync(room);

        // As a node leaves it that had read the setting before, and wrote its row after all others had been let go.
        await room.Db.InTransactionAsync(
            tx => AppSettings.SetAsync(tx, ApprovalSettings.RequiredName, ApprovalSettings.Yes, room.Clock.Now(), "Root", Stop), Stop);
        room.Clock.SetUtcNow(scheduled.DueAt);
        await room.WorkAsync(scheduled.Id);

        Assert.Equal(DeliveryState.AwaitingApproval, (await room.DeliveryAsync(scheduled.Id)).State);
        Assert.Empty(Sent(room, scheduled));
    }

    [Theory, OnEachDatabase]
    internal async Task What_was_scheduled_before_it_was_asked_for_goes_out_and_says_by_whose_leave(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var scheduled = await PostAsync(room);

        Assert.Equal(1, await AskForItAsync(room));

        room.Clock.SetUtcNow(scheduled.DueAt);
        await room.WorkAsync(scheduled.Id);
        var sent = await room.DeliveryAsync(scheduled.Id);
        Assert.Equal((DeliveryState.Published, "Root, by switching approval on"), (sent.State, sent.ApprovedBy));
    }

    [Theory, OnEachDatabase]
    internal async Task Of_several_all_are_approved_or_none(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await AskForItAsync(room);
        var (one, other) = (await room.ConnectAsync("one"), await room.ConnectAsync("other"));
        var post = PostsRoom.Done(await room.CreateAsync(room.Command(one.Id, other.Id) with { ById = Erin })).PostId;
        var deliveries = await room.DeliveriesAsync(post);
        var second = await room.DeliveryAsync(deliveries[1].Id);
        PostsRoom.Done(await room.Get<ChangeDelivery>().ReviseAsync(
            second.Id, second.Version, second.Body + " Changed.", second.DueAt, "Erin", Erin, Stop));

        Why(await room.Get<ApproveDeliveries>().RunAsync(new([.. deliveries.Select(Seen)], false, "Ada", Ada, Role.Approver), Stop));

        Assert.All(await room.DeliveriesAsync(post), d => Assert.Equal(DeliveryState.AwaitingApproval, d.State));
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_past_its_time_goes_out_only_when_the_approver_says_so(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await AskForItAsync(room);
        var waiting = await PostAsync(room);
        room.Clock.SetUtcNow(waiting.DueAt.AddDays(2));

        Assert.Contains("2 days ago", Why(await ApproveAsync(room, waiting, Ada)), StringComparison.Ordinal);
        PostsRoom.Done(await room.Get<ApproveDeliveries>().RunAsync(new([Seen(waiting)], SendLate: true, "Ada", Ada, Role.Approver), Stop));

        await room.WorkAsync(waiting.Id);
        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(waiting.Id)).State);
    }

    private static Task<int> AskForItAsync(PostsRoom room, bool fourEyes = false) =>
        room.Get<SaveApproval>().RunAsync(new(Required: true, fourEyes, "Root", Guid.CreateVersion7()), Stop);

    private static async Task<PostDelivery> PostAsync(PostsRoom room)
    {
        var account = await room.ConnectAsync();
        return Assert.Single(
            await room.DeliveriesAsync(PostsRoom.Done(await room.CreateAsync(room.Command(account.Id) with { ById = Erin })).PostId));
    }

    private static Task<Result<int>> ApproveAsync(PostsRoom room, PostDelivery delivery, Guid? by) =>
        room.Get<ApproveDeliveries>().RunAsync(
            new([Seen(delivery)], SendLate: false, by == Erin ? "Erin" : "Ada", by, Role.Approver), Stop);

    // As the network has it, whatever our rows say.
    private static IReadOnlyList<SandboxPost> Sent(PostsRoom room, PostDelivery delivery) =>
        room.Sandbox.Posts.ByKey(room.Sandbox.Profiles.Find("service_desk")!, $"engagement-{delivery.Id:N}");

    private static SeenDelivery Seen(PostDelivery delivery) => new(delivery.Id, delivery.Version);

    private static string Why(Result<int> answer) => Assert.IsType<Result<int>.Conflict>(answer).Why;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
