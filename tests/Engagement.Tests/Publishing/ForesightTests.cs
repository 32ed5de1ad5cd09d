using Engagement.Data;
using Engagement.Features.Channels;
using Engagement.Features.Notices;
using Engagement.Features.Publishing;
using Engagement.Features.Publishing.Foresight;
using Engagement.Features.Team;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;
using Engagement.Web.Security;

namespace Engagement.Tests.Publishing;

/// <summary>What will fail is said before it does, with the cause that the sender will find, and no longer once it is mended.</summary>
public sealed class ForesightTests
{
    private static readonly Sql EndAccess = Sql.Portable("update Accounts set AccessExpiresAt = @At, RefreshEndsAt = @At where Id = @Id");
    private static readonly Sql SetState = Sql.Portable("update Accounts set State = @State where Id = @Id");
    private static readonly Sql SetArticle = Sql.Portable("update Articles set State = @State");

    [Theory, OnEachDatabase]
    internal async Task What_is_in_order_is_not_foreseen(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await WaitingAsync(desk, TimeSpan.FromHours(5));

        var seen = await desk.Get<Foresee>().RunAsync(null, 10, Stop);

        Assert.Empty(seen.Items);
        Assert.Equal(1, seen.Looked);
    }

    [Theory, OnEachDatabase]
    internal async Task Access_that_ends_before_a_post_is_due_is_foreseen_for_that_post_only(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await WaitingAsync(desk, TimeSpan.FromHours(5));
        var later = await WaitingAsync(desk, TimeSpan.FromDays(3));
        await desk.Db.ExecuteAsync(EndAccess, new { Id = desk.AccountId, At = desk.Clock.Now().AddDays(2) }, Stop);

        var one = Assert.Single((await desk.Get<Foresee>().RunAsync(null, 10, Stop)).Items);

        Assert.Equal((later, ForeseenCodes.Access, $"/accounts/{desk.AccountId}"), (one.Id, one.Reasons[0].Code, one.Reasons[0].MendLink));
    }

    [Theory, OnEachDatabase]
    internal async Task Stopped_accounts_articles_in_review_long_words_and_missing_approval_are_each_said(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var published = await desk.PublishAsync("p1");
        await WaitingAsync(desk, TimeSpan.FromHours(5), published.ArticleId);
        await WaitingAsync(desk, TimeSpan.FromHours(6), words: new string('x', 50_000));
        await WaitingAsync(desk, TimeSpan.FromHours(7), state: DeliveryState.AwaitingApproval);
        await WaitingAsync(desk, TimeSpan.FromDays(5), state: DeliveryState.AwaitingApproval); // there is time
        await desk.Db.ExecuteAsync(SetArticle, new { State = "Draft" }, Stop);

        var codes = (await desk.Get<Foresee>().RunAsync(null, 10, Stop)).Items.Select(f => f.Reasons.Select(r => r.Code).ToArray());
        Assert.Equal([[ForeseenCodes.Article], [ForeseenCodes.Words], [ForeseenCodes.Approval]], codes);

        await desk.Db.ExecuteAsync(SetState, new { Id = desk.AccountId, State = nameof(AccountState.NeedsReconnect) }, Stop);
        Assert.All((await desk.Get<Foresee>().RunAsync(null, 10, Stop)).Items, f => Assert.Equal(ForeseenCodes.Account, f.Reasons[0].Code));
    }

    [Theory, OnEachDatabase]
    internal async Task One_cause_is_one_notice_however_many_wait_and_is_mended_by_itself(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var editor = Assert.IsType<Answer<AddUser.Added>.Done>(await desk.Get<AddUser>().RunAsync(new("e@desk.example", "Erin", nameof(Role.Editor)), Stop)).Value.Id;
        for (var i = 1; i <= 3; i++)
        {
            await WaitingAsync(desk, TimeSpan.FromHours(i));
        }

        await desk.Db.ExecuteAsync(SetState, new { Id = desk.AccountId, State = nameof(AccountState.Paused) }, Stop);
        await desk.Get<WatchDesk>().RunAsync(Stop);
        await desk.Get<WatchDesk>().RunAsync(Stop);

        var notice = Assert.Single((await desk.Get<ListNotices>().RunAsync(editor, new(Unread: true), null, 10, Stop)).Items);
        Assert.Equal((NoticeKinds.DeliveryWillFail, "3 posts will not go out, the first on Desk", "/posts/foresight?reason=account"), (notice.Kind, notice.Title, notice.Link));

        await desk.Db.ExecuteAsync(SetState, new { Id = desk.AccountId, State = nameof(AccountState.Active) }, Stop);
        await desk.Get<WatchDesk>().RunAsync(Stop);
        Assert.Empty((await desk.Get<ListNotices>().RunAsync(editor, new(Unread: true), null, 10, Stop)).Items);
    }

    private static Task<Guid> WaitingAsync(DeskRoom desk, TimeSpan due, Guid? article = null, string words = "Words.", DeliveryState state = DeliveryState.Scheduled) =>
        desk.Db.InTransactionAsync(tx => desk.Get<Ledger>().CreateAsync(
            tx, new NewDelivery("post", desk.AccountId, "sandbox", words, desk.Clock.Now() + due, state, "editor") { ArticleId = article }, Stop), Stop);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
