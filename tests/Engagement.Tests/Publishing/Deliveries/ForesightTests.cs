using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Accounts;
using Engagement.Features.Content.Templates;
using Engagement.Features.Integrations.Notifications;
using Engagement.Features.People.Team;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Foresight;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;
using Engagement.Web.Security;

namespace Engagement.Tests.Publishing.Deliveries;

/// <summary>What will fail is said before it does, with the cause that the sender will find, and no longer once it is mended.</summary>
public sealed class ForesightTests
{
    private static readonly Sql EndAccess = Sql.Portable("update Accounts set AccessExpiresAt = @At, RefreshEndsAt = @At where Id = @Id");
    private static readonly Sql SetState = Sql.Portable("update Accounts set State = @State where Id = @Id");
    private static readonly Sql SetArticle = Sql.Portable("update Articles set State = @State");
    private static readonly Sql Rest = Sql.Portable(
        "update Accounts set PublishRestUntil = @At, PublishLastError = 'Too many posts.' where Id = @Id");
    private static readonly Sql Bill = Sql.Portable(
        "update Accounts set Network = 'x', MonthlyBudget = @Budget, ListeningShare = 0 where Id = @Id");
    private static readonly Sql SetNetwork = Sql.Portable("update Accounts set Network = @Network where Id = @Id");
    private static readonly Sql Speak = Sql.Portable("update Accounts set Language = @Language where Id = @Id");
    private static readonly Sql ShortTemplate = Sql.Portable("select min(Id) from Templates where Kind = 'post' and LengthClass = 'short'");
    private static readonly Sql MadeWith = Sql.Portable("update Posts set TemplateId = @Template, TemplateVersion = 1 where Id = @Id");
    private static readonly Sql Fail = Sql.Portable("update Deliveries set State = 'Failed' where Id = @Id");

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

        Assert.Equal((later, PreflightCodes.Access, $"/accounts/{desk.AccountId}"), (one.Id, one.Reasons[0].Code, one.Reasons[0].MendLink));
    }

    [Theory, OnEachDatabase]
    internal async Task Stopped_accounts_articles_in_review_long_words_and_missing_approval_are_each_said(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var published = await desk.PublishAsync("p1");
        await WaitingAsync(desk, TimeSpan.FromHours(5), published.ArticleId);
        await WaitingAsync(desk, TimeSpan.FromHours(6), words: new string('x', 50_000));
        await WaitingAsync(desk, TimeSpan.FromHours(7), state: DeliveryState.AwaitingApproval);
        await WaitingAsync(desk, TimeSpan.FromDays(40), state: DeliveryState.AwaitingApproval); // however far ahead
        await desk.Db.ExecuteAsync(SetArticle, new { State = "Draft" }, Stop);

        var codes = (await desk.Get<Foresee>().RunAsync(null, 10, Stop)).Items.Select(f => f.Reasons.Select(r => r.Code).ToArray());
        Assert.Equal([[PreflightCodes.Article], [PreflightCodes.Words], [PreflightCodes.Approval], [PreflightCodes.Approval]], codes);

        await desk.Db.ExecuteAsync(SetState, new { Id = desk.AccountId, State = nameof(AccountState.NeedsReconnect) }, Stop);
        Assert.All((await desk.Get<Foresee>().RunAsync(null, 10, Stop)).Items,
            f => Assert.Equal(PreflightCodes.Account, f.Reasons[0].Code));
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_due_while_its_account_rests_is_said_to_come_late(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var resting = await WaitingAsync(desk, TimeSpan.FromHours(5));
        await WaitingAsync(desk, TimeSpan.FromHours(7));
        await desk.Db.ExecuteAsync(Rest, new { Id = desk.AccountId, At = desk.Clock.Now().AddHours(6) }, Stop);

        var one = Assert.Single((await desk.Get<Foresee>().RunAsync(null, 10, Stop)).Items);

        var reason = Assert.Single(one.Reasons);
        Assert.Equal((resting, PreflightCodes.Resting, false), (one.Id, reason.Code, reason.IsFatal));
        Assert.Contains("until 24 Nov 14:00 UTC. Too many posts. It will come late.", reason.Why, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task A_budget_goes_to_what_is_due_first_and_the_next_month_has_its_own(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.Db.ExecuteAsync(Bill, new { Id = desk.AccountId, Budget = 20_000L }, Stop); // of 0.015 dollars a post
        await WaitingAsync(desk, TimeSpan.FromHours(5), network: "x");
        var second = await WaitingAsync(desk, TimeSpan.FromHours(6), network: "x");
        await WaitingAsync(desk, TimeSpan.FromDays(10), network: "x"); // December

        var one = Assert.Single((await desk.Get<Foresee>().RunAsync(null, 10, Stop)).Items);

        var reason = Assert.Single(one.Reasons);
        Assert.Equal((second, PreflightCodes.Budget, true, $"/accounts/{desk.AccountId}"),
            (one.Id, reason.Code, reason.IsFatal, reason.MendLink));
        Assert.StartsWith("It costs $0.015 for a post", reason.Why, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task More_than_the_network_allows_in_its_window_is_said_to_come_late(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.Db.ExecuteAsync(SetNetwork, new { Id = desk.AccountId, Network = "mastodon" }, Stop);
        await desk.Db.InTransactionAsync(async tx =>
        {
            for (var i = 0; i < 301; i++) // 300 in five minutes are allowed, a fifth of them kept for listening, which is first in line
            {
                await WaitingAsync(desk, tx, TimeSpan.FromHours(5) + TimeSpan.FromMilliseconds(500 * i), network: "mastodon");
            }

            return true;
        }, Stop);

        var late = (await desk.Get<Foresee>().RunAsync(null, int.MaxValue, Stop)).Items;

        Assert.Equal(61, late.Count);
        Assert.All(late, l => Assert.Equal((DeliveryState.Published, desk.Clock.Now().AddHours(5).AddMinutes(5)), (l.Fate.To, l.Fate.At)));
        var reason = Assert.Single(late[0].Reasons);
        Assert.Equal((PreflightCodes.Rate, false), (reason.Code, reason.IsFatal));
        Assert.StartsWith("Mastodon allows 300 in 5 minutes, some of them kept for listening", reason.Why, StringComparison.Ordinal);
        Assert.All(late.Skip(1), l => Assert.Equal(PreflightCodes.Resting, Assert.Single(l.Reasons).Code));
    }

    [Theory, OnEachDatabase]
    internal async Task Words_in_another_language_than_the_account_speaks_are_said(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.Get<ShippedTemplates>().InstallAsync(Stop);
        var post = await desk.PublishAsync("p1");
        await desk.Db.ExecuteAsync(
            MadeWith, new { Id = post.PostId, Template = await desk.Db.ScalarAsync<Guid>(ShortTemplate, ct: Stop) }, Stop);
        var waiting = await WaitingAsync(desk, TimeSpan.FromHours(5), post: post.PostId);
        await desk.Db.ExecuteAsync(Speak, new { Id = desk.AccountId, Language = "fi" }, Stop);

        var one = Assert.Single((await desk.Get<Foresee>().RunAsync(null, 10, Stop)).Items);

        var reason = Assert.Single(one.Reasons);
        Assert.Equal((waiting, PreflightCodes.Language, false), (one.Id, reason.Code, reason.IsFatal));
        await desk.Db.ExecuteAsync(Speak, new { Id = desk.AccountId, Language = "en" }, Stop);
        Assert.Empty((await desk.Get<Foresee>().RunAsync(null, 10, Stop)).Items);
    }

    [Theory, OnEachDatabase]
    internal async Task A_part_of_a_thread_whose_part_before_failed_is_said(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var first = await WaitingAsync(desk, TimeSpan.FromHours(5));
        var second = await WaitingAsync(desk, TimeSpan.FromHours(5), previous: first);
        Assert.Empty((await desk.Get<Foresee>().RunAsync(null, 10, Stop)).Items);

        await desk.Db.ExecuteAsync(Fail, new { Id = first }, Stop);

        var one = Assert.Single((await desk.Get<Foresee>().RunAsync(null, 10, Stop)).Items);
        Assert.Equal((second, PreflightCodes.Thread, "The part before it is failed, and it waits for that one."),
            (one.Id, one.Reasons[0].Code, one.Reasons[0].Why));
    }

    [Theory, OnEachDatabase]
    internal async Task One_cause_is_one_notice_however_many_wait_and_is_mended_by_itself(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var editor = Assert.IsType<Result<AddUser.Added>.Done>(
            await desk.Get<AddUser>().RunAsync(new("e@desk.example", "Erin", nameof(Role.Editor)), Stop)).Value.Id;
        for (var i = 1; i <= 3; i++)
        {
            await WaitingAsync(desk, TimeSpan.FromHours(i));
        }

        await desk.Db.ExecuteAsync(SetState, new { Id = desk.AccountId, State = nameof(AccountState.Paused) }, Stop);
        await desk.Get<WatchDesk>().RunAsync(Stop);
        await desk.Get<WatchDesk>().RunAsync(Stop);

        var notice = Assert.Single((await desk.Get<ListNotices>().RunAsync(editor, new(Unread: true), null, 10, Stop)).Items);
        Assert.Equal((NoticeKinds.DeliveryWillFail, "3 posts will not go out, the first on Desk", "/posts/foresight?reason=account"),
            (notice.Kind, notice.Title, notice.Link));

        await desk.Db.ExecuteAsync(SetState, new { Id = desk.AccountId, State = nameof(AccountState.Active) }, Stop);
        await desk.Get<WatchDesk>().RunAsync(Stop);
        Assert.Empty((await desk.Get<ListNotices>().RunAsync(editor, new(Unread: true), null, 10, Stop)).Items);
    }

    private static Task<Guid> WaitingAsync(
        DeskRoom desk, TimeSpan due, Guid? article = null, string words = "Words.",
        DeliveryState state = DeliveryState.Scheduled, string network = "sandbox", Guid? post = null, Guid? previous = null) =>
        desk.Db.InTransactionAsync(tx => WaitingAsync(desk, tx, due, article, words, state, network, post, previous), Stop);

    private static Task<Guid> WaitingAsync(
        DeskRoom desk, Tx tx, TimeSpan due, Guid? article = null, string words = "Words.",
        DeliveryState state = DeliveryState.Scheduled, string network = "sandbox", Guid? post = null, Guid? previous = null) =>
        desk.Get<Ledger>().CreateAsync(tx, new NewDelivery("post", desk.AccountId, network, words, desk.Clock.Now() + due, state, "editor")
        {
            ArticleId = article, PostId = post, PreviousId = previous, Part = previous is null ? 1 : 2,
        }, Stop);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
