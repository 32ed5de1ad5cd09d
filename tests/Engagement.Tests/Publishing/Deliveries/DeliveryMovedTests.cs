using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Integrations.Notifications;
using Engagement.Features.People.Team;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;
using Engagement.Web.Security;

namespace Engagement.Tests.Publishing.Deliveries;

/// <summary>What a delivery's state is to people: told once, with cause and next step, and no longer once it is mended.</summary>
public sealed class DeliveryMovedTests
{
    private static readonly Sql MakeScheduled = Sql.Portable(
        "update Deliveries set State = 'Publishing', RemoteId = null, PublishedAt = null where Id = @Id");

    [Theory, OnEachDatabase]
    internal async Task A_failure_is_told_to_editors_and_leads_to_the_delivery_and_is_mended_when_it_is_sent_again(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var editor = await AddAsync(desk, Role.Editor);
        var delivery = await SendingAsync(desk);

        await MoveAsync(desk, delivery, DeliveryState.Publishing, DeliveryState.Failed, "The token expired.");

        var notice = Assert.Single(await NewAsync(desk, editor));
        Assert.Equal((NoticeKinds.DeliveryFailed, "“Reset your password” failed on Desk", $"/deliveries/{delivery}"),
            (notice.Kind, notice.Title, notice.Link));
        Assert.StartsWith("The token expired. It is not tried again by itself.", notice.Body, StringComparison.Ordinal);
        Assert.Empty(await NewAsync(desk, desk.AgentId));

        await MoveAsync(desk, delivery, DeliveryState.Failed, DeliveryState.Scheduled, "Sent again.");
        Assert.Empty(await NewAsync(desk, editor));
    }

    [Theory, OnEachDatabase]
    internal async Task A_doubt_that_stays_a_doubt_is_told_once_and_what_it_becomes_is_told_anew(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var editor = await AddAsync(desk, Role.Editor);
        var delivery = await SendingAsync(desk);

        await MoveAsync(desk, delivery, DeliveryState.Publishing, DeliveryState.Uncertain, "No answer.");
        await MoveAsync(desk, delivery, DeliveryState.Uncertain, DeliveryState.Uncertain, "Still no answer.");
        Assert.Equal(NoticeKinds.DeliveryUncertain, Assert.Single(await NewAsync(desk, editor)).Kind);

        await MoveAsync(desk, delivery, DeliveryState.Uncertain, DeliveryState.Failed, "It is not there.");
        Assert.Equal(NoticeKinds.DeliveryFailed, Assert.Single(await NewAsync(desk, editor)).Kind);
    }

    [Theory, OnEachDatabase]
    internal async Task An_answer_that_failed_is_told_to_agents_not_to_editors(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var editor = await AddAsync(desk, Role.Editor);
        await desk.HearAsync(desk.Said("m1"));
        var ticket = await desk.TicketAsync();
        var reply = await desk.Db.InTransactionAsync(tx => desk.Get<Ledger>().CreateAsync(
            tx, new NewDelivery("reply", desk.AccountId, "sandbox", "Try this.", desk.Clock.Now(), DeliveryState.Scheduled, "Mia")
                { TicketId = ticket.Id, InReplyToRemoteId = "m1" }, Stop), Stop);

        await MoveAsync(desk, reply, DeliveryState.Scheduled, DeliveryState.Failed, "They blocked us.");

        Assert.Equal($"The answer on ticket #{ticket.Number} failed on Desk", Assert.Single(await NewAsync(desk, desk.AgentId)).Title);
        Assert.Empty(await NewAsync(desk, editor));
    }

    [Theory, OnEachDatabase]
    internal async Task A_post_that_came_back_is_told_once_to_whoever_wrote_it_until_it_is_handed_in_again(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var (writer, colleague) = (await AddAsync(desk, Role.Editor), await AddAsync(desk, Role.Approver));
        var post = await desk.PublishAsync("p1");
        var seen = new List<SeenDelivery>();
        foreach (var _ in new[] { "one account", "another" })
        {
            seen.Add(new(await desk.Db.InTransactionAsync(tx => desk.Get<Ledger>().CreateAsync(
                tx, new NewDelivery("post", desk.AccountId, "sandbox", "Words.", desk.Clock.Now().AddHours(5),
                    DeliveryState.AwaitingApproval, "Erin") { PostId = post.PostId, ActorId = writer }, Stop), Stop), 1));
        }

        Assert.IsType<Result<int>.Done>(await desk.Get<ReturnDeliveries>().RunAsync(new(seen, "Say which password.", "Ada"), Stop));

        var notice = Assert.Single(await NewAsync(desk, writer));
        Assert.Equal((NoticeKinds.PostReturned, "“Reset your password” came back", $"/posts/{post.PostId}"),
            (notice.Kind, notice.Title, notice.Link));
        Assert.StartsWith("Ada: Say which password.", notice.Body, StringComparison.Ordinal);
        Assert.Empty(await NewAsync(desk, colleague));

        Assert.IsType<Result<int>.Done>(
            await desk.Get<SubmitDrafts>().RunAsync(new([.. seen.Select(s => s with { Version = 2 })], "Erin"), Stop));
        Assert.Empty(await NewAsync(desk, writer));
    }

    private static async Task<Guid> SendingAsync(DeskRoom desk)
    {
        var delivery = (await desk.PublishAsync("p1")).DeliveryId;
        await desk.Db.ExecuteAsync(MakeScheduled, new { Id = delivery }, Stop);
        return delivery;
    }

    private static async Task MoveAsync(DeskRoom desk, Guid id, DeliveryState from, DeliveryState to, string reason)
    {
        var seen = (await desk.Db.OneAsync<Delivery>(LedgerSql.Read, new { Id = id }, Stop))!;
        Assert.True(await desk.Db.InTransactionAsync(
            tx => desk.Get<Ledger>().MoveAsync(tx, id, seen.Version, new Move(from, to, reason, Ledger.System, Next: null), Stop), Stop));
    }

    private static async Task<IReadOnlyList<NoticeView>> NewAsync(DeskRoom desk, Guid person) =>
        (await desk.Get<ListNotices>().RunAsync(person, new(Unread: true), null, 10, Stop)).Items;

    private static async Task<Guid> AddAsync(DeskRoom desk, Role role) =>
        Assert.IsType<Result<AddUser.Added>.Done>(
            await desk.Get<AddUser>().RunAsync(new($"{role}@desk.example", role.ToString(), role.ToString()), Stop)).Value.Id;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
