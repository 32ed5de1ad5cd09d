using Engagement.Data;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Sources;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Deliveries.Changes;
using Engagement.Features.Publishing.Posts;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;
using Engagement.Web.Security;

namespace Engagement.Tests.Publishing.Deliveries.Changes;

public sealed class ChangeControlTests
{
    [Theory, OnEachDatabase]
    internal async Task An_edited_article_holds_its_waiting_post_which_is_renewed_with_the_template_it_was_made_with(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var (waiting, push) = await PushedAsync(room);
        var before = await room.DeliveryAsync(waiting.Id);

        await push("Four minutes, and no call.");
        var held = await room.DeliveryAsync(waiting.Id);
        Assert.Equal((DeliveryState.Held, ArticleChange.Changed), (held.State, held.ErrorKind));
        room.Clock.SetUtcNow(held.DueAt);
        await room.WorkAsync(held.Id);
        Assert.Equal(DeliveryState.Held, (await room.DeliveryAsync(held.Id)).State);

        var renewed = (await room.Get<RenewWords>().RunAsync(held, Token)).Words!;
        Assert.NotEqual(before.Body, renewed.Body);
        Assert.Contains("Four minutes", renewed.Body, StringComparison.Ordinal);

        PostsRoom.Done(await DecideAsync(room, held, ChangeChoice.Renew));
        await room.WorkAsync(held.Id);
        var sent = await room.DeliveryAsync(held.Id);
        Assert.Equal((DeliveryState.Published, renewed.Body), (sent.State, sent.Body));
    }

    [Theory, OnEachDatabase]
    internal async Task A_change_that_no_reader_sees_holds_nothing(Dialect dialect)
    {
        // owncloud-archive/news#807: a picture's address that is another at each reading held the post at each reading.
        await using var room = await PostsRoom.OpenAsync(dialect);
        var (waiting, _) = await PushedAsync(room);
        var source = await SourceSql.FindOrAddAsync(room.Db, room.Clock, Source.Api, "Desk", "desk-api", null, Token);
        var other = Incoming("Three minutes, and no call.")
            with { Body = "**Three minutes**, and no call.", ImageUrl = "https://help.example/f.png?t=2" };

        var kept = await room.Db.InTransactionAsync(tx => room.Get<SaveArticle>().RunAsync(tx, source.Id, other, "Desk", Token));

        Assert.Equal((Kept.Unchanged, 1), (kept.Outcome, kept.Version));
        Assert.Equal(DeliveryState.Scheduled, (await room.DeliveryAsync(waiting.Id)).State);
        Assert.Equal(0, await room.Db.ScalarAsync<int>(ChangedSql.CountHeld));
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_kept_goes_out_as_it_is_and_what_is_cancelled_does_not(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var (kept, push) = await PushedAsync(room);
        var cancelled = await SameAsync(room, kept);
        await push("Four minutes, and no call.");

        PostsRoom.Done(await DecideAsync(room, await room.DeliveryAsync(kept.Id), ChangeChoice.Keep));
        PostsRoom.Done(await DecideAsync(room, await room.DeliveryAsync(cancelled.Id), ChangeChoice.Cancel));
        room.Clock.SetUtcNow(kept.DueAt);
        await room.WorkAsync(kept.Id);
        await room.WorkAsync(cancelled.Id);

        Assert.Equal((DeliveryState.Published, kept.Body),
            ((await room.DeliveryAsync(kept.Id)).State, (await room.DeliveryAsync(kept.Id)).Body));
        Assert.Equal(DeliveryState.Cancelled, (await room.DeliveryAsync(cancelled.Id)).State);
        Assert.IsType<Result<DecideChanged.Decided>.Conflict>(
            await DecideAsync(room, await room.DeliveryAsync(cancelled.Id), ChangeChoice.Keep));
    }

    [Theory, OnEachDatabase]
    internal async Task A_retired_article_holds_what_waits_and_neither_renewing_nor_keeping_lets_it_out(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var (waiting, _) = await PushedAsync(room);

        PostsRoom.Done(await room.Get<SetArticle>().RunAsync(new(waiting.ArticleId!.Value, "Archived", null, "Erin"), Token));

        var held = await room.DeliveryAsync(waiting.Id);
        Assert.Equal((DeliveryState.Held, ArticleChange.NotPostable), (held.State, held.ErrorKind));
        foreach (var choice in new[] { ChangeChoice.Renew, ChangeChoice.Keep })
        {
            Assert.Contains("may not be posted",
                Assert.IsType<Result<DecideChanged.Decided>.Conflict>(await DecideAsync(room, held, choice)).Why, StringComparison.Ordinal);
        }

        PostsRoom.Done(await room.Get<ChangeDelivery>().RetryAsync(held.Id, held.Version, "Erin", Token));
        await room.WorkAsync(held.Id);
        Assert.Equal((DeliveryState.Held, 0), ((await room.DeliveryAsync(held.Id)).State, (await room.DeliveryAsync(held.Id)).Attempts));
    }

    [Theory, OnEachDatabase]
    internal async Task A_post_that_waited_for_approval_is_held_and_renewed_needs_it_again(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await room.Get<SaveApproval>().RunAsync(new(Required: true, FourEyes: false, "Root", null), Token);
        var (approved, push) = await PushedAsync(room);
        var waits = await SameAsync(room, approved);
        Assert.Equal(1, PostsRoom.Done(await room.Get<ApproveDeliveries>()
            .RunAsync(new([new(approved.Id, (await room.DeliveryAsync(approved.Id)).Version)],
                false, "Ada", Guid.CreateVersion7(), Role.Approver), Token)));

        await push("Four minutes, and no call.");
        Assert.Equal(DeliveryState.Held, (await room.DeliveryAsync(waits.Id)).State);
        PostsRoom.Done(await DecideAsync(room, await room.DeliveryAsync(approved.Id), ChangeChoice.Renew));
        PostsRoom.Done(await DecideAsync(room, await room.DeliveryAsync(waits.Id), ChangeChoice.Keep));

        Assert.Equal(DeliveryState.AwaitingApproval, (await room.DeliveryAsync(approved.Id)).State);
        Assert.Equal(DeliveryState.AwaitingApproval, (await room.DeliveryAsync(waits.Id)).State);
    }

    [Theory, OnEachDatabase]
    internal async Task A_draft_of_an_article_that_changed_is_held_when_its_time_comes(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var (other, push) = await PushedAsync(room);
        var draft = await SameAsync(room, other, draft: true);
        await push("Four minutes, and no call.");
        var seen = await room.DeliveryAsync(draft.Id);
        Assert.Equal(DeliveryState.Draft, seen.State);

        PostsRoom.Done(await room.Get<SubmitDrafts>().RunAsync(new([new(seen.Id, seen.Version)], "Erin"), Token));
        room.Clock.SetUtcNow(seen.DueAt);
        await room.WorkAsync(seen.Id);

        Assert.Equal((DeliveryState.Held, ArticleChange.Changed),
            ((await room.DeliveryAsync(seen.Id)).State, (await room.DeliveryAsync(seen.Id)).ErrorKind));
    }

    [Theory, OnEachDatabase]
    internal async Task Words_changed_by_hand_after_the_hold_are_of_the_article_as_it_is(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var (waiting, push) = await PushedAsync(room);
        await push("Four minutes, and no call.");
        var held = await room.DeliveryAsync(waiting.Id);

        PostsRoom.Done(await room.Get<ChangeDelivery>().ReviseAsync(
            held.Id, held.Version, "By hand. " + held.LinkUrl, held.DueAt, "Erin", null, Token));
        var revised = await room.DeliveryAsync(held.Id);
        PostsRoom.Done(await room.Get<ChangeDelivery>().RetryAsync(revised.Id, revised.Version, "Erin", Token));
        await room.WorkAsync(held.Id);

        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(held.Id)).State);
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_out_when_its_article_changes_is_listed_until_somebody_looked(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var (delivery, push) = await PushedAsync(room);
        room.Clock.SetUtcNow(delivery.DueAt);
        await room.WorkAsync(delivery.Id);
        Assert.Equal(0, await room.Db.ScalarAsync<int>(ChangedSql.CountOut));

        await push("Four minutes, and no call.");
        var row = Assert.Single(await room.Db.QueryAsync<ChangedDelivery>(ChangedSql.Out.Where(ChangedSql.OutOnes), new { Take = 5 }));
        Assert.Equal((delivery.Id, 1, 2), (row.Id, row.ArticleVersion!.Value, row.ArticleNow));
        Assert.NotNull(row.RemoteUrl);

        Assert.Equal(1, PostsRoom.Done(await room.Get<AcceptOutdated>().RunAsync(new([new(row.Id, row.Version)], "Erin"), Token)));
        Assert.Equal(0, await room.Db.ScalarAsync<int>(ChangedSql.CountOut));
        await push("Five minutes, and no call.");
        Assert.Equal(1, await room.Db.ScalarAsync<int>(ChangedSql.CountOut));
    }

    // An article pushed as another system does, a post about it tomorrow, and the way to push it again.
    private static async Task<(Delivery Delivery, Func<string, Task> Push)> PushedAsync(PostsRoom room)
    {
        var account = await room.ConnectAsync();
        var source = await SourceSql.FindOrAddAsync(room.Db, room.Clock, Source.Api, "Desk", "desk-api", null, Token);
        var article = Guid.Empty;
        async Task Push(string summary) =>
            article = (await room.Db.InTransactionAsync(
                tx => room.Get<SaveArticle>().RunAsync(tx, source.Id, Incoming(summary), "Desk", Token))).Id;
        await Push("Three minutes, and no call.");
        var post = PostsRoom.Done(await room.CreateAsync(room.Command(account.Id) with { ArticleId = article })).PostId;
        return (await room.DeliveryAsync(Assert.Single(await room.DeliveriesAsync(post)).Id), Push);
    }

    private static async Task<Delivery> SameAsync(PostsRoom room, Delivery other, bool draft = false) =>
        await room.DeliveryAsync(Assert.Single(await room.DeliveriesAsync(PostsRoom.Done(
            await room.CreateAsync(room.Command(other.AccountId)
                with { ArticleId = other.ArticleId, Draft = draft, DespiteGuards = true })).PostId)).Id);

    private static Task<Result<DecideChanged.Decided>> DecideAsync(PostsRoom room, Delivery delivery, ChangeChoice choice) =>
        room.Get<DecideChanged>().RunAsync(new([new(delivery.Id, delivery.Version)], choice, "Erin", null), Token);

    private static IncomingArticle Incoming(string summary) => new()
    {
        ExternalId = "reset", Slug = "reset", Format = BodyFormat.Markdown, Title = "Reset your password",
        Summary = summary, Body = summary, PlainText = summary, Url = "https://help.example/kb/reset",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
